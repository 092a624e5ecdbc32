import { k8s } from 'cdk8s-plus-28';
import type { Configuration } from './configuration.ts';

/** Owner and group may read, nobody else: 0440 as the decimal number that Kubernetes wants. */
const READ_BY_GROUP = 0o440;

/** Scratch space that goes with its pod. */
export function scratchVolume(
  name: string,
  sizeLimit: string,
  options: { memory?: boolean } = {},
): k8s.Volume {
  return {
    name,
    emptyDir: {
      sizeLimit: k8s.Quantity.fromString(sizeLimit),
      ...(options.memory ? { medium: 'Memory' } : {}),
    },
  };
}

/** Files of a Secret; they follow the Secret when it changes. Without an optional one the pod starts, too. */
export function secretVolume(
  name: string,
  secretName: string,
  options: { optional?: boolean } = {},
): k8s.Volume {
  return { name, secret: { secretName, defaultMode: READ_BY_GROUP, ...options } };
}

/** Files of a {@link Configuration}. */
export function configurationVolume(name: string, configuration: Configuration): k8s.Volume {
  return { name, configMap: { name: configuration.name } };
}

/** A folder of the node, read only by whoever mounts it. */
export function hostVolume(name: string, path: string): k8s.Volume {
  return { name, hostPath: { path, type: 'Directory' } };
}
