import { type Manifest, nameOf } from './manifest.ts';

/** Nothing of the AWS half's deferred values may reach a manifest, and no two objects may share a name or a file. */
export function textErrors(objects: readonly Manifest[]): readonly string[] {
  const errors: string[] = [];
  const seen = new Set<string>();
  for (const object of objects) {
    const text = JSON.stringify(object);
    const token = /\$\{Token\[[^\]]*\]/.exec(text);
    if (token) errors.push(`${nameOf(object)}: it contains the unresolved value ${token[0]}.`);
    const name = nameOf(object);
    if (seen.has(name)) errors.push(`${name}: there are two of it.`);
    seen.add(name);
  }
  const cluster = new Set<string>();
  for (const object of objects.filter((candidate) => ADMINISTRATED.has(candidate.kind))) {
    const file = `${object.kind}.${object.metadata.name}`;
    if (cluster.has(file))
      errors.push(`${nameOf(object)}: two objects of dist/platform share the file ${file}.`);
    cluster.add(file);
  }
  return errors;
}

/** Kinds of `dist/platform`, where objects of several namespaces lie in one folder. */
const ADMINISTRATED = new Set(['Role', 'RoleBinding', 'ResourceQuota', 'LimitRange']);
