import type { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { BACKUP_PREFIX, bucketName, VARIABLES } from '../../lib/names.ts';
import { Configuration } from './configuration.ts';
import { DATABASE } from './mongo-setup.ts';
import type { ContainerProps } from './pod.ts';
import { program } from './program.ts';

/** Where an archive lies between the containers of a pod. */
export const WORK_DIR = '/work';

/** Size of that place; archives are compressed, the database is at most its volume's 10Gi. */
export const WORK_SIZE = '4Gi';

/** User of the app's image; containers of other images run as the same one, because they share files with it. */
export const ARCHIVE_USER = 1000;

/** Amounts of a container that moves an archive. */
export const MOVER = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '1', memory: '512Mi' },
} as const;

/** Variables of every program that knows the bucket. */
export function archiveVariables(environment: Environment): Record<string, string> {
  return {
    BACKUP_BUCKET: bucketName(environment.name, environment.account, 'backups'),
    BACKUP_PREFIX,
    [VARIABLES.awsRegion]: environment.region,
    DATABASE,
    WORK_DIR,
  };
}

/** Programs for a pod, from files of `programs/`, mounted at `/programs`. */
export function programs(scope: Construct, name: string, files: readonly string[]): Configuration {
  return new Configuration(scope, 'programs', {
    name,
    files: Object.fromEntries(files.map((file) => [file, program(file)])),
  });
}

/** The container that fetches a backup, the newest where none is named. Volumes `programs` and `work` are the pod's. */
export function fetchContainer(environment: Environment, image: string, key?: string): ContainerProps {
  return {
    ...MOVER,
    name: 'fetch',
    image,
    command: ['node', '/programs/fetch.mjs'],
    env: { ...archiveVariables(environment), ...(key ? { BACKUP_KEY: key } : {}) },
    mounts: { programs: '/programs:ro', work: WORK_DIR },
  };
}
