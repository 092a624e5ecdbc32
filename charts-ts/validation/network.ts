import type { FlowTable } from '../flows.ts';
import { type Manifest, matches, podsOf } from './manifest.ts';

/** Every pod of ours is an actor, every actor has pods, and a flow ends at a port that its receiver has open. */
export function flowErrors(objects: readonly Manifest[], { actors, flows }: FlowTable): readonly string[] {
  const pods = podsOf(objects);
  const errors: string[] = [];
  // Pods of other namespaces are made by others: those of the ingress controller come from Helm.
  const namespaces = new Set(pods.map(({ object }) => object.metadata.namespace));
  const owned = Object.keys(actors).filter((id) => {
    const actor = actors[id];
    return actor?.kind === 'pods' && namespaces.has(actor.namespace);
  });
  const podsOfActor = (id: string) => {
    const actor = actors[id];
    return pods.filter(
      ({ object, template }) =>
        actor?.kind === 'pods' &&
        object.metadata.namespace === actor.namespace &&
        matches(actor.labels, template.metadata.labels),
    );
  };
  for (const id of owned) {
    const actor = actors[id];
    const onDemand = actor?.kind === 'pods' && actor.onDemand;
    if (!onDemand && podsOfActor(id).length === 0) errors.push(`Flows: actor ${id} selects no pods.`);
    if (!flows.some((flow) => flow.from === id || flow.to === id)) {
      errors.push(`Flows: actor ${id} neither sends nor receives.`);
    }
  }
  for (const { from, to, port } of flows) {
    for (const id of [from, to]) if (!(id in actors)) errors.push(`Flows: ${id} is not an actor.`);
    if (!owned.includes(to)) continue;
    const open = podsOfActor(to)
      .flatMap(({ template }) => template.spec.containers)
      .flatMap((container) => container.ports ?? [])
      .map((found) => found.containerPort);
    if (port === 'apiServer' || !open.includes(port)) {
      errors.push(
        `Flows: ${from} → ${to}:${port} ends at a port that ${to} does not have, found ${open.join(', ')}.`,
      );
    }
  }
  return errors;
}
