import { type Fields, field, fields, items, text } from '../../field.ts';
import { foundIf } from '../../finding.ts';
import { isWithin } from '../../network/address.ts';
import { becomes, ofChart, was } from './chart-values.ts';
import { gained, type Rule } from './rule.ts';

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

/** Ports of the load balancer that lead past HTTP: `27017 to playcode/mongodb:27017`. */
const plainPorts = (values: Fields): string[] =>
  ['tcp', 'udp'].flatMap((protocol) =>
    Object.entries(fields(values, protocol)).map(([port, target]) => `${port} to ${text(target)}`),
  );

/** Words that become configuration of the controller as they are. */
const snippets = (values: Fields): string[] =>
  Object.entries(fields(values, 'controller.config'))
    .filter(([key, value]) => key.endsWith('-snippet') && text(value) !== '')
    .map(([key]) => key);

/** From where the load balancer lets people in; everywhere where nothing is said. */
const otherSources: Rule = (base, head) => {
  const [before, after] = [base, head].map((values) => {
    const said = items(values, 'controller.service.loadBalancerSourceRanges').map((range) => text(range));
    return said.length > 0 ? said : ['0.0.0.0/0'];
  }) as [string[], string[]];
  const without = (ranges: readonly string[], others: readonly string[]) =>
    ranges.filter((range) => !others.some((other) => isWithin(range, other)));
  const more = without(after, before);
  return more.length > 0
    ? [['access-opened', `the load balancer lets in ${more.join(', ')}`]]
    : foundIf(
        without(before, after).length > 0,
        'stopped',
        `the site is for ${after.join(', ')} alone, was: ${before.join(', ')}`,
      );
};

/** A Service that no load balancer of the outside stands before. */
const hidden: Rule = (base, head) => {
  const isReached = (values: Fields) =>
    field(values, 'controller.service.enabled') !== false &&
    /^(LoadBalancer|)$/.test(text(values, 'controller.service.type'));
  return foundIf(
    isReached(base) && !isReached(head),
    'stopped',
    'no load balancer leads to the site any more',
  );
};

const otherClass: Rule = (base, head) => {
  const name = (values: Fields) => text(values, 'controller.ingressClassResource.name') || 'nginx';
  return foundIf(
    name(base) !== name(head),
    'stopped',
    `it serves Ingresses of class ${name(head)}, was: ${name(base)}`,
  );
};

/** What loosening a value means of the chart of the ingress controller. */
export const INGRESS_RULES: readonly Rule[] = [
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
  ofChart(
    INGRESS,
    gained(plainPorts, 'access-opened', 'whoever reaches the load balancer comes by its port'),
  ),
  ofChart(INGRESS, gained(snippets, 'authority-widened', 'words of one’s own are part of its configuration')),
  ofChart(INGRESS, otherSources),
  ofChart(INGRESS, hidden),
  ofChart(INGRESS, otherClass),
  becomes(
    INGRESS,
    'controller.config.use-proxy-protocol',
    'true',
    'stopped',
    'it understands who comes by PROXY alone, which the load balancer must speak',
  ),
  becomes(
    INGRESS,
    'controller.config.annotations-risk-level',
    'Critical',
    'authority-widened',
    'whoever may write an Ingress writes into the configuration of the controller',
  ),
  becomes(
    INGRESS,
    'controller.hostNetwork',
    'true',
    'privilege-gained',
    'its pods share the network of their node',
  ),
  becomes(
    INGRESS,
    'controller.scope.enabled',
    'true',
    'stopped',
    'it serves Ingresses of one namespace alone',
  ),
];
