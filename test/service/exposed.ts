import type { Meter } from '../../service/src/meter.ts';

/** What a meter shows: value by series, written as `name{label="value"}`. */
export async function exposed(meter: Meter): Promise<ReadonlyMap<string, number>> {
  const { body } = await meter.expose();
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))] as const;
    }),
  );
}
