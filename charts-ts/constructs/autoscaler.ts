import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { demand, demandWhole } from '../../lib/demand.ts';
import { demandName, labelsOf } from './labels.ts';

/** Properties of an {@link Autoscaler}. */
export interface AutoscalerProps {
  /** Name of the Deployment. */
  readonly name: string;
  /** Fewest pods, at least 1. */
  readonly minReplicas: number;
  /** Most pods. */
  readonly maxReplicas: number;
  /** CPU that a pod is to use, in per cent of its request, 1 to 100: above it there are more pods, below it fewer. */
  readonly cpuPercent: number;
  /** Memory that a pod is to use, in per cent of its request, 1 to 100. */
  readonly memoryPercent: number;
}

/** Seconds that load must stay low before a pod is given up: a match lasts 180. */
const CALM_SECONDS = 300;

/** Seconds between two pods given up: one drain must end before the next begins. */
const SHRINK_PERIOD_SECONDS = 120;

/** Grows at once, shrinks one pod at a time, because each pod that goes hands its rooms to the others. */
export class Autoscaler extends Construct {
  constructor(scope: Construct, id: string, props: AutoscalerProps) {
    super(scope, id);
    const { minReplicas, maxReplicas, cpuPercent, memoryPercent } = props;
    demandName('name', props.name);
    demandWhole('minReplicas', minReplicas, 1);
    demandWhole('maxReplicas', maxReplicas, minReplicas);
    for (const [field, percent] of Object.entries({ cpuPercent, memoryPercent })) {
      const expected = 'a whole percentage of the requests, 1 to 100';
      demand(Number.isInteger(percent) && percent >= 1 && percent <= 100, field, percent, expected);
    }
    new k8s.KubeHorizontalPodAutoscalerV2(this, 'autoscaler', {
      metadata: { name: props.name, labels: labelsOf(props.name) },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: props.name },
        minReplicas: props.minReplicas,
        maxReplicas: props.maxReplicas,
        metrics: [utilization('cpu', props.cpuPercent), utilization('memory', props.memoryPercent)],
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 0,
            selectPolicy: 'Max',
            policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }],
          },
          scaleDown: {
            stabilizationWindowSeconds: CALM_SECONDS,
            selectPolicy: 'Min',
            policies: [{ type: 'Pods', value: 1, periodSeconds: SHRINK_PERIOD_SECONDS }],
          },
        },
      },
    });
  }
}

function utilization(name: 'cpu' | 'memory', averageUtilization: number): k8s.MetricSpecV2 {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}
