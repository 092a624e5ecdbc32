import { type Fields, field, fields, items, text } from '../field.ts';
import type { KubernetesObject } from '../platform.ts';

/** Where each kind that makes pods keeps their template. */
const TEMPLATES: Readonly<Record<string, string>> = {
  Deployment: 'spec.template',
  StatefulSet: 'spec.template',
  DaemonSet: 'spec.template',
  ReplicaSet: 'spec.template',
  Job: 'spec.template',
  CronJob: 'spec.jobTemplate.spec.template',
};

/** The pod template of a workload; undefined for objects that make no pods. */
export function podTemplateOf(object: KubernetesObject): Fields | undefined {
  if (object.kind === 'Pod') return object;
  const path = TEMPLATES[object.kind];
  return path === undefined ? undefined : fields(object, path);
}

/** All containers of a pod, those that run before it starts included. */
export function containersOf(template: Fields): Fields[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    items(template, `spec.${list}`).map((container) => fields(container)),
  );
}

/** The image of each container by its name. */
export function imagesOf(template: Fields): Map<string, string> {
  return new Map(
    containersOf(template).map((container) => [text(container, 'name'), text(container, 'image')]),
  );
}

/** What a pod may do to the machine it runs on, beyond what `restricted` Pod Security permits. */
export function privilegesOf(template: Fields): Set<string> {
  const pod = fields(template, 'spec');
  const found = new Set<string>();
  for (const host of ['hostNetwork', 'hostPID', 'hostIPC']) if (pod[host] === true) found.add(host);
  for (const volume of items(pod, 'volumes')) {
    const path = text(volume, 'hostPath.path');
    if (path) found.add(`files of the node below ${path}`);
  }
  for (const container of containersOf(template)) {
    for (const port of items(container, 'ports')) {
      const opened = text(port, 'hostPort');
      if (opened && pod.hostNetwork !== true) found.add(`port ${opened} of the node`);
    }
    const context: Fields = { ...fields(pod, 'securityContext'), ...fields(container, 'securityContext') };
    if (context.privileged === true) found.add('privileged containers');
    if (context.allowPrivilegeEscalation !== false) found.add('escalation of privileges');
    if (context.runAsNonRoot !== true && context.runAsUser !== undefined && context.runAsUser === 0) {
      found.add('root');
    }
    if (context.runAsNonRoot !== true && context.runAsUser === undefined)
      found.add('whatever user its image has');
    if (text(context, 'seccompProfile.type') !== 'RuntimeDefault') found.add('any system call');
    if (text(context, 'appArmorProfile.type') === 'Unconfined') found.add('no profile of AppArmor');
    if (context.procMount === 'Unmasked') found.add('all of /proc');
    const capabilities = fields(context, 'capabilities');
    if (!items(capabilities, 'drop').includes('ALL')) found.add('default capabilities');
    for (const added of items(capabilities, 'add')) found.add(`capability ${text(added)}`);
  }
  return found;
}

/** How many pods a workload wants; undefined where an autoscaler or the nodes decide. */
export function replicasOf(object: KubernetesObject): number | undefined {
  const replicas = field(object, 'spec.replicas');
  return typeof replicas === 'number' ? replicas : undefined;
}
