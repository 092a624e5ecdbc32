import { ApiObject, type App } from 'cdk8s';

/** Labels by name. */
export type Labels = Readonly<Record<string, string>>;

/** Part of a container that is checked. */
export interface ContainerManifest {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: string;
  }[];
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly env?: readonly {
    readonly name: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
  }[];
}

/** Part of a pod that is checked. */
export interface PodManifest {
  readonly metadata: { readonly labels: Labels };
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly hostNetwork?: boolean;
    readonly priorityClassName?: string;
    readonly containers: readonly ContainerManifest[];
    readonly initContainers?: readonly ContainerManifest[];
    readonly volumes?: readonly {
      readonly name: string;
      readonly secret?: { readonly secretName: string };
      readonly configMap?: { readonly name: string };
    }[];
  };
}

/** A synthesized object; what lies below `spec` is read as the kind demands. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  readonly spec?: unknown;
  readonly [field: string]: unknown;
}

/** A workload's object with its pod template. */
export interface Pods {
  readonly object: Manifest;
  readonly template: PodManifest;
  /** Claims of a StatefulSet, which its containers mount like volumes. */
  readonly claims: readonly string[];
}

/** Every object of an app with its chart's name; asking an app for its YAML would validate it again, without end. */
export function objectsOf(app: App): readonly Manifest[] {
  return app.charts.flatMap((chart) =>
    chart.node
      .findAll()
      .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct))
      .map((object) => object.toJson() as Manifest),
  );
}

/** Name of an object in a message. */
export function nameOf(object: Manifest): string {
  const { namespace, name } = object.metadata;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** All pod templates among the objects. */
export function podsOf(objects: readonly Manifest[]): readonly Pods[] {
  return objects.flatMap((object) => {
    if (object.kind === 'CronJob') {
      const spec = object.spec as {
        readonly jobTemplate: { readonly spec: { readonly template: PodManifest } };
      };
      return [{ object, template: spec.jobTemplate.spec.template, claims: [] }];
    }
    if (!['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(object.kind)) return [];
    const spec = object.spec as {
      readonly template: PodManifest;
      readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
    };
    const claims = (spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata.name);
    return [{ object, template: spec.template, claims }];
  });
}

/** Containers of a pod, those that run first included. */
export function containersOf(template: PodManifest): readonly ContainerManifest[] {
  return [...(template.spec.initContainers ?? []), ...template.spec.containers];
}

/** Whether labels satisfy a selector of plain equalities. */
export function matches(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
