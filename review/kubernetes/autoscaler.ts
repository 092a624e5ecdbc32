import type { Consequence } from '../consequence.ts';
import { field, items, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';

/** What an autoscaler no longer does for those who come. */
export function autoscalerConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  if (head.kind !== 'HorizontalPodAutoscaler') return [];
  const target = text(head, 'spec.scaleTargetRef.name');
  const number = (scaler: KubernetesObject, path: string) => Number(field(scaler, path) ?? 1);
  const [fewestBefore, fewest] = [base, head].map((scaler) => number(scaler, 'spec.minReplicas')) as [
    number,
    number,
  ];
  const [mostBefore, most] = [base, head].map((scaler) => number(scaler, 'spec.maxReplicas')) as [
    number,
    number,
  ];
  const isOff = (scaler: KubernetesObject) =>
    text(scaler, 'spec.behavior.scaleUp.selectPolicy') === 'Disabled';
  const kept = new Set(metricsOf(head));
  const found: Finding[] = [
    ...foundIf(
      fewest === 1 && fewestBefore > 1,
      'protection-dropped',
      `one pod is enough: with its node goes all of ${target}`,
    ),
    ...foundIf(
      most < mostBefore,
      'protection-dropped',
      `${target} has ${most} pods at the most, was: ${mostBefore}: who comes beyond that waits`,
    ),
    ...foundIf(isOff(head) && !isOff(base), 'stopped', `${target} gets no more pods, however many come`),
    ...metricsOf(base)
      .filter((metric) => !kept.has(metric))
      .map((metric): Finding => ['protection-dropped', `${target} gets no more pods for want of ${metric}`]),
  ];
  return found.map(([fate, because]) => ({ fate, subject: nameOf(head), because }));
}

function metricsOf(scaler: KubernetesObject): string[] {
  return items(scaler, 'spec.metrics').map(
    (metric) =>
      ['resource.name', 'containerResource.name', 'pods.metric.name', 'external.metric.name']
        .map((path) => text(metric, path))
        .find(Boolean) ?? text(metric, 'type'),
  );
}
