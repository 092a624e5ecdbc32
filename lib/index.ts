/**
 * The AWS half: each construct stands on its own; `buildPlatform` composes them as PlayCode.gg runs them.
 * @packageDocumentation
 */
export {
  type ChartContext,
  ControllerChart,
  type ControllerChartProps,
  type ControllerRole,
} from './addons/controller-chart.ts';
export { type ControllerIdentity, type ControllersProps, controllers } from './addons/controllers.ts';
export { eksAddOns } from './addons/eks-add-ons.ts';
export { Backups, type BackupsProps } from './backups.ts';
export { Budget, type BudgetProps } from './budget.ts';
export { Cluster, type ClusterProps } from './cluster.ts';
export { ClusterObjects, type ClusterObjectsProps } from './cluster-objects.ts';
export { Dns, type DnsProps } from './dns.ts';
export { Encryption, type EncryptionProps } from './encryption.ts';
export {
  type Choices,
  type Environment,
  type ExternalDatabase,
  environments,
  type NodeGroupSize,
  type RemoteWrite,
  type RepositoryIds,
} from './environment.ts';
export { LogStore, type LogStoreProps } from './log-store.ts';
export { Mail, type MailProps } from './mail.ts';
export type { EnvironmentName } from './names.ts';
export { Network, type NetworkProps } from './network.ts';
export { PipelineRoles, type PipelineRolesProps } from './pipeline-roles.ts';
export { buildPlatform, PlatformStage } from './platform.ts';
export { grantPush, Registry, type RegistryProps } from './registry.ts';
export { Secrets, type SecretsProps } from './secrets.ts';
export { Storage, type StorageProps } from './storage.ts';
export { Uploads, type UploadsProps } from './uploads.ts';
export { type ServiceAccountRef, WorkloadRole, type WorkloadRoleProps } from './workload-role.ts';
export { ZonedStack, type ZonedStackProps } from './zoned-stack.ts';
