import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { NAMESPACES } from '../../lib/names.ts';
import { CHART_LABELS } from '../constructs/labels.ts';
import { ZeroTrust } from '../constructs/zero-trust.ts';

/** The ingress controller's namespace. Helm installs the controller; its network is closed and opened here. */
export class IngressNginxChart extends Chart {
  constructor(scope: Construct, id: string, props: { readonly environment: Environment }) {
    const namespace = NAMESPACES.ingress;
    super(scope, id, { namespace, disableResourceNameHashes: true, labels: CHART_LABELS });
    new ZeroTrust(this, 'zero-trust', { namespace, environment: props.environment });
  }
}
