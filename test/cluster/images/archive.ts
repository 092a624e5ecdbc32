import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** An image to be packed. */
export interface Image {
  /** Full reference under which pods ask for it. */
  readonly reference: string;
  /** Folders that lie on top of each other, the lowest first. */
  readonly layers: readonly string[];
  readonly entrypoint: readonly string[];
  /** @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** @default '/' */
  readonly workdir?: string;
}

const PATH = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

/** Packs images into an archive that `kind load`, `k3d image import` and containerd read. */
export async function packImages(images: readonly Image[], archive: string): Promise<void> {
  const work = mkdtempSync(join(dirname(archive), 'pack-'));
  try {
    const layers = new Map<string, { readonly file: string; readonly digest: string }>();
    for (const folder of new Set(images.flatMap((image) => image.layers))) {
      const file = `${basename(folder)}.tar`;
      const tar = ['--sort=name', '--mtime=@0', '--numeric-owner', '--owner=0', '--group=0'];
      execFileSync('tar', [...tar, '-C', folder, '-cf', join(work, file), '.']);
      layers.set(folder, { file, digest: await sha256(join(work, file)) });
    }
    const manifest = images.map((image, index) => {
      const own = image.layers.map((folder) => layers.get(folder)!);
      const digests = own.map(({ digest }) => `sha256:${digest}`);
      writeFileSync(join(work, `${index}.json`), JSON.stringify(configuration(image, digests)));
      return {
        Config: `${index}.json`,
        RepoTags: [image.reference],
        Layers: own.map(({ file }) => file),
      };
    });
    writeFileSync(join(work, 'manifest.json'), JSON.stringify(manifest));
    const files = ['manifest.json', ...manifest.map(({ Config }) => Config)];
    const tars = [...layers.values()].map(({ file }) => file);
    execFileSync('tar', ['-C', work, '-cf', join(work, 'archive'), ...files, ...tars]);
    renameSync(join(work, 'archive'), archive);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function configuration(image: Image, digests: readonly string[]): object {
  return {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: {
      Env: Object.entries({ PATH, ...image.env }).map(([name, value]) => `${name}=${value}`),
      Entrypoint: image.entrypoint,
      WorkingDir: image.workdir ?? '/',
    },
    rootfs: { type: 'layers', diff_ids: digests },
    history: digests.map(() => ({ created_by: 'test/cluster/images' })),
  };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
