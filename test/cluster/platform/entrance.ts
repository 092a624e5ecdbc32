import type { Manifest } from '../../../charts-ts/index.ts';
import { production } from '../../../lib/environment.ts';
import { NAMESPACES, PORTS, WORKLOADS } from '../../../lib/names.ts';
import { INGRESS_IMAGE } from '../images/recipes.ts';

/** Labels of the ingress controller's own pods, as its chart gives them. */
const LABELS = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' };

/** Name of the entrance's objects. */
const ENTRANCE = 'ingress-nginx-controller';

/** What the ingress controller makes of the Ingresses' annotations, as far as the tests see it. */
const CONFIGURATION = `
daemon off;
pid /tmp/nginx.pid;
error_log stderr warn;
worker_processes 1;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  limit_conn_zone $binary_remote_addr zone=connections:1m;
  limit_req_zone $binary_remote_addr zone=requests:1m rate=150r/s;
  upstream app { server ${WORKLOADS.app}.${NAMESPACES.app}.svc.cluster.local:${PORTS.app}; }
  server {
    listen ${PORTS.ingressHttp};
    server_name ${production.domain};
    return 308 https://$host$request_uri;
  }
  server {
    listen ${PORTS.ingressHttps} ssl;
    server_name ${production.domain};
    ssl_certificate /tls/tls.crt;
    ssl_certificate_key /tls/tls.key;
    client_max_body_size 256k;
    limit_conn connections 600;
    limit_req zone=requests burst=750 nodelay;
    location /metrics { return 403; }
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_connect_timeout 3s;
      proxy_read_timeout 3600s;
      proxy_send_timeout 3600s;
      proxy_next_upstream error timeout http_503;
    }
  }
  server {
    listen ${PORTS.ingressWebhook};
    return 200;
  }
}
`;

/** An nginx in the ingress controller's place, which Helm brings in production. */
export function entrance(tls: { readonly certificate: string; readonly key: string }): readonly Manifest[] {
  const metadata = { name: ENTRANCE, namespace: NAMESPACES.ingress, labels: LABELS };
  const ports = { http: PORTS.ingressHttp, https: PORTS.ingressHttps, webhook: PORTS.ingressWebhook };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'nginx.conf': CONFIGURATION } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': tls.certificate, 'tls.key': tls.key },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: LABELS, ports: Object.entries(ports).map(([name, port]) => ({ name, port })) },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            automountServiceAccountToken: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 101,
              runAsGroup: 101,
              fsGroup: 101,
              seccompProfile: { type: 'RuntimeDefault' },
              sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
            },
            containers: [
              {
                name: 'controller',
                image: INGRESS_IMAGE,
                imagePullPolicy: 'IfNotPresent',
                args: ['-c', '/etc/nginx/nginx.conf', '-e', 'stderr'],
                ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
                resources: {
                  requests: { cpu: '10m', memory: '64Mi' },
                  limits: { cpu: '1', memory: '256Mi' },
                },
                readinessProbe: { tcpSocket: { port: PORTS.ingressHttps }, periodSeconds: 2 },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                },
                volumeMounts: [
                  { name: 'configuration', mountPath: '/etc/nginx' },
                  { name: 'tls', mountPath: '/tls' },
                  { name: 'tmp', mountPath: '/tmp' },
                ],
              },
            ],
            volumes: [
              { name: 'configuration', configMap: { name: ENTRANCE } },
              { name: 'tls', secret: { secretName: ENTRANCE, defaultMode: 0o440 } },
              { name: 'tmp', emptyDir: {} },
            ],
          },
        },
      },
    },
  ];
}
