/**
 * Facts on which both halves must agree, each said once: the AWS half gives out roles and buckets under these
 * names, the Kubernetes half finds them by the same names. Pure data.
 */

import { SECRET_KEYS } from '../service/src/variables.ts';

/** The product's short name; the first word of every AWS name. */
export const PRODUCT = 'playcode';

/** Namespaces that the charts own. */
export const NAMESPACES = {
  app: 'playcode',
  monitoring: 'monitoring',
  ingress: 'ingress-nginx',
} as const;

/** Namespaces that others own and that our flows and roles mention. */
export const FOREIGN_NAMESPACES = {
  system: 'kube-system',
  certManager: 'cert-manager',
  externalDns: 'external-dns',
  externalSecrets: 'external-secrets',
  gateway: 'nginx-gateway',
} as const;

/** Names of the workloads; object, container and `app.kubernetes.io/name` are the same word. */
export const WORKLOADS = {
  app: 'playcode-app',
  mongo: 'mongodb',
  redis: 'redis',
  mongoExporter: 'mongodb-exporter',
  redisExporter: 'redis-exporter',
  backup: 'mongodb-backup',
  restoreDrill: 'restore-drill',
  restore: 'mongodb-restore',
  prometheus: 'prometheus',
  alertmanager: 'alertmanager',
  grafana: 'grafana',
  loki: 'loki',
  promtail: 'promtail',
  alloy: 'alloy',
  kubeStateMetrics: 'kube-state-metrics',
  nodeExporter: 'node-exporter',
  gateway: 'playcode-gateway',
} as const;

/** TCP ports on which the workloads listen; a Service's port is always its container's port. */
export const PORTS = {
  app: 3000,
  mongo: 27017,
  redis: 6379,
  mongoExporter: 9216,
  redisExporter: 9121,
  prometheus: 9090,
  alertmanager: 9093,
  grafana: 3000,
  loki: 3100,
  promtail: 9080,
  alloy: 12345,
  kubeStateMetrics: 8080,
  nodeExporter: 9100,
  kubelet: 10250,
  https: 443,
  smtp: 587,
  dns: 53,
  ingressHttp: 80,
  ingressHttps: 443,
  ingressWebhook: 8443,
  gatewayControl: 8443,
} as const;

/** Kubernetes service accounts that may assume an AWS role, by what they are for. */
export const SERVICE_ACCOUNTS = {
  app: { namespace: NAMESPACES.app, name: WORKLOADS.app },
  backup: { namespace: NAMESPACES.app, name: WORKLOADS.backup },
  restoreDrill: { namespace: NAMESPACES.app, name: WORKLOADS.restoreDrill },
  /** Where an environment keeps its logs in S3. */
  loki: { namespace: NAMESPACES.monitoring, name: WORKLOADS.loki },
} as const;

/** A service account that has a role of its own. */
export type Principal = keyof typeof SERVICE_ACCOUNTS;

/** An environment's name; the first part of every name that must be unique in an account. */
export type EnvironmentName = 'production' | 'staging';

/** Name of an environment's cluster. */
export function clusterName(environment: EnvironmentName): string {
  return `${PRODUCT}-${environment}`;
}

/** Fixed role name of a service account, so that its ARN is a plain string on both sides. */
export function workloadRoleName(environment: EnvironmentName, principal: Principal): string {
  const word = { app: 'app', backup: 'backup', restoreDrill: 'restore-drill', loki: 'loki' }[principal];
  return `${PRODUCT}-${environment}-${word}`;
}

/** Roles that GitHub Actions assumes: `build` pushes images, `deploy` enters the cluster. */
const PIPELINE_ROLES = ['build', 'deploy'] as const;

/** One of the pipeline's two roles. */
export type PipelineRole = (typeof PIPELINE_ROLES)[number];

/** Fixed name of a pipeline role. */
export function pipelineRoleName(environment: EnvironmentName, role: PipelineRole): string {
  return `${PRODUCT}-${environment}-${role}`;
}

/** ARN of an IAM role by its name. */
export function roleArn(account: string, roleName: string): string {
  return `arn:aws:iam::${account}:role/${roleName}`;
}

/** Kubernetes group that the deploy role enters the cluster as; a Role in the charts says what it may do. */
export const DEPLOY_GROUP = 'playcode:deployers';

/** Name of the ECR repository of the app's image (one per account, not per environment). */
export const APP_REPOSITORY = 'playcode-app';

/** What the buckets are for; `logs` holds the access logs of the others, `loki` the lines of pods, where it is chosen. */
const BUCKETS = ['uploads', 'backups', 'logs', 'loki'] as const;

/** One of the buckets. */
export type Bucket = (typeof BUCKETS)[number];

/** Name of a bucket: bucket names are global, so the account is part of it. */
export function bucketName(environment: EnvironmentName, account: string, bucket: Bucket): string {
  return `${PRODUCT}-${environment}-${bucket}-${account}`;
}

