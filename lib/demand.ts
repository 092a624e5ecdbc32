/** A value of CDK's that is known only when it deploys: nothing can be said of it yet. */
const DEFERRED = '${Token[';

/** Stops with what is wrong: which field, what was found there, what was expected. */
export function demand(holds: boolean, field: string, found: unknown, expected: string): void {
  if (holds) return;
  const text = typeof found === 'number' ? String(found) : JSON.stringify(found);
  throw new Error(`${field}: found ${text}, expected ${expected}`);
}

/** Stops unless a text is of a form; what is known only at the deployment is of any. */
export function demandForm(field: string, text: string, form: RegExp, expected: string): void {
  demand(text.includes(DEFERRED) || form.test(text), field, text, expected);
}

/** Stops where a list names something twice, or nothing. */
export function demandDistinct(field: string, list: readonly string[], expected: string): void {
  demand(list.length > 0 && new Set(list).size === list.length, field, list, expected);
}

/** Stops unless mail can be sent to an address. */
export function demandEmail(field: string, address: string): void {
  demandForm(field, address, /^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address, as in ops@playcode.gg');
}

/** Stops unless a text is a domain, as certificates, cookies and zones name it. */
export function demandDomain(field: string, domain: string): void {
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  const form = new RegExp(`^(?=.{4,253}$)${label}(\\.${label})+$`);
  demandForm(field, domain, form, 'a domain in small letters, without scheme or path, as in playcode.gg');
}

/** Stops unless a text is the id of an AWS account. */
export function demandAccount(field: string, account: string): void {
  demandForm(field, account, /^\d{12}$/, 'the 12 digits of an AWS account');
}

/** Stops unless a text can stand before the keys of a bucket's objects. */
export function demandPrefix(field: string, prefix: string): void {
  const expected = 'a prefix that ends in "/" and does not begin with it, without wildcards, as in pictures/';
  demandForm(field, prefix, /^[^/*?][^*?]*\/$/, expected);
}

/** Stops unless a number is a whole one, and not too small. */
export function demandWhole(field: string, found: number, least: number): void {
  demand(Number.isInteger(found) && found >= least, field, found, `a whole number, at least ${least}`);
}

/** Stops unless a number is a port. */
export function demandPort(field: string, port: number): void {
  demand(Number.isInteger(port) && port >= 1 && port <= 65535, field, port, 'a port, 1 to 65535');
}
