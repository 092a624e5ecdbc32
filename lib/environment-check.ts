import {
  demand,
  demandAccount,
  demandDomain,
  demandEmail,
  demandForm,
  demandPort,
  demandZones,
} from './demand.ts';
import type { Choices, Environment, ExternalDatabase } from './environment.ts';
import { isAddress, isPrivate, overlap, rangeOf, textOf } from './range.ts';

/** Words that may be chosen, by the choice: what is not known would be taken for the default. */
const WORDS = {
  entrance: ['ingress', 'gateway'],
  logAgent: ['promtail', 'alloy'],
  logStorage: ['volume', 's3'],
  dashboardLanguage: ['en', 'ko'],
} as const satisfies { readonly [C in keyof Choices]?: readonly Choices[C][] };

/** Stops where an environment is not one of which both halves can be made. @throws Error that names the field */
export function checkEnvironment(environment: Environment): void {
  const { account, region, zones, domain, app, choices = {} } = environment;
  demandAccount('account', account);
  demandForm(
    'region',
    region,
    /^(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-\d$/,
    'a region of the partition aws, as in ap-northeast-2: names of roles are written with it on both sides',
  );
  demandZones('zones', zones);
  demandDomain('domain', domain);
  demandEmail('operatorEmail', environment.operatorEmail);
  rangeOf('vpcCidr', environment.vpcCidr);
  rangeOf('serviceCidr', environment.serviceCidr);
  rangeOf('apiServer.cidr', environment.apiServer.cidr);
  demandPort('apiServer.port', environment.apiServer.port);
  for (const cidr of environment.apiAccessCidrs) rangeOf('apiAccessCidrs', cidr);
  const { minReplicas, maxReplicas } = app;
  demand(
    Number.isInteger(minReplicas) &&
      Number.isInteger(maxReplicas) &&
      2 <= minReplicas &&
      minReplicas <= maxReplicas,
    'app',
    app,
    '2 <= minReplicas <= maxReplicas, whole numbers: with one pod a drain would close the site',
  );
  for (const choice of Object.keys(WORDS) as (keyof typeof WORDS)[]) {
    const chosen: string | undefined = choices[choice];
    const known: readonly string[] = WORDS[choice];
    demand(
      chosen === undefined || known.includes(chosen),
      `choices.${choice}`,
      chosen,
      `one of ${known.join(', ')}`,
    );
  }
  const { mongo, redis, contact } = choices;
  if (contact !== undefined) demandEmail('choices.contact', contact);
  demand(
    !(mongo && 'external' in mongo && 'members' in mongo),
    'choices.mongo',
    mongo,
    'members in the cluster or one outside, not both',
  );
  if (mongo && 'external' in mongo) checkDatabase('choices.mongo.external', mongo.external);
  else if (mongo) demand([1, 3].includes(mongo.members), 'choices.mongo.members', mongo.members, '1 or 3');
  if (redis) checkDatabase('choices.redis.external', redis.external);
}

/** Stops where EKS would not put the API server's address where pods are let reach it. @throws Error that names the field */
export function checkServiceAddresses({ vpcCidr, serviceCidr, apiServer }: Environment): void {
  const services = rangeOf('serviceCidr', serviceCidr);
  const expected = 'a private range of /12 to /24, which EKS wants';
  demand(
    isPrivate(services) && services.bits >= 12 && services.bits <= 24,
    'serviceCidr',
    serviceCidr,
    expected,
  );
  demand(
    !overlap(rangeOf('vpcCidr', vpcCidr), services),
    'serviceCidr',
    serviceCidr,
    `a range outside of vpcCidr ${vpcCidr}: an address must be a pod's or a Service's`,
  );
  const first = `${textOf(services.first + 1)}/32`;
  demand(
    apiServer.cidr === first && apiServer.port === 443,
    'apiServer',
    apiServer,
    `cidr ${first}, port 443: EKS gives the API server the first address of serviceCidr ${serviceCidr}`,
  );
}

function checkDatabase(field: string, { host, port, cidr }: ExternalDatabase): void {
  if (!isAddress(host)) demandDomain(`${field}.host`, host);
  demandPort(`${field}.port`, port);
  rangeOf(`${field}.cidr`, cidr);
}
