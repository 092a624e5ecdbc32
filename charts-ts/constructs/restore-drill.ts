import { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { PORTS, roleArn, WORKLOADS, workloadRoleName } from '../../lib/names.ts';
import type { Images } from '../images.ts';
import {
  ARCHIVE_USER,
  archiveVariables,
  fetchContainer,
  programs,
  WORK_DIR,
  WORK_SIZE,
} from './backup-archive.ts';
import { PRIORITIES } from './priorities.ts';
import { ScheduledJob } from './scheduled-job.ts';
import { configurationVolume, scratchVolume } from './volumes.ts';

/** Properties of a {@link RestoreDrill}. */
export interface RestoreDrillProps {
  readonly environment: Environment;
  readonly images: Pick<Images, 'mongo' | 'app'>;
  /** When it runs, in cron's five fields, Seoul's time. @default '30 4 * * 0', 04:30 each Sunday */
  readonly schedule?: string;
}

/** Restores the newest backup each week into a server of its own, and compares: a backup is what can be restored. */
export class RestoreDrill extends Construct {
  constructor(scope: Construct, id: string, props: RestoreDrillProps) {
    super(scope, id);
    const { environment, images } = props;
    const name = WORKLOADS.restoreDrill;
    const files = programs(this, name, ['sigv4.mjs', 's3.mjs', 'fetch.mjs', 'drill.sh']);
    new ScheduledJob(this, 'job', {
      name,
      user: ARCHIVE_USER,
      priority: PRIORITIES.observability.name,
      schedule: props.schedule ?? '30 4 * * 0',
      longestSeconds: 2 * 3600,
      roleArn: roleArn(environment.account, workloadRoleName(environment.name, 'restoreDrill')),
      volumes: [
        configurationVolume('programs', files),
        scratchVolume('work', WORK_SIZE),
        scratchVolume('scratch', '8Gi'),
        scratchVolume('tmp', '64Mi'),
      ],
      initContainers: [fetchContainer(environment, images.app)],
      containers: [
        {
          name: 'drill',
          image: images.mongo,
          command: ['bash', '/programs/drill.sh'],
          env: {
            ...archiveVariables(environment),
            SCRATCH_DIR: '/scratch',
            SCRATCH_PORT: String(PORTS.mongo),
          },
          requests: { cpu: '250m', memory: '512Mi' },
          limits: { cpu: '1', memory: '1536Mi' },
          mounts: { programs: '/programs:ro', work: `${WORK_DIR}:ro`, scratch: '/scratch', tmp: '/tmp' },
        },
      ],
    });
  }
}
