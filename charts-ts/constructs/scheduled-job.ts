import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { demandForm, demandWhole } from '../../lib/demand.ts';
import { demandName, labelsOf, SHORT_NAME, templateLabels } from './labels.ts';
import { type PodProps, podTemplate } from './pod.ts';
import { checkPod } from './pod-check.ts';
import { ServiceIdentity } from './workload.ts';

/** Properties of a {@link ScheduledJob}. */
export interface ScheduledJobProps extends Omit<PodProps, 'restartPolicy'> {
  /** When it runs, in cron's five fields. */
  readonly schedule: string;
  /** @default 'Asia/Seoul' */
  readonly timeZone?: string;
  /** Seconds after which a run is given up. */
  readonly longestSeconds: number;
  /** ARN of the AWS role that its service account assumes. @default none */
  readonly roleArn?: string;
}

/** Seconds after its moment in which a missed run is still begun. */
const LATEST_START_SECONDS = 3600;

/** A pod that runs by the clock, never twice at once, and is tried three times. */
export class ScheduledJob extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    const { name } = props;
    demandName('name', name, SHORT_NAME);
    demandForm(
      'schedule',
      props.schedule,
      /^([\d*,/-]+ ){4}[\d*,/-]+$/,
      "cron's five fields, as in 0 3 * * *",
    );
    demandWhole('longestSeconds', props.longestSeconds, 1);
    checkPod(props);
    const metadata = { name, labels: labelsOf(name) };
    new ServiceIdentity(this, 'identity', props);
    new k8s.KubeCronJob(this, 'cron-job', {
      metadata,
      spec: {
        schedule: props.schedule,
        timeZone: props.timeZone ?? 'Asia/Seoul',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: LATEST_START_SECONDS,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          metadata: { labels: templateLabels(this, name) },
          spec: {
            backoffLimit: 2,
            activeDeadlineSeconds: props.longestSeconds,
            template: podTemplate(this, { ...props, restartPolicy: 'Never' }),
          },
        },
      },
    });
  }
}
