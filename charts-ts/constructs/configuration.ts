import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { demand, demandForm } from '../../lib/demand.ts';
import { demandName, labelsOf } from './labels.ts';

/** Properties of a {@link Configuration}. */
export interface ConfigurationProps {
  /** Stable part of the name; a hash of the content follows it. */
  readonly name: string;
  /** File name to content. */
  readonly files: Readonly<Record<string, string>>;
}

/** Bytes of a ConfigMap at most. */
const MOST_BYTES = 2 ** 20;

/**
 * Files for a pod, in an immutable ConfigMap that is named by its content: a change of content is a new object and
 * rolls the pods that mount it, and the earlier one stays, so that an undo of the rollout finds its files again.
 */
export class Configuration extends Construct {
  /** Full name, hash included. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: ConfigurationProps) {
    super(scope, id);
    demandName('name', props.name);
    for (const file of Object.keys(props.files)) {
      demandForm(
        'files',
        file,
        /^(?!\.\.|\.$)[\w.-]{1,253}$/,
        'names of files without a folder, of letters, digits, -, _ and ., not beginning with ..',
      );
    }
    const bytes = Buffer.byteLength(Object.entries(props.files).flat().join(''));
    demand(
      bytes <= MOST_BYTES,
      'files',
      `${bytes} bytes`,
      `at most ${MOST_BYTES}, which a ConfigMap can hold`,
    );
    const content = JSON.stringify(Object.entries(props.files).sort(([a], [b]) => (a < b ? -1 : 1)));
    this.name = `${props.name}-${createHash('sha256').update(content).digest('hex').slice(0, 10)}`;
    new k8s.KubeConfigMap(this, 'config-map', {
      metadata: { name: this.name, labels: labelsOf(props.name) },
      immutable: true,
      data: { ...props.files },
    });
  }
}
