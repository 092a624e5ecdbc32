import { describe, expect, it } from 'vitest';
import { at, find, synthesized } from './synthesized.ts';

const objects = synthesized();
const container = (object: unknown, index = 0) => at(object, 'spec', 'template', 'spec', 'containers', index);

describe('playcode-app', () => {
  const deployment = find(objects, 'Deployment', 'playcode-app');

  it('runs the server on port 3000 with both probes', () => {
    expect(container(deployment)).toMatchObject({
      image: '111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/playcode-app:unreleased',
      command: ['node', 'dist/server/main.js'],
      ports: [{ containerPort: 3000, protocol: 'TCP' }],
      livenessProbe: { httpGet: { path: '/healthz', port: 3000 } },
      readinessProbe: { httpGet: { path: '/readyz', port: 3000 } },
    });
    expect(find(objects, 'Service', 'playcode-app').spec).toMatchObject({
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': 'playcode-app' },
      ports: [{ port: 3000, targetPort: 3000 }],
    });
  });

  it('is told its configuration by variables, and its secrets by files', () => {
    const env = at(container(deployment), 'env') as { name: string; value: string }[];
    const values = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    expect(values).toEqual({
      NODE_OPTIONS: '--max-old-space-size=537 --max-semi-space-size=16',
      PORT: '3000',
      HOST: '0.0.0.0',
      APP_ENV: 'production',
      PUBLIC_URL: 'https://playcode.gg',
      LOG_LEVEL: 'info',
      SECRETS_DIR: '/run/secrets/playcode',
      STORAGE: 'cluster',
      UPLOADS_BUCKET: 'playcode-production-uploads-111122223333',
      AWS_REGION: 'ap-northeast-2',
      MAIL_FROM: 'noreply@playcode.gg',
      TRUSTED_PROXIES: '10.0.0.0/16',
      DRAIN_SECONDS: '45',
    });
    expect(at(container(deployment), 'volumeMounts')).toContainEqual({
      name: 'secrets',
      mountPath: '/run/secrets/playcode',
      readOnly: true,
    });
  });

  it('has 15 seconds left when its drain is over', () => {
    expect(at(deployment, 'spec', 'template', 'spec', 'terminationGracePeriodSeconds')).toBe(60);
  });

  it('scales from 2 to 4 pods at 70 % CPU and 80 % memory, down by one pod a time', () => {
    expect(at(deployment, 'spec', 'replicas')).toBeUndefined();
    expect(find(objects, 'HorizontalPodAutoscaler', 'playcode-app').spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'playcode-app' },
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
        {
          type: 'Resource',
          resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } },
        },
      ],
      behavior: { scaleDown: { policies: [{ type: 'Pods', value: 1 }] } },
    });
  });

  it('lets one pod go at a time', () => {
    expect(find(objects, 'PodDisruptionBudget', 'playcode-app').spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'playcode-app' } },
    });
    expect(objects.filter((object) => object.kind === 'PodDisruptionBudget')).toHaveLength(1);
  });

  it('assumes its role', () => {
    expect(at(find(objects, 'ServiceAccount', 'playcode-app'), 'metadata', 'annotations')).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/playcode-production-app',
    });
  });

  it('is reached by TLS with WebSockets that may be silent for an hour', () => {
    const ingress = find(objects, 'Ingress', 'playcode-app');
    expect(ingress).toMatchObject({
      metadata: {
        annotations: {
          'cert-manager.io/cluster-issuer': 'letsencrypt',
          'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
          'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
          'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600',
        },
      },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['playcode.gg'], secretName: 'playcode-app-tls' }],
        rules: [{ host: 'playcode.gg', http: { paths: [{ path: '/', pathType: 'Prefix' }] } }],
      },
    });
  });

  it('shows its metrics to nobody outside', () => {
    const ingress = find(objects, 'Ingress', 'playcode-app-private');
    expect(at(ingress, 'spec', 'rules', 0, 'http', 'paths', 0)).toMatchObject({
      path: '/metrics',
      pathType: 'Prefix',
    });
    expect(at(ingress, 'metadata', 'annotations')).toEqual({
      'nginx.ingress.kubernetes.io/whitelist-source-range': '127.0.0.1/32',
    });
  });
});

