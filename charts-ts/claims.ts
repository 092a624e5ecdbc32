import { bytesOf } from '../lib/quantity.ts';
import type { Manifest } from './validation/manifest.ts';

interface Claim {
  readonly resources: { readonly requests: { readonly storage: string } };
}

interface Claiming {
  /** @default 1 */
  readonly replicas?: number;
  readonly volumeClaimTemplates?: readonly { readonly spec: Claim }[];
}

/** GiB of the volumes that objects claim, each pod of a StatefulSet its own. */
export function claimedGib(objects: readonly Manifest[]): number {
  return objects.reduce((sum, { kind, spec }) => {
    if (kind === 'PersistentVolumeClaim') return sum + gibOf(spec as Claim);
    const { replicas = 1, volumeClaimTemplates = [] } = (spec ?? {}) as Claiming;
    return volumeClaimTemplates.reduce((total, claim) => total + replicas * gibOf(claim.spec), sum);
  }, 0);
}

function gibOf({ resources }: Claim): number {
  return bytesOf(resources.requests.storage) / 2 ** 30;
}
