import type { Manifest } from '../../../charts-ts/index.ts';
import { bundle } from '../images/bundle.ts';
import { appImage, RELEASES } from '../images/recipes.ts';

/** A program of the tests in a pod. */
export interface ProgramPodProps {
  readonly name: string;
  readonly namespace: string;
  /** Source file of the program. */
  readonly program: string;
  /** @default the name alone */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default none */
  readonly hostAliases?: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  /** Files beside the program, by name. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** What the container runs. @default the program */
  readonly command?: readonly string[];
  /** @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** A pod of the app's image that runs a program of the tests, and a Service before its port 443. */
export async function programPod(props: ProgramPodProps): Promise<readonly Manifest[]> {
  const { name, namespace } = props;
  const labels = props.labels ?? { app: name };
  const metadata = { name, namespace, labels };
  const files = Object.fromEntries(await bundle({ [name]: props.program }));
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { ...files, ...props.files } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ name: 'https', port: 443 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        terminationGracePeriodSeconds: 1,
        automountServiceAccountToken: false,
        ...(props.hostAliases ? { hostAliases: [...props.hostAliases] } : {}),
        containers: [
          {
            name,
            image: appImage(RELEASES.first),
            imagePullPolicy: 'IfNotPresent',
            command: props.command ?? ['node', `/programs/${name}.mjs`],
            env: Object.entries(props.env ?? {}).map(([key, value]) => ({ name: key, value })),
            resources: { requests: { cpu: '10m', memory: '64Mi' } },
            volumeMounts: [{ name: 'programs', mountPath: '/programs' }],
          },
        ],
        volumes: [{ name: 'programs', configMap: { name } }],
      },
    },
  ];
}
