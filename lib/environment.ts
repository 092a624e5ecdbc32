import { type EnvironmentName, SECRETS, type SecretId } from './names.ts';
import { OWNER } from './owner.ts';

/** One availability zone's node group. */
export interface NodeGroupSize {
  /** EC2 instance type, for example `m6i.large`; of ARM, too, where the app's image is made for ARM. */
  readonly instanceType: string;
  /** Fewest nodes in each zone, at least 1. */
  readonly min: number;
  /** Nodes in each zone at the start. */
  readonly desired: number;
  /** Most nodes in each zone. Nothing here makes more of them by itself: that is an autoscaler's of nodes. */
  readonly max: number;
}

/** A database that somebody else runs: Atlas, ElastiCache. */
export interface ExternalDatabase {
  /** Name under which it is found. */
  readonly host: string;
  readonly port: number;
  /** Addresses that it answers from. */
  readonly cidr: string;
}

/** A store of metrics that takes Prometheus' remote write: Grafana Cloud, Mimir, VictoriaMetrics. */
export interface RemoteWrite {
  /** Where samples are posted to, by `https:`; the password or token is a secret (`SECRETS.prometheus`). */
  readonly url: string;
  /** Whose password the secret is. @default nobody's: it is a bearer token */
  readonly username?: string;
}

/** Ids that GitHub gave a repository and its owner. Unlike names they are never given to anybody else. */
export interface RepositoryIds {
  readonly owner: number;
  readonly repository: number;
}

/** Choices among implementations of one part, and what else an environment may want otherwise. */
export interface Choices {
  /** MongoDB: its members in the cluster, or one outside. @default 1 member in the cluster */
  readonly mongo?: { readonly members: 1 | 3 } | { readonly external: ExternalDatabase };
  /** Redis outside of the cluster. @default in the cluster */
  readonly redis?: { readonly external: ExternalDatabase };
  /**
   * What leads from outside to the app. `gateway` has the NGINX Gateway Fabric, and external-dns and cert-manager that look at
   * gateways; Gateway API's definitions are for you to install before: "Gateway API" in `docs/first-deploy.md`.
   * @default 'ingress', by the NGINX Ingress Controller
   */
  readonly entrance?: 'ingress' | 'gateway';
  /** What reads the pods' logs on each node. @default 'promtail' */
  readonly logAgent?: 'promtail' | 'alloy';
  /**
   * Whether a service elsewhere listens to an alert that always fires, and writes to you once it hears it no more: of a
   * Prometheus or an Alertmanager that is dead nobody hears otherwise. Healthchecks.io, Dead Man's Snitch and others do; the
   * address that they give you is a secret (`SECRETS.heartbeat`), asked by HTTPS on 443.
   * @default false
   */
  readonly heartbeat?: boolean;
  /** Where Prometheus sends its samples, too, beside keeping them itself. @default nowhere */
  readonly remoteWrite?: RemoteWrite;
  /**
   * What Loki keeps its lines in: its own volume, or a bucket of S3 that the AWS half makes. Lines do not move with a
   * later change of mind: what is in the one is not found in the other.
   * @default 'volume'
   */
  readonly logStorage?: 'volume' | 's3';
  /**
   * Days that MongoDB keeps the log of a match, and who sat in it, a whole number; results stay. What a change of it makes too
   * old goes within minutes of the rollout.
   * @default 30
   */
  readonly matchDays?: number;
  /** Mail address at which players ask about privacy; the page about it shows it. @default none is shown */
  readonly contact?: string;
  /** Language of the dashboards' titles. @default 'en' */
  readonly dashboardLanguage?: 'en' | 'ko';
}

