import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { SECRETS, WORKLOADS } from '../../lib/names.ts';
import type { Images } from '../images.ts';
import {
  ARCHIVE_USER,
  archiveVariables,
  fetchContainer,
  MOVER,
  programs,
  WORK_DIR,
  WORK_SIZE,
} from './backup-archive.ts';
import { labelsOf } from './labels.ts';
import { memberHosts } from './mongo.ts';
import { REPLICA_SET } from './mongo-setup.ts';
import { podTemplate } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { configurationVolume, scratchVolume, secretVolume } from './volumes.ts';

/** Properties of a {@link RestoreJob}. */
export interface RestoreJobProps {
  readonly environment: Environment;
  readonly images: Pick<Images, 'mongo' | 'app'>;
  /** Name of the Job, different for each run. */
  readonly name: string;
  /** `list` prints the backups; a key restores that one into the live database. */
  readonly what: 'list' | { readonly key: string };
}

const SECRETS_PATH = '/run/secrets/mongodb';

/** One run by hand, with the drill's role: it reads backups and can neither write nor delete one. */
export class RestoreJob extends Construct {
  constructor(scope: Construct, id: string, props: RestoreJobProps) {
    super(scope, id);
    const { environment, images, what } = props;
    const name = WORKLOADS.restore;
    const mongo = environment.choices?.mongo ?? { members: 1 };
    if (what !== 'list' && 'external' in mongo) {
      throw new Error(
        `${mongo.external.host} is not in the cluster: restore it with its provider's own means.`,
      );
    }
    const hosts = 'members' in mongo ? memberHosts(mongo.members).join(',') : '';
    const files = programs(this, name, ['sigv4.mjs', 's3.mjs', 'list.mjs', 'fetch.mjs', 'restore.sh']);
    const common = {
      name,
      account: WORKLOADS.restoreDrill,
      user: ARCHIVE_USER,
      priority: PRIORITIES.data.name,
      restartPolicy: 'Never',
    } as const;
    const template =
      what === 'list'
        ? podTemplate(this, {
            ...common,
            volumes: [configurationVolume('programs', files)],
            containers: [
              {
                ...MOVER,
                name: 'list',
                image: images.app,
                command: ['node', '/programs/list.mjs'],
                env: archiveVariables(environment),
                mounts: { programs: '/programs:ro' },
              },
            ],
          })
        : podTemplate(this, {
            ...common,
            volumes: [
              configurationVolume('programs', files),
              secretVolume('secrets', SECRETS.mongo.name),
              scratchVolume('work', WORK_SIZE),
              scratchVolume('tmp', '16Mi', { memory: true }),
            ],
            initContainers: [fetchContainer(environment, images.app, what.key)],
            containers: [
              {
                ...MOVER,
                name: 'restore',
                image: images.mongo,
                command: ['bash', '/programs/restore.sh'],
                env: {
                  ...archiveVariables(environment),
                  MONGODB_HOST: `${REPLICA_SET}/${hosts}`,
                  PASSWORD_FILE: `${SECRETS_PATH}/${SECRETS.mongo.keys.rootPassword}`,
                },
                mounts: {
                  programs: '/programs:ro',
                  secrets: `${SECRETS_PATH}:ro`,
                  work: `${WORK_DIR}:ro`,
                  tmp: '/tmp',
                },
              },
            ],
          });
    new k8s.KubeJob(this, 'job', {
      metadata: { name: props.name, labels: labelsOf(name) },
      spec: { backoffLimit: 0, activeDeadlineSeconds: 3600, ttlSecondsAfterFinished: 24 * 3600, template },
    });
  }
}
