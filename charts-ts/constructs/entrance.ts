import { Construct } from 'constructs';
import { demand, demandDomain, demandForm, demandPort } from '../../lib/demand.ts';
import type { Choices } from '../../lib/environment.ts';
import { GatewayEntrance } from './gateway.ts';
import { NginxEntrance } from './ingress.ts';
import { demandLabel, demandName, demandSubdomain } from './labels.ts';

/** Way of a site from outside to a Service, whatever answers for it in the cluster. */
export interface EntranceProps {
  /** Name of the Service, and of the objects made here. */
  readonly name: string;
  /** Port of the Service. */
  readonly port: number;
  /** Host name of the site. */
  readonly host: string;
  /** Paths below which nothing is answered from outside. @default none */
  readonly privatePaths?: readonly string[];
  /** Class of the ingress controller, or of gateways. @default 'nginx' */
  readonly className?: string;
  /** cert-manager's ClusterIssuer of the site's certificate. @default 'letsencrypt' */
  readonly issuer?: string;
  /**
   * Where the entrance is a gateway: its name and namespace, whose policies must let it in.
   * @default 'playcode-gateway' in 'ingress-nginx'
   */
  readonly gateway?: { readonly name: string; readonly namespace: string };
  /** Whose choice says what it is. @default an Ingress, of the NGINX Ingress Controller */
  readonly environment?: { readonly choices?: Choices };
}

/** The site's entrance, by the environment's choice: both give TLS by cert-manager, and sockets their time. */
export class Entrance extends Construct {
  constructor(scope: Construct, id: string, props: EntranceProps) {
    super(scope, id);
    demandName('name', props.name);
    for (const field of ['className', 'issuer'] as const)
      if (props[field]) demandSubdomain(field, props[field]);
    if (props.gateway) {
      demandSubdomain('gateway.name', props.gateway.name);
      demandLabel('gateway.namespace', props.gateway.namespace);
    }
    demandPort('port', props.port);
    demandDomain('host', props.host);
    const { privatePaths = [] } = props;
    const distinct = new Set(privatePaths).size === privatePaths.length;
    demand(distinct, 'privatePaths', privatePaths, 'each path once');
    for (const path of privatePaths) {
      demandForm('privatePaths', path, /^\/\S+$/, 'paths that begin with "/", as in /metrics');
    }
    const implementation =
      props.environment?.choices?.entrance === 'gateway' ? GatewayEntrance : NginxEntrance;
    new implementation(this, 'implementation', props);
  }
}