/** All that differs between environments. Nothing else does: stacks and charts read this and `names.ts` alone. */
export interface Environment {
  readonly name: EnvironmentName;
  /** AWS account id, 12 digits. */
  readonly account: string;
  /** AWS region, for example `ap-northeast-2`. */
  readonly region: string;
  /**
   * Availability zones, two or more, one node group each. EBS volumes are zonal, so a zone must be able to bring its node
   * back. Choose them, and their order, before the first deployment: EKS takes no subnet in another zone for a cluster that
   * stands, and the public subnets' ranges follow those of all private ones. The review rejects a later change of them.
   */
  readonly zones: readonly string[];
  /** Domain of the site and name of its hosted zone. */
  readonly domain: string;
  /** Range of the VPC. */
  readonly vpcCidr: string;
  /** Range of the cluster's Service addresses. */
  readonly serviceCidr: string;
  /** Where pods reach the API server: the first Service address on EKS. */
  readonly apiServer: { readonly cidr: string; readonly port: number };
  /**
   * Ranges from which the API server's public address answers; empty leaves the private address alone. GitHub's own
   * runners come from everywhere: narrow it once the pipeline has runners with fixed addresses.
   */
  readonly apiAccessCidrs: readonly string[];
  /**
   * True where another environment of the same account and region has made what an account has one of: GitHub's OIDC
   * provider and the image's repository.
   * @default false
   */
  readonly sharesAccount?: boolean;
  /** NAT gateways: 1 saves money, one for each zone survives the loss of a zone. */
  readonly natGateways: number;
  /** Size of each zone's node group. */
  readonly nodes: NodeGroupSize;
  /** Where Let's Encrypt writes about certificates, and alarms go. */
  readonly operatorEmail: string;
  /** GitHub repository whose pipeline may assume the roles, `owner/name`. */
  readonly repository: string;
  /**
   * Ids of that repository and its owner, which the tokens of repositories made or renamed since 15 July 2026 name:
   * `gh api repos/OWNER/NAME --jq '.owner.id, .id'`.
   * @default its tokens name no ids
   */
  readonly repositoryIds?: RepositoryIds;
  /** Replicas of the app: fewest and most under autoscaling. */
  readonly app: { readonly minReplicas: number; readonly maxReplicas: number };
  /** @default the customer's of each */
  readonly choices?: Choices;
  /** Monthly budget in US dollars; 80 % of it raises an alarm. */
  readonly monthlyBudgetUsd: number;
}

/** Of an environment, the addresses that policies of its network name. */
export type Addresses = Pick<Environment, 'vpcCidr' | 'apiServer'>;

const { places, ...owner } = OWNER;

/** The customer's environment, DESIGN section 1. Whose it is stands in `owner.ts`. */
export const production: Environment = {
  name: 'production',
  ...places.production,
  ...owner,
  vpcCidr: '10.0.0.0/16',
  serviceCidr: '172.20.0.0/16',
  apiServer: { cidr: '172.20.0.1/32', port: 443 },
  natGateways: 1,
  nodes: { instanceType: 'm6i.large', min: 1, desired: 1, max: 3 },
  app: { minReplicas: 2, maxReplicas: 4 },
};

/** Where changes are tried, smaller. */
const staging: Environment = {
  ...production,
  name: 'staging',
  ...places.staging,
  vpcCidr: '10.1.0.0/16',
  nodes: { instanceType: 'm6i.large', min: 1, desired: 1, max: 2 },
};

/** Every environment by its name. */
export const environments: Readonly<Record<EnvironmentName, Environment>> = { production, staging };

/**
 * The environment that a command is for, which `PLATFORM_ENVIRONMENT` names; production where it names none.
 * @throws Error that lists the environments
 */
export function environmentOf(variables: Readonly<Record<string, string | undefined>>): Environment {
  const name = variables.PLATFORM_ENVIRONMENT || production.name;
  const found = Object.values(environments).find((environment) => environment.name === name);
  if (found) return found;
  const known = Object.keys(environments).join(', ');
  throw new Error(`PLATFORM_ENVIRONMENT: found "${name}", expected one of ${known}, or none for production`);
}

/** The secrets that an environment has: all but those of what it has not chosen. */
export function secretsOf(choices: Choices = {}): readonly SecretId[] {
  const chosen: Partial<Record<SecretId, boolean>> = {
    heartbeat: choices.heartbeat ?? false,
    prometheus: choices.remoteWrite !== undefined,
  };
  return (Object.keys(SECRETS) as SecretId[]).filter((id) => chosen[id] ?? true);
}
