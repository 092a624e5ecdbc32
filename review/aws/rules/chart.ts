import { type Fields, field, fields, items, text } from '../../field.ts';
import type { Finding } from '../../finding.ts';
import { readable } from '../../intrinsic.ts';
import { gained, type Rule, type Rules } from './rule.ts';

/** What a chart of others was given. */
function valuesOf(chart: Fields): Fields {
  try {
    return fields(JSON.parse(readable(chart.Values)));
  } catch {
    return {};
  }
}

/** A finding if a value of one chart was so, and is not any more. */
function was(chart: string, path: string, value: string, ...finding: Finding): Rule {
  return ofChart(chart, (base, head) =>
    text(base, path) === value && text(head, path) !== value ? [finding] : [],
  );
}

/** A finding if a value of one chart is so, and was not before. */
function becomes(chart: string, path: string, value: string, ...finding: Finding): Rule {
  return ofChart(chart, (base, head) =>
    text(base, path) !== value && text(head, path) === value ? [finding] : [],
  );
}

function ofChart(chart: string, rule: Rule): Rule {
  return (base, head) => (text(head, 'Chart') === chart ? rule(valuesOf(base), valuesOf(head)) : []);
}

const INGRESS = 'ingress-nginx';

const annotationsOf = (values: Fields): Fields => fields(values, 'controller.service.annotations');

/** What the load balancer of the site is; another one has another address. */
const otherBalancer: Rule = (base, head) => {
  const [before, after] = [annotationsOf(base), annotationsOf(head)];
  const changed = ['scheme', 'type', 'internal', 'nlb-target-type']
    .map((word) => `service.beta.kubernetes.io/aws-load-balancer-${word}`)
    .filter((key) => before[key] !== after[key]);
  return changed.map((key) => [
    'foundation-replaced',
    `${key} ${before[key] ?? 'nothing'} → ${after[key] ?? 'nothing'}: the load balancer of the site is another one, or reached by others`,
  ]);
};

const TARGET_GROUP = 'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes';

const hidesClients: Rule = (base, head) => {
  const isKept = (values: Fields) =>
    text(annotationsOf(values)[TARGET_GROUP]).includes('preserve_client_ip.enabled=true');
  return isKept(base) && !isKept(head)
    ? [['protection-dropped', 'every player has the address of the load balancer: limits for one hit all']]
    : [];
};

const oldProtocols = (values: Fields): string[] =>
  text(fields(values, 'controller.config')['ssl-protocols'])
    .split(' ')
    .filter((protocol) => /^(SSLv\d|TLSv1|TLSv1\.1)$/.test(protocol));

/** The arguments and filters by which external-dns keeps to one zone. */
const filters = (values: Fields): string[] => [
  ...items(values, 'domainFilters').map((domain) => text(domain)),
  ...items(values, 'extraArgs')
    .map((argument) => text(argument))
    .filter((argument) => /-filter=/.test(argument)),
];

const losesFilters: Rule = (base, head) => {
  const [before, after] = [filters(base), filters(head)];
  const gone = before.filter((filter) => !after.includes(filter));
  return gone.length > 0 ? [['authority-widened', `it writes beyond ${gone.join(', ')}`]] : [];
};

const losesRecords: Rule = (base, head) =>
  ['txtOwnerId', 'txtPrefix']
    .filter((key) => base[key] !== head[key])
    .map((key) => [
      'stopped',
      `${key} ${text(base, key) || 'nothing'} → ${text(head, key) || 'nothing'}: it takes no record for its own, and changes none`,
    ]);

const losesRole: Rule = (base, head) => {
  const roleOf = (chart: Fields) =>
    text(fields(valuesOf(chart), 'serviceAccount.annotations')['eks.amazonaws.com/role-arn']);
  return roleOf(base) !== '' && roleOf(head) === ''
    ? [['stopped', 'its pods have no role any more, and may do nothing on AWS']]
    : [];
};

const wantsNone: Rule = (base, head) =>
  ['replicaCount', 'replicas', 'controller.replicaCount']
    .filter((path) => field(valuesOf(head), path) === 0 && field(valuesOf(base), path) !== 0)
    .map(() => ['stopped', 'it wants no pods any more']);

/** What loosening a value means of the charts of others. */
export const CHART_RULES: Rules = {
  'Custom::AWSCDK-EKS-HelmChart': [
    losesRole,
    wantsNone,
    gained(
      (chart) => items(chart, 'Repository').map((place) => text(place)),
      'authority-widened',
      'what it installs comes from elsewhere',
    ),
    becomes(
      INGRESS,
      'controller.config.use-forwarded-headers',
      'true',
      'access-opened',
      'whoever asks says itself whose address it has, and no limit holds',
    ),
    becomes(
      INGRESS,
      'controller.allowSnippetAnnotations',
      'true',
      'authority-widened',
      'whoever may write an Ingress writes into the configuration of the controller, which reads every certificate',
    ),
    was(INGRESS, 'controller.config.hsts', 'true', 'protection-dropped', 'browsers may come without TLS'),
    was(
      INGRESS,
      'controller.admissionWebhooks.enabled',
      'true',
      'protection-dropped',
      'nobody refuses an Ingress that stops all others',
    ),
    ofChart(INGRESS, otherBalancer),
    ofChart(INGRESS, hidesClients),
    ofChart(INGRESS, gained(oldProtocols, 'protection-dropped', 'it speaks protocols that are broken')),
    was('external-dns', 'policy', 'upsert-only', 'protection-dropped', 'it deletes records, too'),
    ofChart('external-dns', losesFilters),
    ofChart('external-dns', losesRecords),
    was(
      'cert-manager',
      'crds.keep',
      'true',
      'protection-dropped',
      'its kinds, and every certificate with them, go with the chart',
    ),
    was(
      'external-secrets',
      'installCRDs',
      'true',
      'data-destroyed',
      'its kinds are deleted, every ExternalSecret with them, and the Secrets that those own',
    ),
  ],
};
