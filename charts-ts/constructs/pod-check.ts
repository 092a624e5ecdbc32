import { demand, demandDistinct, demandForm, demandPort, demandWhole } from '../../lib/demand.ts';
import { demandBytes, demandCores } from '../../lib/quantity.ts';
import { demandName } from './labels.ts';
import type { Amounts, ContainerProps, PodProps } from './pod.ts';

/**
 * Stops where Kubernetes would refuse a pod, or never start it.
 * @param claims Names of the volumes that its workload claims. @default none
 */
export function checkPod(props: PodProps, claims: readonly string[] = []): void {
  const { containers, initContainers = [], volumes = [], user, gracePeriod = 30, nodeAgent } = props;
  demandDistinct(
    'containers',
    containers.map(({ name }) => name),
    'at least one container, each with a name of its own',
  );
  demandWhole('user', user, 0);
  demand(
    user > 0 || nodeAgent !== undefined,
    'user',
    user,
    'more than 0: only an agent of the node may be root',
  );
  demandWhole('gracePeriod', gracePeriod, 0);
  const mountable = [...claims, ...volumes.map(({ name }) => name)];
  for (const container of [...initContainers, ...containers]) checkContainer(container, mountable);
}

function checkContainer(props: ContainerProps, mountable: readonly string[]): void {
  const field = (name: string) => `container ${props.name}, ${name}`;
  demandName('container', props.name);
  demandForm(field('image'), props.image, /^\S+$/, 'the reference of an image, as in registry.example/web:1');
  demandAmounts(field, props.requests, props.limits);
  for (const [name, port] of Object.entries(props.ports ?? {})) {
    demandForm(
      field('ports'),
      name,
      /^(?=.{1,15}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
      'names of at most 15 small letters',
    );
    demandPort(field(`ports.${name}`), port);
  }
  for (const name of Object.keys(props.mounts ?? {})) {
    demand(
      mountable.includes(name),
      field('mounts'),
      name,
      `one of the pod's volumes, ${mountable.join(', ') || 'none'}`,
    );
  }
}

/** Stops unless limits are amounts, and no less than the requests. */
export function demandAmounts(field: (name: string) => string, requests: Amounts, limits: Amounts): void {
  for (const [resource, amountOf] of [
    ['cpu', demandCores],
    ['memory', demandBytes],
  ] as const) {
    const least = amountOf(field(`requests.${resource}`), requests[resource]);
    const most = amountOf(field(`limits.${resource}`), limits[resource]);
    const expected = `at least what is requested, ${requests[resource]}`;
    demand(most >= least, field(`limits.${resource}`), limits[resource], expected);
  }
}
