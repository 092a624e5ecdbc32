/** An object of a template or a manifest: what it holds is known only when one looks. */
export type Fields = Readonly<Record<string, unknown>>;

/** What stands at a dotted path (`spec.template.spec`); undefined where there is nothing. */
export function field(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), value);
}

/** The object at a path; an empty one where there is none. */
export function fields(value: unknown, path?: string): Fields {
  const found = path === undefined ? value : field(value, path);
  return isFields(found) ? found : {};
}

/** The list at a path; a single value counts as a list of one, nothing as an empty list. */
export function items(value: unknown, path?: string): readonly unknown[] {
  const found = path === undefined ? value : field(value, path);
  if (found === undefined || found === null) return [];
  return Array.isArray(found) ? found : [found];
}

/** The text at a path; empty where there is none. */
export function text(value: unknown, path?: string): string {
  const found = path === undefined ? value : field(value, path);
  return found === undefined || found === null ? '' : String(found);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