describe('mongodb', () => {
  const set = find(objects, 'StatefulSet', 'mongodb');

  it('is MongoDB 7, one member of a replica set with a keyfile, on 10Gi', () => {
    expect(at(container(set), 'image')).toMatch(/\/mongo:7\./);
    expect(at(set, 'spec', 'replicas')).toBe(1);
    expect(at(set, 'spec', 'volumeClaimTemplates')).toMatchObject([
      {
        metadata: { name: 'data' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'gp3',
          resources: { requests: { storage: '10Gi' } },
        },
      },
    ]);
    const configuration = objects.find((object) => object.metadata.name.match(/^mongodb-[0-9a-f]{10}$/));
    expect(at(configuration, 'data', 'mongod.conf')).toMatch(
      /replSetName: rs0[\s\S]*authorization: enabled\n\s+keyFile:/,
    );
  });

  it('leaves 60 % of its memory to everything but the cache', () => {
    expect(at(container(set), 'resources', 'limits')).toMatchObject({ cpu: '1', memory: '1536Mi' });
    const configuration = objects.find((object) => object.metadata.name.match(/^mongodb-[0-9a-f]{10}$/));
    expect(at(configuration, 'data', 'mongod.conf')).toContain('cacheSizeGB: 0.6\n');
  });

  it('tells life from readiness', () => {
    expect(at(container(set), 'livenessProbe', 'tcpSocket')).toEqual({ port: 27017 });
    expect(at(container(set), 'readinessProbe', 'exec', 'command', 0)).toBe('mongosh');
  });

  it('is found by the name of its member', () => {
    expect(find(objects, 'Service', 'mongodb').spec).toMatchObject({
      clusterIP: 'None',
      ports: [{ port: 27017 }],
    });
    expect(at(set, 'spec', 'serviceName')).toBe('mongodb');
  });
});

describe('redis', () => {
  const set = find(objects, 'StatefulSet', 'redis');
  const configuration = objects.find((object) => object.metadata.name.match(/^redis-[0-9a-f]{10}$/));
  const lines = String(at(configuration, 'data', 'redis.conf')).split('\n');

  it('is reached as soon as it listens: there is no other that could answer meanwhile', () => {
    const service = find(objects, 'Service', 'redis');
    expect(at(service, 'spec', 'publishNotReadyAddresses')).toBe(true);
  });

  it('is Redis 7 with an append-only file on 2Gi', () => {
    expect(at(container(set), 'image')).toMatch(/\/redis:7\./);
    expect(at(set, 'spec', 'volumeClaimTemplates', 0, 'spec', 'resources', 'requests', 'storage')).toBe(
      '2Gi',
    );
    expect(lines).toEqual(expect.arrayContaining(['port 6379', 'appendonly yes', 'appendfsync everysec']));
  });

  it('refuses writes when full, before the kernel ends it', () => {
    expect(lines).toContain('maxmemory-policy noeviction');
    expect(lines).toContain('maxmemory 499mb');
    expect(at(container(set), 'resources', 'limits', 'memory')).toBe('768Mi');
  });

  it('knows its clients by users of their own', () => {
    expect(lines).toContain('aclfile /run/secrets/redis/users.acl');
  });
});

describe('exporters', () => {
  it.each([
    ['mongodb-exporter', 9216, 'MONGODB_URI', 'mongodb-exporter', 'MONGODB_URI'],
    ['redis-exporter', 9121, 'REDIS_PASSWORD', 'redis-exporter', 'REDIS_PASSWORD'],
  ])('%s listens on %i and reads its own secret', (name, port, variable, secret, key) => {
    const deployment = find(objects, 'Deployment', name);
    expect(at(container(deployment), 'ports')).toMatchObject([{ containerPort: port }]);
    expect(at(container(deployment), 'env')).toContainEqual({
      name: variable,
      valueFrom: { secretKeyRef: { name: secret, key } },
    });
    expect(at(find(objects, 'Service', name), 'spec', 'ports')).toMatchObject([{ port }]);
  });
});

describe('mongodb-backup', () => {
  const job = find(objects, 'CronJob', 'mongodb-backup');
  const pod = at(job, 'spec', 'jobTemplate', 'spec', 'template', 'spec');

  it('runs at 03:00 in Seoul, one at a time', () => {
    expect(job.spec).toMatchObject({
      schedule: '0 3 * * *',
      timeZone: 'Asia/Seoul',
      concurrencyPolicy: 'Forbid',
    });
  });

  it('dumps with the database image and stores with the app image', () => {
    expect(at(pod, 'initContainers', 0, 'image')).toMatch(/\/mongo:7\./);
    expect(at(pod, 'containers', 0, 'image')).toMatch(/\/playcode-app:/);
    expect(at(pod, 'containers', 0, 'env')).toContainEqual({
      name: 'BACKUP_BUCKET',
      value: 'playcode-production-backups-111122223333',
    });
  });

  it('assumes a role of its own', () => {
    expect(at(find(objects, 'ServiceAccount', 'mongodb-backup'), 'metadata', 'annotations')).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/playcode-production-backup',
    });
  });
});

describe('the restore drill', () => {
  it('says how much its server caches: one that does not see its limit would take half of the node, and be ended', () => {
    const job = find(objects, 'CronJob', 'restore-drill');
    const [drill] = at(
      job,
      'spec',
      'jobTemplate',
      'spec',
      'template',
      'spec',
      'containers',
    ) as readonly object[];
    expect(at(drill, 'resources', 'limits', 'memory')).toBe('1536Mi');
    const programs = objects.find((object) => /^restore-drill-[0-9a-f]{10}$/.test(object.metadata.name));
    expect(at(programs, 'data', 'drill.sh')).toContain('\nmongod --wiredTigerCacheSizeGB=0.5 ');
  });
});
