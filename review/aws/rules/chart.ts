import { type Fields, fields, items, text } from '../../field.ts';
import { ofChart, valuesOf, was } from './chart-values.ts';
import { INGRESS_RULES } from './ingress-chart.ts';
import { gained, left, older, type Rule, type Rules } from './rule.ts';

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

/** Words by which external-dns changes nothing. */
const idle = (values: Fields): string[] => [
  ...items(values, 'extraArgs')
    .map((argument) => text(argument))
    .filter((argument) => /^--dry-run(=true)?$/.test(argument)),
  ...(text(values, 'registry') === 'noop'
    ? ['registry noop, by which it takes every record for its own']
    : []),
];

/** Programs of images that a chart does not bring by itself. */
const images = (chart: Fields): string[] =>
  leavesOf(valuesOf(chart))
    .filter(([path]) => /(^|\.)(image|\w+Image)(\.(repository|registry|image))?$/.test(path))
    .map(([path, value]) => `${path} ${text(value)}`);

function leavesOf(values: Fields, path = ''): (readonly [path: string, value: unknown])[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const own = path === '' ? key : `${path}.${key}`;
    const inside = fields(value);
    return Object.keys(inside).length > 0 ? leavesOf(inside, own) : [[own, value] as const];
  });
}

const losesRole: Rule = (base, head) => {
  const roleOf = (chart: Fields) =>
    text(fields(valuesOf(chart), 'serviceAccount.annotations')['eks.amazonaws.com/role-arn']);
  return roleOf(base) !== '' && roleOf(head) === ''
    ? [['stopped', 'its pods have no role any more, and may do nothing on AWS']]
    : [];
};

/** Parts of a chart that are to have no pods. */
const without = (chart: Fields): string[] =>
  leavesOf(valuesOf(chart))
    .filter(([path, value]) => /(^|\.)(replicaCount|replicas)$/.test(path) && value === 0)
    .map(([path]) => path);

/** What loosening a value means of the charts of others. */
export const CHART_RULES: Rules = {
  'Custom::AWSCDK-EKS-HelmChart': [
    losesRole,
    older(
      'Version',
      'protection-dropped',
      'holes that were closed since are open again, and what the newer one wrote it may not read',
    ),
    gained(without, 'stopped', 'no pods are wanted by'),
    gained(images, 'authority-widened', 'it runs other programs than its chart brings'),
    gained(
      (chart) => items(chart, 'Repository').map((place) => text(place)),
      'authority-widened',
      'what it installs comes from elsewhere',
    ),
    ...INGRESS_RULES,
    was('external-dns', 'policy', 'upsert-only', 'protection-dropped', 'it deletes records, too'),
    ofChart('external-dns', gained(idle, 'stopped', 'it changes nothing, or what is not its own')),
    ofChart(
      'external-dns',
      left(
        (values) => items(values, 'sources').map((source) => text(source)),
        'stopped',
        'it makes no names any more for each',
      ),
    ),
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
