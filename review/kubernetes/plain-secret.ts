import type { Consequence } from '../consequence.ts';
import { fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { containersOf, podTemplateOf } from './pod-template.ts';

/** Secrets that stand in a manifest: whoever reads the repository reads them. */
export function plainSecrets(base: Platform, head: Platform): Consequence[] {
  return [...head.objects].flatMap(([name, object]): Consequence[] => {
    const known = new Set(secretsIn(base.objects.get(name)));
    const gained = secretsIn(object).filter((secret) => !known.has(secret));
    if (gained.length === 0) return [];
    const because = `${gained.join(', ')} stands in the manifest: whoever reads the repository reads it`;
    return [{ fate: 'access-opened', subject: nameOf(object), because }];
  });
}

/** Names of variables that hold a secret, not where it is. */
const SECRET = /(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY)$/i;

/** An address with a password in it. */
const SIGNED = /^\w[\w+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/;

function secretsIn(object: KubernetesObject | undefined): string[] {
  if (object === undefined) return [];
  if (object.kind === 'Secret') {
    return ['data', 'stringData'].flatMap((part) => Object.keys(fields(object, part)));
  }
  return containersOf(podTemplateOf(object) ?? {})
    .flatMap((container) => items(container, 'env'))
    .filter((variable) => {
      const value = text(variable, 'value');
      return SIGNED.test(value) || (SECRET.test(text(variable, 'name')) && /^[^/]/.test(value));
    })
    .map((variable) => text(variable, 'name'));
}
