import { demandForm } from './demand.ts';

const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

/** Bytes of an amount of memory or storage in Kubernetes' notation (`512Mi`). */
export function bytesOf(amount: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMGT]i|[kMGT])?$/.exec(amount);
  if (!match)
    throw new Error(`"${amount}" is not an amount of bytes, expected a number and a unit as in 512Mi.`);
  return Number(match[1]) * BYTES[match[2] ?? '']!;
}

/** Cores of an amount of CPU in Kubernetes' notation (`250m`, `2`). */
export function coresOf(amount: string): number {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(amount);
  if (!match)
    throw new Error(`"${amount}" is not an amount of CPU, expected cores or millicores as in 250m.`);
  return Number(match[1]) / (match[2] === 'm' ? 1000 : 1);
}

/** Bytes of an amount that is more than none. @throws Error that names the field */
export function demandBytes(field: string, amount: string): number {
  demandForm(
    field,
    amount,
    /^(?=.*[1-9])\d+(\.\d+)?([KMGT]i|[kMGT])$/,
    'an amount with its unit, as in 512Mi',
  );
  return bytesOf(amount);
}

/** Cores of an amount that is more than none. @throws Error that names the field */
export function demandCores(field: string, amount: string): number {
  demandForm(field, amount, /^(?=.*[1-9])\d+(\.\d+)?m?$/, 'cores or millicores, as in 250m');
  return coresOf(amount);
}
