/** What was handed to the store is not what it keeps: a mistake of the caller, which trying again does not mend. */
export class InvalidRecord extends Error {
  override readonly name = 'InvalidRecord';
}

/** @throws InvalidRecord naming the field, what was found and what was expected */
export function expect(isRight: boolean, field: string, found: unknown, expected: string): void {
  if (!isRight) throw new InvalidRecord(`${field}: found ${describe(found)}, expected ${expected}`);
}

/** @throws InvalidRecord unless the field is text of so many bytes of UTF-8 */
export function expectText(field: string, found: unknown, leastBytes: number, mostBytes: number): void {
  const bytes = typeof found === 'string' ? new TextEncoder().encode(found).length : -1;
  const isRight = bytes >= leastBytes && bytes <= mostBytes;
  expect(isRight, field, found, `text of ${leastBytes} to ${mostBytes} bytes`);
}

/** @throws InvalidRecord unless the field is a point in time */
export function expectDate(field: string, found: unknown): void {
  expect(found instanceof Date && !Number.isNaN(found.getTime()), field, found, 'a valid date');
}

/** @throws InvalidRecord unless the field is a whole number in a range, both ends included */
export function expectWhole(field: string, found: unknown, least: number, most: number): void {
  const isRight = Number.isInteger(found) && (found as number) >= least && (found as number) <= most;
  expect(isRight, field, found, `a whole number from ${least} to ${most}`);
}

function describe(found: unknown): string {
  const text = typeof found === 'number' || found instanceof Date ? String(found) : JSON.stringify(found);
  return (text ?? 'nothing').slice(0, 80);
}
