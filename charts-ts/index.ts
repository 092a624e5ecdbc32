/**
 * The Kubernetes half: each construct stands on its own, but for `App` and `Backup`, which are the game's and its database's
 * under PlayCode.gg's names; `buildCharts` composes them as PlayCode.gg runs them.
 * @packageDocumentation
 */
export type { Addresses, Choices, Environment, ExternalDatabase, RemoteWrite } from '../lib/environment.ts';
export type { Actor, ActorId, PodActor, RangeActor } from './actors.ts';
export { type RuleGroup, ruleFile, ruleGroups } from './alerts/index.ts';
export type { AlertRule, RecordingRule } from './alerts/rule.ts';
export { buildCharts } from './build-charts.ts';
export { App, type AppProps } from './constructs/app.ts';
export { Autoscaler, type AutoscalerProps } from './constructs/autoscaler.ts';
export { Backup, type BackupProps } from './constructs/backup.ts';
export { Configuration, type ConfigurationProps } from './constructs/configuration.ts';
export { Entrance, type EntranceProps } from './constructs/entrance.ts';
export { Exporter, type ExporterProps } from './constructs/exporter.ts';
export { GuardedNamespace, type GuardedNamespaceProps } from './constructs/guarded-namespace.ts';
export { Mongo, type MongoProps } from './constructs/mongo.ts';
export type { Amounts, ContainerProps, PodProps } from './constructs/pod.ts';
export { Priorities } from './constructs/priorities.ts';
export { Redis, type RedisProps } from './constructs/redis.ts';
export { ScheduledJob, type ScheduledJobProps } from './constructs/scheduled-job.ts';
export { type ClaimProps, type ServiceProps, Workload, type WorkloadProps } from './constructs/workload.ts';
export { ZeroTrust, type ZeroTrustProps } from './constructs/zero-trust.ts';
export { dashboards } from './dashboards/index.ts';
export type { Language } from './dashboards/text.ts';
export { flowDiagram } from './diagram.ts';
export { FLOWS, type Flow, type FlowTable, flowTable } from './flows.ts';
export { type ImageId, type Images, imageOverrides, imagesOf } from './images.ts';
export { type Manifest, objectsOf, validateObjects } from './validation/index.ts';
