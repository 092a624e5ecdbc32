import { readFileSync } from 'node:fs';
import type { Environment } from '../lib/environment.ts';
import { APP_REPOSITORY } from '../lib/names.ts';

/** An image as it is published; `digest` pins its content (`sha256:…`), the tag then only informs. */
interface ImageSpec {
  readonly repository: string;
  readonly tag: string;
  readonly digest?: string;
}

/** Images of others, each with its version said once. */
const PUBLIC_IMAGES = {
  mongo: { repository: 'docker.io/library/mongo', tag: '7.0.16' },
  redis: { repository: 'docker.io/library/redis', tag: '7.2.7-bookworm' },
  mongoExporter: { repository: 'docker.io/percona/mongodb_exporter', tag: '0.43.1' },
  redisExporter: { repository: 'docker.io/oliver006/redis_exporter', tag: 'v1.67.0' },
  prometheus: { repository: 'quay.io/prometheus/prometheus', tag: 'v3.5.0' },
  alertmanager: { repository: 'quay.io/prometheus/alertmanager', tag: 'v0.28.1' },
  nodeExporter: { repository: 'quay.io/prometheus/node-exporter', tag: 'v1.9.1' },
  kubeStateMetrics: { repository: 'registry.k8s.io/kube-state-metrics/kube-state-metrics', tag: 'v2.16.0' },
  grafana: { repository: 'docker.io/grafana/grafana', tag: '12.1.1' },
  loki: { repository: 'docker.io/grafana/loki', tag: '3.5.3' },
  promtail: { repository: 'docker.io/grafana/promtail', tag: '3.5.3' },
  alloy: { repository: 'docker.io/grafana/alloy', tag: 'v1.10.0' },
} as const satisfies Readonly<Record<string, ImageSpec>>;

/** What an image is for. */
export type ImageId = 'app' | keyof typeof PUBLIC_IMAGES;

/** A full reference for each image. */
export type Images = Readonly<Record<ImageId, string>>;

/** The app's tag where no release is named: the first apply of a new cluster names one. */
const UNRELEASED = 'unreleased';

/**
 * The images of an environment.
 * @param overrides Full references that replace the table's, by image.
 * @default overrides none
 */
export function imagesOf(environment: Environment, overrides: Partial<Images> = {}): Images {
  const registry = `${environment.account}.dkr.ecr.${environment.region}.amazonaws.com`;
  const table = Object.entries(PUBLIC_IMAGES).map(([id, image]) => [id, reference(image)] as const);
  return {
    app: `${registry}/${APP_REPOSITORY}:${UNRELEASED}`,
    ...(Object.fromEntries(table) as Record<keyof typeof PUBLIC_IMAGES, string>),
    ...overrides,
  };
}

/**
 * Overrides from outside: a JSON file named by `IMAGES_FILE` (`{"app": "registry/name:tag"}`), then one variable an
 * image, `IMAGE_APP`, `IMAGE_MONGO_EXPORTER` and so on, which win.
 */
export function imageOverrides(variables: Readonly<Record<string, string | undefined>>): Partial<Images> {
  const ids: readonly ImageId[] = ['app', ...(Object.keys(PUBLIC_IMAGES) as (keyof typeof PUBLIC_IMAGES)[])];
  const overrides: Partial<Record<ImageId, string>> = {};
  const file = variables.IMAGES_FILE;
  const fromFile: Readonly<Record<string, unknown>> = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
  for (const [id, value] of Object.entries(fromFile)) {
    if (!(ids as readonly string[]).includes(id)) {
      throw new Error(`IMAGES_FILE ${file}: unknown image "${id}", expected one of ${ids.join(', ')}.`);
    }
    if (typeof value !== 'string' || value === '') {
      throw new Error(
        `IMAGES_FILE ${file}: image "${id}" is ${JSON.stringify(value)}, expected a reference.`,
      );
    }
    overrides[id as ImageId] = value;
  }
  for (const id of ids) {
    const value = variables[variableOf(id)];
    if (value) overrides[id] = value;
  }
  return overrides;
}

function variableOf(id: ImageId): string {
  return `IMAGE_${id.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function reference(image: ImageSpec): string {
  return image.digest
    ? `${image.repository}:${image.tag}@${image.digest}`
    : `${image.repository}:${image.tag}`;
}
