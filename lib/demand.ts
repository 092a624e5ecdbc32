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

/** Stops unless a list names availability zones, each once. */
export function demandZones(field: string, zones: readonly string[]): void {
  demandDistinct(field, zones, 'at least one zone, each once');
  // Until the CLI has looked a VPC up, its zones have names that no zone has.
  const form = /^(dummy\d[a-z]|[a-z]+(-[a-z]+)+-\d([a-z]|(-[a-z0-9]+)+))$/;
  const expected = 'zones by their names: those of a region end in its letter, as in ap-northeast-2a';
  for (const zone of zones) demandForm(field, zone, form, expected);
}

/** Stops unless mail can be sent to an address: AWS and Let's Encrypt take plain ones, without signs of other scripts. */
export function demandEmail(field: string, address: string): void {
  const form = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?=[^@]{4,253}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
  demandForm(field, address, form, 'an e-mail address of Latin letters, as in ops@playcode.gg');
}

/** Stops unless a text can be the name of an IAM role. */
export function demandRoleName(field: string, name: string): void {
  demandForm(field, name, /^[\w+=,.@-]{1,64}$/, 'a name of IAM, 1 to 64 letters, digits and _+=,.@-');
}

/** Stops unless a text is a domain, as certificates, cookies and zones name it. */
export function demandDomain(field: string, domain: string): void {
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  const form = new RegExp(`^(?=.{4,253}$)(${label}\\.)+(?!\\d+$)${label}$`);
  const expected =
    'a domain in small letters, without scheme or path, as in playcode.gg; one of other letters by its name in ASCII, xn--…';
  demandForm(field, domain, form, expected);
}

/** Stops unless a text is the id of an AWS account. */
export function demandAccount(field: string, account: string): void {
  demandForm(field, account, /^\d{12}$/, 'the 12 digits of an AWS account');
}

/** Stops unless a text can be the name of a bucket of S3. */
export function demandBucketName(field: string, name: string): void {
  const form = /^(?!.*\.[.-])(?!.*-\.)(?!\d+(\.\d+){3}$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
  demandForm(field, name, form, 'a name of S3, 3 to 63 small letters, digits, - and ., no address');
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
