import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ImageId, type Images, imagesOf } from '../../../charts-ts/images.ts';
import { production } from '../../../lib/environment.ts';
import { executeDockerfile } from '../../pipeline/dockerfile.ts';
import type { Image } from './archive.ts';
import { bundle, programFile, programText } from './bundle.ts';
import { RootFs, which } from './rootfs.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** How the image of a name is made where it cannot be pulled. */
export interface Recipe {
  /** Files and folders of the checkout, and programs of the machine, on which the outcome depends. */
  readonly inputs: () => readonly string[];
  /** Makes the images in a folder. */
  readonly cook: (folder: string) => Image[] | Promise<Image[]>;
  /** Answers probes on the right ports and does nothing of what its name says. @default false */
  readonly isPlaceholder?: true;
}

/** Production's images under the same names; a digest is left out, for what is made here has another one. */
export const LOCAL_IMAGES = Object.fromEntries(
  Object.entries(imagesOf(production)).map(([id, reference]) => [id, reference.split('@')[0]!]),
) as Images;

/** Full reference of a release of the app. */
export function appImage(release: string): string {
  return LOCAL_IMAGES.app.replace(/:[^:/]*$/, `:${release}`);
}

/** The image of the entrance, which Helm brings in production. */
export const INGRESS_IMAGE = 'playcode.test/ingress-controller:1';

/** Releases of the app in a cluster: two that work, and one that never becomes ready. */
export const RELEASES = { first: 'first', second: 'second', broken: 'broken' } as const;

/** Every image that the platform's pods ask for. */
export const RECIPES: Readonly<Record<Exclude<ImageId, 'alloy'> | 'ingress', Recipe>> = {
  app: {
    inputs: () => [
      which('node24'),
      ...['service', 'package.json', 'package-lock.json', 'tsconfig.base.json'].map((one) => join(ROOT, one)),
    ],
    cook: (folder) => {
      const image = executeDockerfile(join(ROOT, 'service/Dockerfile'), ROOT, join(folder, 'stages'));
      const base = new RootFs(join(folder, 'app'));
      base.addBusybox();
      base.addProgram(which('node24'), 'usr/local/bin/node');
      base.addFolder(join(image.root, image.workdir), image.workdir);
      base.addLibrariesBelow(image.workdir);
      const release = (name: string, files: Readonly<Record<string, string>>): Image => {
        const change = new RootFs(join(folder, name));
        for (const [path, text] of Object.entries(files)) change.write(path, text);
        return {
          reference: appImage(name),
          layers: [base.folder, change.folder],
          entrypoint: [...(image.command ?? [])],
          env: image.env,
          workdir: image.workdir,
        };
      };
      return [
        release(RELEASES.first, { 'etc/release': 'first\n' }),
        release(RELEASES.second, { 'etc/release': 'second\n' }),
        release(RELEASES.broken, { 'app/dist/server/main.js': 'setInterval(() => undefined, 1000);\n' }),
      ];
    },
  },
  mongo: {
    inputs: () => [
      which('node24'),
      python(),
      programFile('.'),
      join(ROOT, 'test/charts-ts/backup/stand-ins'),
    ],
    cook: mongo,
  },
  mongoExporter: {
    inputs: () => [which('node24'), programFile('mongodb-exporter.mjs')],
    cook: async (folder) => {
      const root = new RootFs(join(folder, 'root'));
      root.addProgram(which('node24'), 'usr/bin/node');
      const programs = await bundle({ 'mongodb-exporter': programFile('mongodb-exporter.mjs') });
      for (const [name, text] of programs) root.write(join('opt', name), text);
      return [single('mongoExporter', root, ['node', '/opt/mongodb-exporter.mjs'])];
    },
  },
  redis: program('redis', ['redis-server', 'redis-cli']),
  redisExporter: program('redisExporter', ['prometheus-redis-exporter']),
  prometheus: program('prometheus', ['prometheus-kubernetes']),
  alertmanager: program('alertmanager', ['prometheus-alertmanager'], ['/usr/share/prometheus/alertmanager']),
  nodeExporter: program('nodeExporter', ['prometheus-node-exporter']),
  kubeStateMetrics: program('kubeStateMetrics', ['kube-state-metrics']),
  grafana: placeholder('grafana', [3000], ['api/health']),
  loki: placeholder('loki', [3100], ['ready']),
  promtail: placeholder('promtail', [9080], ['ready']),
  ingress: {
    inputs: () => [which('nginx')],
    cook: (folder) => {
      const root = new RootFs(join(folder, 'root'));
      root.addBusybox();
      root.addProgram(which('nginx'), 'usr/sbin/nginx');
      return [{ reference: INGRESS_IMAGE, layers: [root.folder], entrypoint: ['nginx'] }];
    },
  },
};

