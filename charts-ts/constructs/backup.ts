import { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { roleArn, SECRETS, WORKLOADS, workloadRoleName } from '../../lib/names.ts';
import type { Images } from '../images.ts';
import { ARCHIVE_USER, archiveVariables, MOVER, programs, WORK_DIR, WORK_SIZE } from './backup-archive.ts';
import { PRIORITIES } from './priorities.ts';
import { ScheduledJob } from './scheduled-job.ts';
import { configurationVolume, scratchVolume, secretVolume } from './volumes.ts';

/** Properties of a {@link Backup}. */
export interface BackupProps {
  readonly environment: Environment;
  readonly images: Pick<Images, 'mongo' | 'app'>;
  /** When it runs, in cron's five fields, Seoul's time. @default '0 3 * * *', 03:00 each day */
  readonly schedule?: string;
}

const SECRETS_PATH = '/run/secrets/mongodb';

/** A daily dump of the database to S3: MongoDB's image dumps, the app's image stores it with a role of its own. */
export class Backup extends Construct {
  constructor(scope: Construct, id: string, props: BackupProps) {
    super(scope, id);
    const { environment, images } = props;
    const name = WORKLOADS.backup;
    const variables = archiveVariables(environment);
    const files = programs(this, name, ['dump.sh', 'sigv4.mjs', 's3.mjs', 'upload.mjs']);
    new ScheduledJob(this, 'job', {
      name,
      user: ARCHIVE_USER,
      priority: PRIORITIES.data.name,
      schedule: props.schedule ?? '0 3 * * *',
      longestSeconds: 3600,
      roleArn: roleArn(environment.account, workloadRoleName(environment.name, 'backup')),
      volumes: [
        configurationVolume('programs', files),
        secretVolume('secrets', SECRETS.backup.name),
        scratchVolume('work', WORK_SIZE),
        scratchVolume('tmp', '16Mi', { memory: true }),
      ],
      initContainers: [
        {
          ...MOVER,
          name: 'dump',
          image: images.mongo,
          command: ['bash', '/programs/dump.sh'],
          env: { ...variables, URI_FILE: `${SECRETS_PATH}/${SECRETS.backup.keys.uri}` },
          mounts: { programs: '/programs:ro', secrets: `${SECRETS_PATH}:ro`, work: WORK_DIR, tmp: '/tmp' },
        },
      ],
      containers: [
        {
          ...MOVER,
          name: 'upload',
          image: images.app,
          command: ['node', '/programs/upload.mjs'],
          env: variables,
          mounts: { programs: '/programs:ro', work: `${WORK_DIR}:ro` },
        },
      ],
    });
  }
}
