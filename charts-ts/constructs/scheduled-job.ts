import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { demandWhole } from '../../lib/demand.ts';
import { demandSchedule, demandTimeZone } from './cron.ts';
import { demandName, labelsOf, SHORT_NAME, templateLabels } from './labels.ts';
import { type PodProps, podTemplate } from './pod.ts';
import { checkPod } from './pod-check.ts';
import { ServiceIdentity } from './workload.ts';

/** Properties of a {@link ScheduledJob}. */
export interface ScheduledJobProps extends Omit<PodProps, 'restartPolicy'> {
  /** When it runs, in cron's five fields; the days of the week count from 0, Sunday, to 6. */
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
    const { timeZone = 'Asia/Seoul' } = props;
    demandSchedule('schedule', props.schedule);
    demandTimeZone('timeZone', timeZone);
    demandWhole('longestSeconds', props.longestSeconds, 1);
    checkPod(props);
    const metadata = { name, labels: labelsOf(name) };
    new ServiceIdentity(this, 'identity', props);
    new k8s.KubeCronJob(this, 'cron-job', {
      metadata,
      spec: {
        schedule: props.schedule,
        timeZone,
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
