import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Environment, secretsOf } from '../../lib/environment.ts';
import { SECRET_STORE, SECRETS, SECRETS_READ_AFTER_MINUTES, secretsManagerName } from '../../lib/names.ts';
import { labelsOf } from './labels.ts';

/** Group and version of External Secrets' objects. */
const API_VERSION = 'external-secrets.io/v1';

/** The store behind all secrets: AWS Secrets Manager, read by the role of External Secrets' own controller. */
export class SecretStore extends Construct {
  constructor(scope: Construct, id: string, props: { readonly environment: Environment }) {
    super(scope, id);
    const namespaces = [...new Set(Object.values(SECRETS).map((secret) => secret.namespace))];
    new ApiObject(this, 'store', {
      apiVersion: API_VERSION,
      kind: 'ClusterSecretStore',
      metadata: { name: SECRET_STORE, labels: labelsOf(SECRET_STORE) },
      spec: {
        conditions: [{ namespaces }],
        provider: { aws: { service: 'SecretsManager', region: props.environment.region } },
      },
    });
  }
}

/** The Secrets of a namespace, each kept equal to its secret in Secrets Manager: no value stands in a manifest. */
export class ExternalSecrets extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly environment: Environment; readonly namespace: string },
  ) {
    super(scope, id);
    for (const secret of secretsOf(props.environment.choices)) {
      const { name, namespace, keys } = SECRETS[secret];
      if (namespace !== props.namespace) continue;
      const key = secretsManagerName(props.environment.name, secret);
      new ApiObject(this, name, {
        apiVersion: API_VERSION,
        kind: 'ExternalSecret',
        metadata: { name, namespace, labels: labelsOf(name) },
        spec: {
          refreshInterval: `${SECRETS_READ_AFTER_MINUTES}m`,
          secretStoreRef: { kind: 'ClusterSecretStore', name: SECRET_STORE },
          target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
          data: Object.values(keys).map((property) => ({
            secretKey: property,
            remoteRef: { key, property },
          })),
        },
      });
    }
  }
}
