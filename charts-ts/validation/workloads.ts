import { bytesOf, coresOf } from '../../lib/quantity.ts';
import { containersOf, type Labels, type Manifest, matches, nameOf, podsOf } from './manifest.ts';

/** Requests and limits of every container, and selectors that select their own template. */
export function workloadErrors(objects: readonly Manifest[]): readonly string[] {
  return podsOf(objects).flatMap(({ object, template }) => {
    const errors: string[] = [];
    for (const container of containersOf(template)) {
      const where = `${nameOf(object)}, container ${container.name}`;
      const { requests = {}, limits = {} } = container.resources ?? {};
      for (const [resource, amountOf] of [
        ['cpu', coresOf],
        ['memory', bytesOf],
      ] as const) {
        const request = requests[resource];
        const limit = limits[resource];
        if (!request || !limit) {
          errors.push(`${where}: ${resource} has request ${request} and limit ${limit}, expected both.`);
        } else if (amountOf(limit) < amountOf(request)) {
          errors.push(`${where}: ${resource} limit ${limit} is below its request ${request}.`);
        }
      }
    }
    const { selector } = object.spec as { readonly selector?: { readonly matchLabels: Labels } };
    if (selector && !matches(selector.matchLabels, template.metadata.labels)) {
      errors.push(
        `${nameOf(object)}: selector ${JSON.stringify(selector.matchLabels)} does not match its own pods' labels ${JSON.stringify(template.metadata.labels)}.`,
      );
    }
    return errors;
  });
}

/** Autoscalers and disruption budgets against the workloads that they are about. */
export function scaleErrors(objects: readonly Manifest[]): readonly string[] {
  const errors: string[] = [];
  const pods = podsOf(objects);
  const autoscalers = objects.filter((object) => object.kind === 'HorizontalPodAutoscaler');
  const fewest = new Map<string, number>();
  for (const autoscaler of autoscalers) {
    const spec = autoscaler.spec as {
      readonly scaleTargetRef: { readonly kind: string; readonly name: string };
      readonly minReplicas: number;
      readonly maxReplicas: number;
    };
    const { kind, name } = spec.scaleTargetRef;
    const target = pods.find(
      ({ object }) =>
        object.kind === kind &&
        object.metadata.name === name &&
        object.metadata.namespace === autoscaler.metadata.namespace,
    );
    if (!target) {
      errors.push(`${nameOf(autoscaler)}: its target ${kind} ${name} does not exist.`);
      continue;
    }
    if (spec.minReplicas > spec.maxReplicas) {
      errors.push(
        `${nameOf(autoscaler)}: minReplicas ${spec.minReplicas} is above maxReplicas ${spec.maxReplicas}.`,
      );
    }
    const replicas = (target.object.spec as { readonly replicas?: number }).replicas;
    if (replicas !== undefined) {
      errors.push(
        `${nameOf(target.object)}: replicas is ${replicas}, expected none, for an autoscaler owns it.`,
      );
    }
    fewest.set(nameOf(target.object), spec.minReplicas);
  }
  for (const budget of objects.filter((object) => object.kind === 'PodDisruptionBudget')) {
    const spec = budget.spec as {
      readonly maxUnavailable?: number;
      readonly selector: { readonly matchLabels: Labels };
    };
    const target = pods.find(
      ({ object, template }) =>
        object.metadata.namespace === budget.metadata.namespace &&
        matches(spec.selector.matchLabels, template.metadata.labels),
    );
    if (!target) {
      errors.push(`${nameOf(budget)}: it selects no pods.`);
      continue;
    }
    const replicas =
      fewest.get(nameOf(target.object)) ??
      (target.object.spec as { readonly replicas?: number }).replicas ??
      1;
    if (spec.maxUnavailable !== 1 || replicas < 2) {
      errors.push(
        `${nameOf(budget)}: maxUnavailable is ${spec.maxUnavailable} over ${replicas} pods, expected 1 over at least 2, or a drain waits for ever.`,
      );
    }
  }
  return errors;
}
