// Compiled beside the installed package: what somebody names who writes the choices, actors or rules of a platform apart.
import type {
  ChartContext,
  Choices,
  ControllerIdentity,
  ControllerRole,
  EnvironmentName,
  Environment as OfAws,
} from '@playcode/platform/aws';
import {
  type Addresses,
  type AlertRule,
  Entrance,
  type EntranceProps,
  type Environment,
  type ExternalDatabase,
  type ImageId,
  type Language,
  type PodActor,
  type RangeActor,
  type RecordingRule,
  type RemoteWrite,
  ScheduledJob,
  type ScheduledJobProps,
} from '@playcode/platform/k8s';
import type { Chart } from 'cdk8s';

const redis: ExternalDatabase = { host: 'redis.kart.example', port: 6380, cidr: '198.51.100.0/24' };
const remoteWrite: RemoteWrite = { url: 'https://metrics.kart.example' };
const language: Language = 'ko';
const choices: Choices = { redis: { external: redis }, remoteWrite, dashboardLanguage: language };

export const chosen = (environment: OfAws): Environment => ({ ...environment, choices });
export const name: EnvironmentName = 'staging';
export const addresses: Addresses = {
  vpcCidr: '10.9.0.0/16',
  apiServer: { cidr: '172.20.0.1/32', port: 443 },
};
export const actors: readonly (PodActor | RangeActor)[] = [
  { kind: 'pods', title: 'kart', namespace: 'kart', labels: { 'app.kubernetes.io/name': 'kart' } },
  { kind: 'range', title: 'outside', block: () => ({ cidr: '0.0.0.0/0' }) },
];
export const image: ImageId = 'redis';
export const release = ({ clusterName }: ChartContext): string => clusterName;
export const role: ControllerRole = { roleName: 'kart', description: 'Keeps lap times', statements: [] };
export const identity: ControllerIdentity = {
  serviceAccount: { namespace: 'kart', name: 'kart' },
  roleName: 'kart',
};
export const rules: readonly (AlertRule | RecordingRule)[] = [];

const entrance: EntranceProps = { name: 'kart', port: 4000, host: 'kart.example' };
const job: ScheduledJobProps = {
  name: 'laps',
  user: 1000,
  schedule: '0 3 * * *',
  longestSeconds: 60,
  containers: [],
};

/** The props of a construct are all that it wants. */
export function make(chart: Chart): void {
  new Entrance(chart, 'entrance', entrance);
  new ScheduledJob(chart, 'job', job);
}
