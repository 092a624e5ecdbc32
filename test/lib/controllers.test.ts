import { beforeAll, describe, expect, it } from 'vitest';
import { ofType, production, type Synthesized, synthesize, type TemplateResource } from './platform.ts';

type Charts = Readonly<Record<string, TemplateResource>>;

/** The charts of a cluster; of an OCI registry's the release is the name. */
function chartsOf(built: Synthesized): Charts {
  const all = ofType(built.resources('cluster'), 'Custom::AWSCDK-EKS-HelmChart');
  return Object.fromEntries(all.map(([, chart]) => [chart.Properties.Chart as string, chart]));
}

let charts: Charts;
beforeAll(async () => {
  charts = chartsOf(await synthesize(production()));
});

/** Values of a chart; what is known only at the deployment stands as `<name>`. */
function values(chart: string, among = charts): Record<string, unknown> {
  const text: unknown = among[chart]?.Properties.Values;
  if (typeof text === 'string') return JSON.parse(text) as Record<string, unknown>;
  const [, parts] = (text as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  const known = parts.map((part) =>
    typeof part === 'string' ? part : `<${JSON.stringify(part).replaceAll(/\W+/g, ' ').trim()}>`,
  );
  return JSON.parse(known.join('')) as Record<string, unknown>;
}

describe("the cluster's controllers", () => {
  it('are six charts, each of a stated version in its namespace', () => {
    expect(
      Object.values(charts).map(({ Properties }) => [
        Properties.Chart,
        Properties.Version,
        Properties.Namespace,
      ]),
    ).toEqual([
      ['metrics-server', '3.13.1', 'kube-system'],
      ['aws-load-balancer-controller', '3.4.0', 'kube-system'],
      ['cert-manager', 'v1.20.3', 'cert-manager'],
      ['ingress-nginx', '4.15.1', 'ingress-nginx'],
      ['external-dns', '1.21.1', 'external-dns'],
      ['external-secrets', '2.7.0', 'external-secrets'],
    ]);
  });

  it('wait for their installation, so that what follows finds them', () => {
    for (const { Properties } of Object.values(charts)) {
      expect([Properties.Chart, Properties.Wait, Properties.Timeout]).toEqual([
        Properties.Chart,
        true,
        '600s',
      ]);
    }
  });

  it('write addresses of the one zone, own what they wrote, and never delete', () => {
    expect(values('external-dns')).toMatchObject({
      policy: 'upsert-only',
      registry: 'txt',
      txtOwnerId: 'playcode-production',
      // The record of who owns playcode.gg is owner-a.playcode.gg; `a-playcode.gg` would be a name of another zone.
      txtPrefix: 'owner-%{record_type}.',
      domainFilters: ['playcode.gg'],
      sources: ['ingress'],
      serviceAccount: { create: true, name: 'external-dns' },
    });
    expect(values('external-dns').extraArgs).toEqual([
      expect.stringMatching(/^--zone-id-filter=<.*DnsZone.*>$/),
    ]);
  });

  it('keep certificates when their chart goes, and ask the zone itself', () => {
    expect(values('cert-manager')).toMatchObject({
      crds: { enabled: true, keep: true },
      extraArgs: [
        '--dns01-recursive-nameservers-only',
        '--dns01-recursive-nameservers=1.1.1.1:53,8.8.8.8:53',
      ],
    });
  });

  it('make one load balancer, which keeps the address of the client, and no other', () => {
    expect(values('aws-load-balancer-controller')).toMatchObject({
      clusterName: 'playcode-production',
      region: 'ap-northeast-2',
      enableServiceMutatorWebhook: false,
      createIngressClassResource: false,
    });
    const { controller } = values('ingress-nginx') as { controller: Record<string, unknown> };
    expect(controller).toMatchObject({
      ingressClass: 'nginx',
      replicaCount: 2,
      allowSnippetAnnotations: false,
      config: { 'use-forwarded-headers': 'false', 'ssl-protocols': 'TLSv1.2 TLSv1.3' },
      service: {
        annotations: {
          'service.beta.kubernetes.io/aws-load-balancer-type': 'external',
          'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
          'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes':
            'preserve_client_ip.enabled=true,deregistration_delay.timeout_seconds=60',
        },
      },
    });
  });

  it('let the load balancer go on sending to a controller that goes away, until it knows', () => {
    const { controller } = values('ingress-nginx') as {
      controller: {
        terminationGracePeriodSeconds: number;
        extraArgs: Record<string, string>;
        config: Record<string, string>;
      };
    };
    const notice = Number(controller.extraArgs['shutdown-grace-period']);
    const sockets = Number(/^(\d+)s$/.exec(controller.config['worker-shutdown-timeout'] ?? '')?.[1]);
    expect(notice).toBe(90);
    // A match lasts 180 s, and the controller itself waits 10 s at the end.
    expect(sockets).toBeGreaterThanOrEqual(180);
    expect(notice + sockets + 10).toBeLessThan(controller.terminationGracePeriodSeconds);
  });

  it.each(['aws-load-balancer-controller', 'cert-manager', 'external-dns', 'external-secrets'])(
    '%s has a role of its own on the service account that Helm makes',
    (chart) => {
      const { serviceAccount } = values(chart) as { serviceAccount: Record<string, unknown> };
      expect(serviceAccount).toEqual({
        create: true,
        name: chart,
        annotations: { 'eks.amazonaws.com/role-arn': expect.stringMatching(/role/i) },
      });
    },
  );
});

describe('the controllers of a site behind Gateway API', () => {
  let built: Synthesized;
  let behind: Charts;
  beforeAll(async () => {
    built = await synthesize({ ...production(), choices: { entrance: 'gateway' } });
    behind = chartsOf(built);
  });

  it('have the NGINX Gateway Fabric in the place of the ingress controller', () => {
    expect(Object.keys(behind)).toEqual([
      'metrics-server',
      'aws-load-balancer-controller',
      'cert-manager',
      'nginx-gateway-fabric',
      'external-dns',
      'external-secrets',
    ]);
    expect(behind['nginx-gateway-fabric']?.Properties).toMatchObject({
      Repository: 'oci://ghcr.io/nginx/charts/nginx-gateway-fabric',
      Version: '2.6.7',
      // Where the table of flows has the gateways find their configuration.
      Namespace: 'nginx-gateway',
    });
  });

  it('give a gateway two pods behind the one load balancer, which keeps the address of the client', () => {
    const { nginxGateway, nginx } = values('nginx-gateway-fabric', behind);
    expect(nginxGateway).toMatchObject({ gatewayClassName: 'nginx', productTelemetry: { enable: false } });
    const { controller } = values('ingress-nginx') as {
      controller: { service: { annotations: Record<string, string> } };
    };
    expect(nginx).toMatchObject({
      replicas: 2,
      pod: { terminationGracePeriodSeconds: 300 },
      service: {
        type: 'LoadBalancer',
        patches: [
          {
            type: 'StrategicMerge',
            value: { metadata: { annotations: controller.service.annotations } },
          },
        ],
      },
    });
  });

  it('find names and certificates by Gateway and HTTPRoute', () => {
    expect(values('external-dns', behind).sources).toEqual(['gateway-httproute']);
    expect(values('cert-manager', behind).config).toEqual({
      apiVersion: 'controller.config.cert-manager.io/v1alpha1',
      kind: 'ControllerConfiguration',
      enableGatewayAPI: true,
    });
    expect(values('cert-manager')).not.toHaveProperty('config');
  });

  it('say at synth what must be in the cluster before them', () => {
    const warnings = built.stage.node
      .findChild('cluster')
      .node.metadata.filter(({ type }) => type === 'aws:cdk:warning');
    expect(warnings.map(({ data }) => data)).toEqual([
      expect.stringMatching(/kubectl apply --server-side -f https:.*v1\.5\.1/),
    ]);
  });
});