/** Kubernetes Secrets, their keys, and where they come from in Secrets Manager (`playcode/<environment>/<name>`). */
export const SECRETS = {
  app: {
    name: 'playcode-app',
    namespace: NAMESPACES.app,
    keys: SECRET_KEYS,
  },
  mongo: {
    name: 'mongodb',
    namespace: NAMESPACES.app,
    keys: {
      rootPassword: 'root-password',
      keyfile: 'keyfile',
      appPassword: 'app-password',
      exporterPassword: 'exporter-password',
      backupPassword: 'backup-password',
    },
  },
  redis: {
    name: 'redis',
    namespace: NAMESPACES.app,
    keys: { acl: 'users.acl', probePassword: 'probe-password', keeperPassword: 'keeper-password' },
  },
  mongoExporter: {
    name: 'mongodb-exporter',
    namespace: NAMESPACES.app,
    keys: { uri: 'MONGODB_URI' },
  },
  redisExporter: {
    name: 'redis-exporter',
    namespace: NAMESPACES.app,
    keys: { password: 'REDIS_PASSWORD' },
  },
  backup: {
    name: 'mongodb-backup',
    namespace: NAMESPACES.app,
    keys: { uri: 'MONGODB_URI' },
  },
  grafana: {
    name: 'grafana',
    namespace: NAMESPACES.monitoring,
    keys: { adminPassword: 'admin-password' },
  },
  alertmanager: {
    name: 'alertmanager',
    namespace: NAMESPACES.monitoring,
    keys: { smtpUsername: 'smtp-username', smtpPassword: 'smtp-password' },
  },
  /** Where an environment has somebody listen whether its alerts still come. */
  heartbeat: {
    name: 'alertmanager-heartbeat',
    namespace: NAMESPACES.monitoring,
    keys: { url: 'heartbeat-url' },
  },
  /** Where an environment sends its samples elsewhere, too. */
  prometheus: {
    name: 'prometheus',
    namespace: NAMESPACES.monitoring,
    keys: { remoteWrite: 'remote-write-password' },
  },
} as const;

/** A Kubernetes Secret of the platform. */
export type SecretId = keyof typeof SECRETS;

/** Name in Secrets Manager of the secret behind a Kubernetes Secret. */
export function secretsManagerName(environment: EnvironmentName, secret: SecretId): string {
  return `${PRODUCT}/${environment}/${SECRETS[secret].name}`;
}

export { UPLOAD_PREFIXES } from '../service/src/uploads/prefixes.ts';
export { MATCH_DAYS, MOST_MATCH_DAYS, PROVIDERS, VARIABLES } from '../service/src/variables.ts';

/** Service accounts of the cluster's own controllers, each with a role of its own; Helm or EKS makes the accounts. */
export const CONTROLLERS = {
  vpcCni: { namespace: FOREIGN_NAMESPACES.system, name: 'aws-node' },
  ebsCsi: { namespace: FOREIGN_NAMESPACES.system, name: 'ebs-csi-controller-sa' },
  loadBalancer: { namespace: FOREIGN_NAMESPACES.system, name: 'aws-load-balancer-controller' },
  certManager: { namespace: FOREIGN_NAMESPACES.certManager, name: 'cert-manager' },
  externalDns: { namespace: FOREIGN_NAMESPACES.externalDns, name: 'external-dns' },
  externalSecrets: { namespace: FOREIGN_NAMESPACES.externalSecrets, name: 'external-secrets' },
} as const;

/** A controller of the cluster that has a role of its own. */
export type Controller = keyof typeof CONTROLLERS;

/** Fixed role name of a controller. */
export function controllerRoleName(environment: EnvironmentName, controller: Controller): string {
  const word = {
    vpcCni: 'vpc-cni',
    ebsCsi: 'ebs-csi',
    loadBalancer: 'load-balancer',
    certManager: 'cert-manager',
    externalDns: 'external-dns',
    externalSecrets: 'external-secrets',
  }[controller];
  return `${PRODUCT}-${environment}-${word}`;
}

/** The label that Gateway API has its implementations put on a gateway's own pods. */
export const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** Cluster-scoped objects that the AWS half makes and the charts mention. */
export const CLUSTER_OBJECTS = {
  /** Encrypted gp3 volumes that outlive their claim; the cluster's default class. */
  storageClass: 'gp3',
  /** Class of the NGINX Ingress Controller, and of gateways in its place. */
  ingressClass: 'nginx',
  /** cert-manager ClusterIssuer of Let's Encrypt, by DNS-01 in the site's zone. */
  clusterIssuer: 'letsencrypt',
} as const;

/** First part of a backup's key in the backups bucket. */
export const BACKUP_PREFIX = 'mongodb/';

/** Local part of the address that mail is sent from. */
export const MAIL_SENDER = 'noreply';

/** IAM user behind the SMTP credentials of SES, which takes no roles. */
export function smtpUserName(environment: EnvironmentName): string {
  return `${PRODUCT}-${environment}-smtp`;
}

/** Minutes after which External Secrets reads a secret again: a new value is in the cluster that soon, and each read is paid. */
export const SECRETS_READ_AFTER_MINUTES = 1;

/** External Secrets' store: AWS Secrets Manager, read with the role of its controller. */
export const SECRET_STORE = 'secrets-manager';

/** Where the app finds the files of its secret. */
export const APP_SECRETS_PATH = '/run/secrets/playcode';

/** Role with which people of the account administer the cluster. */
export function adminRoleName(environment: EnvironmentName): string {
  return `${PRODUCT}-${environment}-admin`;
}
