import { isDeepStrictEqual } from 'node:util';
import { fields } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { imagesOf, podTemplateOf } from './pod-template.ts';

/** An object that goes under another name, as far as one can tell. */
export interface Rename {
  readonly base: KubernetesObject;
  readonly head: KubernetesObject;
}

/** Configuration carries a hash of its content at the end of its name. */
const CONTENT_HASH = /-[0-9a-f]{10}$/;

/** Finds the objects that were renamed: the same but for their names, the only ones of their kind, or of one image. */
export function renamesAmong(
  removed: readonly KubernetesObject[],
  added: readonly KubernetesObject[],
): Rename[] {
  const free = new Set(added);
  return removed.flatMap((base) => {
    const alike = [...free].filter(
      (head) => head.kind === base.kind && head.metadata.namespace === base.metadata.namespace,
    );
    const head =
      alike.find((each) => isDeepStrictEqual(nameless(each), nameless(base))) ??
      alike.find((each) => stem(each) === stem(base)) ??
      alike.find((each) => isConfiguration(base) && sharesFiles(each, base)) ??
      alike.find((each) => podTemplateOf(base) !== undefined && sameImages(each, base));
    if (!head) return [];
    free.delete(head);
    return [{ base, head }];
  });
}

/** Whether a rename is of configuration, which has another name with every other content. */
export function isNewContent({ base, head }: Rename): boolean {
  return nameOf(base) !== nameOf(head) && isConfiguration(base);
}

function isConfiguration({ kind, metadata }: KubernetesObject): boolean {
  return kind === 'ConfigMap' && CONTENT_HASH.test(metadata.name);
}

function sharesFiles(left: KubernetesObject, right: KubernetesObject): boolean {
  const files = new Set(Object.keys(fields(right, 'data')));
  return Object.keys(fields(left, 'data')).some((file) => files.has(file));
}

/** Full name of an object without a hash of its content. */
export function stem(object: KubernetesObject): string {
  return nameOf(object).replace(CONTENT_HASH, '');
}

function nameless(object: KubernetesObject): unknown {
  return JSON.parse(JSON.stringify(object).replaceAll(`"${object.metadata.name}"`, '"$name"'));
}

function sameImages(left: KubernetesObject, right: KubernetesObject): boolean {
  const images = (object: KubernetesObject) => [...imagesOf(podTemplateOf(object) ?? {}).values()].sort();
  return isDeepStrictEqual(images(left), images(right));
}
