import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import {
  BACKUP_PREFIX,
  bucketName,
  roleArn,
  SECRETS,
  VARIABLES,
  WORKLOADS,
  workloadRoleName,
} from '../../lib/names.ts';
import type { Images } from '../images.ts';
import { Configuration } from './configuration.ts';
import { labelsOf } from './labels.ts';
import { DATABASE } from './mongo-setup.ts';
import { podTemplate } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { program } from './program.ts';
import { configurationVolume, scratchVolume, secretVolume } from './volumes.ts';
import { ServiceIdentity } from './workload.ts';

/** Properties of a {@link Backup}. */
export interface BackupProps {
  readonly environment: Environment;
  readonly images: Pick<Images, 'mongo' | 'app'>;
  /** When it runs, in cron's five fields. @default '0 3 * * *', 03:00 each day */
  readonly schedule?: string;
  /** @default 'Asia/Seoul' */
  readonly timeZone?: string;
}

/** Seconds after its moment in which a missed run is still begun. */
const LATEST_START_SECONDS = 3600;

/** Seconds after which a run is given up. */
const LONGEST_RUN_SECONDS = 3600;

/** User of the app's image, which the dump of MongoDB's image shares files with. */
const USER = 1000;

/** A daily dump of the database to S3: MongoDB's image dumps, the app's image stores it with a role of its own. */
export class Backup extends Construct {
  constructor(scope: Construct, id: string, props: BackupProps) {
    super(scope, id);
    const { environment, images } = props;
    const name = WORKLOADS.backup;
    const secret = SECRETS.backup;
    const programs = new Configuration(this, 'programs', {
      name,
      files: {
        'dump.sh': program('dump.sh'),
        's3.mjs': program('s3.mjs'),
        'upload.mjs': program('upload.mjs'),
      },
    });
    new ServiceIdentity(this, 'identity', {
      name,
      roleArn: roleArn(environment.account, workloadRoleName(environment.name, 'backup')),
    });
    const common = {
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '1', memory: '512Mi' },
    };
    const template = podTemplate({
      name,
      user: USER,
      restartPolicy: 'Never',
      priority: PRIORITIES.data.name,
      volumes: [
        configurationVolume('programs', programs),
        secretVolume('secrets', secret.name),
        scratchVolume('work', '8Gi'),
        scratchVolume('tmp', '16Mi', { memory: true }),
      ],
      initContainers: [
        {
          ...common,
          name: 'dump',
          image: images.mongo,
          command: ['bash', '/programs/dump.sh'],
          env: { DATABASE, WORK_DIR: '/work', URI_FILE: `/run/secrets/mongodb/${secret.keys.uri}` },
          mounts: {
            programs: '/programs:ro',
            secrets: '/run/secrets/mongodb:ro',
            work: '/work',
            tmp: '/tmp',
          },
        },
      ],
      containers: [
        {
          ...common,
          name: 'upload',
          image: images.app,
          command: ['node', '/programs/upload.mjs'],
          env: {
            DATABASE,
            WORK_DIR: '/work',
            BACKUP_PREFIX,
            BACKUP_BUCKET: bucketName(environment.name, environment.account, 'backups'),
            [VARIABLES.awsRegion]: environment.region,
          },
          mounts: { programs: '/programs:ro', work: '/work:ro' },
        },
      ],
    });
    new k8s.KubeCronJob(this, 'cron-job', {
      metadata: { name, labels: labelsOf(name) },
      spec: {
        schedule: props.schedule ?? '0 3 * * *',
        timeZone: props.timeZone ?? 'Asia/Seoul',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: LATEST_START_SECONDS,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          metadata: { labels: labelsOf(name) },
          spec: { backoffLimit: 2, activeDeadlineSeconds: LONGEST_RUN_SECONDS, template },
        },
      },
    });
  }
}
