import {
  containersOf,
  type Labels,
  type Manifest,
  matches,
  nameOf,
  type PodManifest,
  podsOf,
} from './manifest.ts';

/** Everything that an object mentions by name must exist: Secrets and keys, ConfigMaps, accounts, volumes, ports. */
export function referenceErrors(objects: readonly Manifest[]): readonly string[] {
  const known = new Set(
    objects.map((object) => key(object.kind, object.metadata.namespace, object.metadata.name)),
  );
  const secrets = secretKeys(objects);
  const classes = new Set(
    objects.filter((object) => object.kind === 'PriorityClass').map((object) => object.metadata.name),
  );
  return podsOf(objects).flatMap(({ object, template, claims }) => {
    const { namespace } = object.metadata;
    const errors: string[] = [];
    const need = (kind: string, name: string | undefined): void => {
      if (name !== undefined && !known.has(key(kind, namespace, name))) {
        errors.push(`${nameOf(object)}: ${kind} ${name} does not exist in ${namespace}.`);
      }
    };
    need('ServiceAccount', template.spec.serviceAccountName ?? 'default');
    const priority = template.spec.priorityClassName;
    if (priority && !classes.has(priority)) {
      errors.push(`${nameOf(object)}: PriorityClass ${priority} does not exist.`);
    }
    for (const volume of template.spec.volumes ?? []) {
      need('ConfigMap', volume.configMap?.name);
      const secret = volume.secret?.secretName;
      if (secret && !secrets.has(key('Secret', namespace, secret))) {
        errors.push(`${nameOf(object)}: Secret ${secret} comes from no ExternalSecret of ${namespace}.`);
      }
    }
    return [...errors, ...containerErrors(object, template, claims, secrets)];
  });
}

/** Ports that Services and Ingresses lead to must be there, under their own number. */
export function portErrors(objects: readonly Manifest[]): readonly string[] {
  const pods = podsOf(objects);
  const errors: string[] = [];
  const served = new Set<string>();
  for (const service of objects.filter((object) => object.kind === 'Service')) {
    const { namespace, name } = service.metadata;
    const spec = service.spec as {
      readonly selector: Labels;
      readonly ports: readonly { readonly port: number; readonly targetPort: number }[];
    };
    const open = pods
      .filter(
        ({ object, template }) =>
          object.metadata.namespace === namespace && matches(spec.selector, template.metadata.labels),
      )
      .flatMap(({ template }) => template.spec.containers)
      .flatMap((container) => container.ports ?? [])
      .map((port) => port.containerPort);
    for (const { port, targetPort } of spec.ports) {
      served.add(`${namespace}/${name}:${port}`);
      if (port !== targetPort) {
        errors.push(`${nameOf(service)}: port ${port} leads to ${targetPort}, expected the same number.`);
      }
      if (!open.includes(targetPort)) {
        errors.push(
          `${nameOf(service)}: no container that it selects has port ${targetPort}, found ${open.join(', ')}.`,
        );
      }
    }
  }
  for (const ingress of objects.filter((object) => object.kind === 'Ingress')) {
    for (const { service } of backendsOf(ingress)) {
      const target = `${ingress.metadata.namespace}/${service.name}:${service.port.number}`;
      if (!served.has(target)) errors.push(`${nameOf(ingress)}: no Service serves ${target}.`);
    }
  }
  return errors;
}

function containerErrors(
  object: Manifest,
  template: PodManifest,
  claims: readonly string[],
  secrets: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const volumes = new Set([...claims, ...(template.spec.volumes ?? []).map((volume) => volume.name)]);
  const used = new Set<string>();
  const errors: string[] = [];
  for (const container of containersOf(template)) {
    const where = `${nameOf(object)}, container ${container.name}`;
    for (const { name } of container.volumeMounts ?? []) {
      used.add(name);
      if (!volumes.has(name)) errors.push(`${where}: it mounts volume ${name}, which the pod does not have.`);
    }
    for (const { name, valueFrom } of container.env ?? []) {
      const from = valueFrom?.secretKeyRef;
      if (from && !secrets.get(key('Secret', object.metadata.namespace, from.name))?.includes(from.key)) {
        errors.push(
          `${where}: ${name} is read from key ${from.key} of Secret ${from.name}, which has no such key.`,
        );
      }
    }
  }
  for (const volume of volumes) {
    if (!used.has(volume)) errors.push(`${nameOf(object)}: no container mounts volume ${volume}.`);
  }
  return errors;
}

function secretKeys(objects: readonly Manifest[]): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>();
  for (const object of objects.filter((candidate) => candidate.kind === 'ExternalSecret')) {
    const spec = object.spec as {
      readonly target: { readonly name: string };
      readonly data: readonly { readonly secretKey: string }[];
    };
    keys.set(
      key('Secret', object.metadata.namespace, spec.target.name),
      spec.data.map((entry) => entry.secretKey),
    );
  }
  return keys;
}

function backendsOf(ingress: Manifest): readonly {
  readonly service: { readonly name: string; readonly port: { readonly number: number } };
}[] {
  const spec = ingress.spec as {
    readonly rules: readonly {
      readonly http: {
        readonly paths: readonly {
          readonly backend: {
            readonly service: { readonly name: string; readonly port: { readonly number: number } };
          };
        }[];
      };
    }[];
  };
  return spec.rules.flatMap((rule) => rule.http.paths.map((path) => path.backend));
}

function key(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