/** Programs of this machine under an image's name, with folders of theirs; the first one is what it starts. */
function program(
  id: Exclude<ImageId, 'app'>,
  names: readonly string[],
  folders: readonly string[] = [],
): Recipe {
  return {
    inputs: () => [...names.map(which), ...folders],
    cook: (folder) => {
      const root = new RootFs(join(folder, 'root'));
      root.addBusybox();
      for (const name of names) root.addProgram(which(name));
      for (const one of folders) root.addFolder(one, one);
      return [single(id, root, [names[0]!])];
    },
  };
}

/** Something that answers probes, for an image that can neither be pulled nor made here. */
function placeholder(
  id: Exclude<ImageId, 'app'>,
  ports: readonly number[],
  paths: readonly string[],
): Recipe {
  return {
    isPlaceholder: true,
    inputs: () => [which('busybox')],
    cook: (folder) => {
      const root = new RootFs(join(folder, 'root'));
      root.addBusybox();
      for (const path of paths) root.write(join('www', path), '');
      const servers = ports.map((port) => `httpd -f -p ${port} -h /www &`);
      // The first process of a container gets no signal that it does not ask for.
      root.write('opt/placeholder.sh', `trap 'exit 0' TERM\n${servers.join('\n')}\nwait\n`);
      return [single(id, root, ['sh', '/opt/placeholder.sh'])];
    },
  };
}

function single(id: Exclude<ImageId, 'app'>, root: RootFs, entrypoint: readonly string[]): Image {
  return { reference: LOCAL_IMAGES[id], layers: [root.folder], entrypoint };
}

/** A server that speaks MongoDB's protocol behind the commands of MongoDB's image. */
async function mongo(folder: string): Promise<Image[]> {
  const root = new RootFs(join(folder, 'root'));
  root.addBusybox();
  for (const name of ['bash', 'install']) root.addProgram(which(name));
  root.addProgram(which('node24'), 'usr/bin/node');
  const { base, standard, packages } = JSON.parse(
    execFileSync(python(), ['-c', ASK_PYTHON], { encoding: 'utf8' }),
  ) as { base: string; standard: string; packages: string };
  root.addProgram(base, 'usr/bin/python3');
  const isWanted = (path: string) =>
    !/^(test|idlelib|ensurepip|turtledemo|pip|setuptools)$/.test(basename(path));
  const inside = join('usr/lib', basename(standard));
  root.addFolder(standard, inside, (path) => isWanted(path) && basename(path) !== 'site-packages');
  root.addFolder(packages, join(inside, 'site-packages'), isWanted);
  root.addLibrariesBelow(inside);
  root.write('opt/mongod.py', programText('mongod.py'));
  const script = (interpreter: string) => `#!/bin/sh\nexec ${interpreter} "$@"\n`;
  root.write('usr/bin/mongod', script('python3 /opt/mongod.py'), 0o755);
  const tools = join(ROOT, 'test/charts-ts/backup/stand-ins');
  const programs = await bundle({
    mongosh: programFile('mongosh.mjs'),
    'mongosh-calls': programFile('mongosh-calls.mjs'),
    mongodump: join(tools, 'mongodump.mjs'),
    mongorestore: join(tools, 'mongorestore.mjs'),
  });
  for (const [name, text] of programs) root.write(join('opt', name), text);
  for (const name of ['mongosh', 'mongodump', 'mongorestore']) {
    root.write(join('usr/bin', name), script(`node /opt/${name}.mjs`), 0o755);
  }
  mkdirSync(join(root.folder, 'data/db'), { recursive: true });
  return [{ ...single('mongo', root, ['mongod']), env: { PYTHONHOME: '/usr' } }];
}

/** Where an interpreter of a virtual environment keeps its own files, and those of the environment. */
const ASK_PYTHON = `
import json, sys, sysconfig
print(json.dumps({"base": sys._base_executable, "standard": sysconfig.get_path("stdlib"), "packages": sysconfig.get_path("purelib")}))
`;

/** The interpreter with the MongoDB-wire server. */
function python(): string {
  return join(dirname(realpathSync(which('secantusd-py'))), 'python3');
}
