import { field, fields, items, text } from '../field.ts';
import { selects } from '../kubernetes/selector.ts';
import type { KubernetesObject, Platform } from '../platform.ts';
import type { Grant } from './grant.ts';

/** What every subject may do with the Kubernetes API, and which AWS role stands behind which service account. */
export function rbacGrants(platform: Platform): Grant[] {
  const objects = [...platform.objects.values()];
  return [
    ...objects
      .filter(({ kind }) => /^(Cluster)?RoleBinding$/.test(kind))
      .flatMap((binding) => bound(objects, binding)),
    ...objects.filter(({ kind }) => kind === 'ServiceAccount').flatMap(assumed),
  ];
}

function bound(objects: readonly KubernetesObject[], binding: KubernetesObject): Grant[] {
  const { namespace } = binding.metadata;
  const scope = namespace ? `in ${namespace}` : 'everywhere';
  const kind = text(binding, 'roleRef.kind');
  const name = text(binding, 'roleRef.name');
  const role = objects.find(
    (object) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (kind === 'ClusterRole' || object.metadata.namespace === namespace),
  );
  return items(binding, 'subjects').flatMap((subject) => {
    const who = [text(subject, 'kind'), text(subject, 'namespace'), text(subject, 'name')]
      .filter(Boolean)
      .join(' ');
    const grants = role
      ? rulesOf(objects, role).flatMap((rule) => grantsOf(who, rule, scope))
      : [ruleOfStranger(who, `${kind} ${name}`, scope)];
    return [...grants, ...aggregated(role, who, scope)].map((grant) =>
      EVERYBODY.test(text(subject, 'name'))
        ? { ...grant, alarming: 'for everybody who reaches the API' }
        : grant,
    );
  });
}

/** Groups and users that nobody needs to be named for. */
const EVERYBODY = /^system:(anonymous|authenticated|unauthenticated|serviceaccounts)$/;

/** The rules of a role, those included that the cluster gathers for it from other roles of ours. */
function rulesOf(objects: readonly KubernetesObject[], role: KubernetesObject): readonly unknown[] {
  const selectors = items(role, SELECTORS);
  // What is gathered takes the place of what stands there.
  if (selectors.length === 0) return items(role, 'rules');
  return objects
    .filter((object) => object.kind === 'ClusterRole' && object !== role)
    .filter(({ metadata }) => selectors.some((selector) => selects(selector, fields(metadata.labels))))
    .flatMap((object) => items(object, 'rules'));
}

const SELECTORS = 'aggregationRule.clusterRoleSelectors';

/** What the cluster gathers for a role from roles that others bring: nobody here knows how much that is. */
function aggregated(role: KubernetesObject | undefined, who: string, scope: string): Grant[] {
  return items(role, SELECTORS).map((selector) => ({
    who,
    what: `all that roles with ${JSON.stringify(selector)} may ${scope}`,
    when: '',
    alarming: 'whoever labels a role adds to it',
  }));
}

/** A role that is not among the manifests: built into the cluster. */
function ruleOfStranger(who: string, role: string, scope: string): Grant {
  const alarming = /cluster-admin|admin|edit/.test(role) ? { alarming: 'a role built into the cluster' } : {};
  return { who, what: `all of ${role} ${scope}`, when: '', ...alarming };
}

function grantsOf(who: string, rule: unknown, scope: string): Grant[] {
  const names = items(rule, 'resourceNames').map((name) => text(name));
  const when = names.length > 0 ? `only ${names.join(', ')}` : '';
  const groups = items(rule, 'apiGroups').map((group) => text(group));
  const targets = [
    ...items(rule, 'resources').map((resource) => text(resource)),
    ...items(rule, 'nonResourceURLs').map((url) => text(url)),
  ];
  return items(rule, 'verbs').flatMap((verb) =>
    targets.map((target): Grant => {
      const alarming = alarmOf(text(verb), target, groups);
      const what = `${text(verb)} ${target} ${scope}`;
      return { who, what, when, ...(alarming ? { alarming } : {}) };
    }),
  );
}

const WRITES = /^(create|update|patch|delete|deletecollection)$/;

/** What writing, making or deleting kinds of objects leads to. */
const POWERS: readonly { readonly verbs: RegExp; readonly targets: RegExp; readonly why: string }[] = [
  { verbs: /./, targets: /^secrets$/, why: 'reads or writes every secret' },
  { verbs: /./, targets: /^pods\/(exec|attach|portforward|ephemeralcontainers)$/, why: 'enters pods' },
  { verbs: /./, targets: /^serviceaccounts\/token$/, why: 'becomes every service account' },
  { verbs: /./, targets: /^nodes\/proxy$/, why: 'runs commands on nodes' },
  {
    verbs: /^(create|update|patch)$/,
    targets: /^(pods|deployments|statefulsets|daemonsets|replicasets|replicationcontrollers|jobs|cronjobs)$/,
    why: 'becomes every service account of the namespace',
  },
  { verbs: WRITES, targets: /^(cluster)?role(binding)?s$/, why: 'gives itself more rights' },
  { verbs: WRITES, targets: /^certificatesigningrequests\/approval$/, why: 'gives itself more rights' },
  { verbs: WRITES, targets: /^networkpolicies$/, why: 'opens connections' },
  {
    verbs: WRITES,
    targets: /^(mutating|validating)(webhookconfigurations|admissionpolic\w+)$|^apiservices$/,
    why: 'sees or changes every object',
  },
  { verbs: /^(update|patch)$/, targets: /^namespaces$/, why: 'lets pods become more than they may' },
  { verbs: /^create$/, targets: /^persistentvolumes$/, why: 'mounts files of nodes' },
  {
    verbs: /^(create|update|patch)$/,
    targets: /^(externalsecrets|(cluster)?secretstores|pushsecrets)$/,
    why: 'reads every secret that its store may',
  },
  {
    verbs: /^delete/,
    targets:
      /^(persistentvolumeclaims|persistentvolumes|statefulsets|namespaces|externalsecrets|customresourcedefinitions)$/,
    why: 'deletes data',
  },
  {
    verbs: /^delete/,
    targets: /^(deployments|daemonsets|services|ingresses|gateways|httproutes)$/,
    why: 'ends what serves',
  },
];

/** Rights from which one gets to all others, or after which data is gone. */
function alarmOf(verb: string, target: string, groups: readonly string[]): string | undefined {
  if (verb === '*' || /^(\*|\/\*)/.test(target) || groups.includes('*')) return 'a wildcard';
  if (/^(escalate|bind|impersonate)$/.test(verb)) return 'gives itself more rights';
  return POWERS.find(({ verbs, targets }) => verbs.test(verb) && targets.test(target))?.why;
}

/** The annotation by which a service account asks for a role. */
export const ROLE_ARN = 'eks.amazonaws.com/role-arn';

/** Name of the AWS role that a service account asks for; empty where it asks for none. */
export function roleOf(account: KubernetesObject): string {
  return text(fields(field(account, 'metadata.annotations'))[ROLE_ARN]).replace(/^.*:role\//, '');
}

function assumed(account: KubernetesObject): Grant[] {
  const role = roleOf(account);
  if (!role) return [];
  const who = `ServiceAccount ${account.metadata.namespace} ${account.metadata.name}`;
  return [{ who, what: `asks for role ${role}`, when: '' }];
}
