import { demand, demandDistinct, demandForm, demandPort, demandWhole } from '../../lib/demand.ts';
import { demandBytes, demandCores } from '../../lib/quantity.ts';
import { demandLabel, demandName, demandSubdomain } from './labels.ts';
import type { Amounts, ContainerProps, PodProps } from './pod.ts';

/** Registry, path in small letters, tag and digest, as container runtimes read them. */
const IMAGE =
  /^(([\w.-]+|\[[\da-fA-F:]+\])(:\d+)?\/)?[a-z0-9]+((\.|__?|-+|\/)[a-z0-9]+)*(:\w[\w.-]{0,127})?(@[A-Za-z][\w+.-]*:[\da-fA-F]{32,})?$/;

/**
 * Stops where Kubernetes would refuse a pod, or never start it.
 * @param claims Names of the volumes that its workload claims. @default none
 */
export function checkPod(props: PodProps, claims: readonly string[] = []): void {
  const { containers, initContainers = [], volumes = [], user, gracePeriod = 30, nodeAgent } = props;
  const { account, priority } = props;
  demandDistinct(
    'containers',
    containers.map(({ name }) => name),
    'at least one container, each with a name of its own',
  );
  const all = [...initContainers, ...containers].map(({ name }) => name);
  demand(
    new Set(all).size === all.length,
    'initContainers',
    all,
    'names that no other container of the pod has',
  );
  if (account !== undefined) demandSubdomain('account', account);
  if (priority !== undefined) demandSubdomain('priority', priority);
  demandWhole('user', user, 0);
  demand(user < 2 ** 31, 'user', user, 'less than 2147483648, as ids of users are');
  demand(
    user > 0 || nodeAgent !== undefined,
    'user',
    user,
    'more than 0: only an agent of the node may be root',
  );
  demandWhole('gracePeriod', gracePeriod, 0);
  const mountable = [...claims, ...volumes.map(({ name }) => name)];
  demand(
    new Set(mountable).size === mountable.length,
    'volumes',
    mountable,
    'each name once, claims included',
  );
  for (const { name, emptyDir } of volumes) {
    demandLabel('volumes', name);
    const isBounded = !emptyDir || emptyDir.medium !== undefined || emptyDir.sizeLimit !== undefined;
    const expected = 'a size, as in 64Mi: what a container may fill of the disk is counted from it';
    demand(isBounded, `volume ${name}, emptyDir.sizeLimit`, 'none', expected);
  }
  for (const container of [...initContainers, ...containers]) checkContainer(container, mountable);
}

function checkContainer(props: ContainerProps, mountable: readonly string[]): void {
  const field = (name: string) => `container ${props.name}, ${name}`;
  demandName('container', props.name);
  demandForm(field('image'), props.image, IMAGE, 'the reference of an image, as in registry.example/web:1');
  checkVariables(field('env'), props);
  demandAmounts(field, props.requests, props.limits);
  for (const [name, port] of Object.entries(props.ports ?? {})) {
    demandForm(
      field('ports'),
      name,
      /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
      'names of at most 15 small letters, digits and -, with a letter among them',
    );
    demandPort(field(`ports.${name}`), port);
  }
  const paths = Object.values(props.mounts ?? {}).map((path) => path.replace(/:ro$/, ''));
  const distinct = new Set(paths).size === paths.length;
  demand(distinct, field('mounts'), paths, 'a path of its own for each volume');
  for (const path of paths) {
    demandForm(
      field('mounts'),
      path,
      /^[^:]+$/,
      'paths without ":", but for :ro at the end of what is only read',
    );
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

/** Stops where a variable has no name that a process could read, or two values. */
function checkVariables(field: string, { env = {}, secretEnv = {}, fieldEnv = {} }: ContainerProps): void {
  const names = [env, secretEnv, fieldEnv].flatMap((variables) => Object.keys(variables));
  const expected = 'each name once, over env, secretEnv and fieldEnv';
  demand(new Set(names).size === names.length, field, names, expected);
  for (const name of names) demandForm(field, name, /^[ -<>-~]+$/, 'names of printable ASCII without =');
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
