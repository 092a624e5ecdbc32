import { beforeAll, describe, expect, it } from 'vitest';
import { ofType, production, synthesize, type TemplateResource } from './platform.ts';

let charts: Readonly<Record<string, TemplateResource>>;
beforeAll(async () => {
  const built = await synthesize(production());
  const all = ofType(built.resources('cluster'), 'Custom::AWSCDK-EKS-HelmChart');
  charts = Object.fromEntries(all.map(([, chart]) => [chart.Properties.Chart as string, chart]));
});

/** Values of a chart; what is known only at the deployment stands as `<name>`. */
function values(chart: string): Record<string, unknown> {
  const text: unknown = charts[chart]?.Properties.Values;
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
