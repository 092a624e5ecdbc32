import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { NAMESPACES } from '../../lib/names.ts';
import { App } from '../constructs/app.ts';
import { Backup } from '../constructs/backup.ts';
import { MongoExporter, RedisExporter } from '../constructs/exporter.ts';
import { ExternalSecrets } from '../constructs/external-secrets.ts';
import { CHART_LABELS } from '../constructs/labels.ts';
import { Mongo } from '../constructs/mongo.ts';
import { Redis } from '../constructs/redis.ts';
import { RestoreDrill } from '../constructs/restore-drill.ts';
import { ZeroTrust } from '../constructs/zero-trust.ts';
import type { Images } from '../images.ts';

/** The game's namespace: the app, its data, its backups. */
export class PlaycodeChart extends Chart {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly environment: Environment; readonly images: Images },
  ) {
    const namespace = NAMESPACES.app;
    super(scope, id, { namespace, disableResourceNameHashes: true, labels: CHART_LABELS });
    const { environment, images } = props;
    new ZeroTrust(this, 'zero-trust', { namespace, environment });
    new ExternalSecrets(this, 'secrets', { namespace, environment });
    const { mongo, redis } = environment.choices ?? {};
    if (!mongo || 'members' in mongo) new Mongo(this, 'mongo', { image: images.mongo, ...mongo });
    if (!redis) new Redis(this, 'redis', { image: images.redis });
    new MongoExporter(this, 'mongo-exporter', { image: images.mongoExporter });
    new RedisExporter(this, 'redis-exporter', {
      image: images.redisExporter,
      ...(redis ? { address: redis.external } : {}),
    });
    new App(this, 'app', { environment, image: images.app });
    new Backup(this, 'backup', { environment, images });
    new RestoreDrill(this, 'restore-drill', { environment, images });
  }
}
