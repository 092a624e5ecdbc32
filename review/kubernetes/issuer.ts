import type { Consequence } from '../consequence.ts';
import { items, text } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import type { Rename } from './rename.ts';

/** Zones for whose names nobody proves any more that they are ours. */
export function unprovenZones({ base, head }: Rename): Consequence[] {
  if (!/^(Cluster)?Issuer$/.test(head.kind)) return [];
  const zones = (issuer: KubernetesObject) =>
    items(issuer, 'spec.acme.solvers').flatMap((solver) => {
      const own = items(solver, 'selector.dnsZones').map((zone) => text(zone));
      return own.length > 0 ? own : ['every zone'];
    });
  const kept = zones(head);
  const gone = kept.includes('every zone') ? [] : zones(base).filter((zone) => !kept.includes(zone));
  const because = `it proves names of ${gone.join(', ')} no more: their certificates are not renewed`;
  return gone.length > 0 ? [{ fate: 'stopped', subject: nameOf(head), because }] : [];
}

/** Certificates of another server: browsers refuse those of a server for trials. */
export function otherIssuer({ base, head }: Rename): Consequence[] {
  const server = (object: KubernetesObject) => text(object, 'spec.acme.server');
  if (!/^(Cluster)?Issuer$/.test(head.kind) || server(base) === server(head)) return [];
  const because = `certificates come from ${server(head) || 'elsewhere'}, was: ${server(base)}; browsers must trust that one, too`;
  return [{ fate: 'stopped', subject: nameOf(head), because }];
}
