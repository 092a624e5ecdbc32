import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findPart } from '../../parts.ts';

/** Users of the public images that the stand-ins replace; programs look their names up. */
const PASSWD = ['root:x:0:0::/:/bin/sh', 'node:x:1000:1000::/tmp:/bin/sh', 'nobody:x:65534:65534::/:/bin/sh'];
const GROUP = ['root:x:0:', 'node:x:1000:', 'nobody:x:65534:'];

/** The root of an image's file system, filled with programs of this machine. */
export class RootFs {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    for (const name of ['bin', 'usr/bin', 'etc', 'tmp', 'proc', 'sys', 'dev'])
      mkdirSync(join(folder, name), { recursive: true });
    chmodSync(join(folder, 'tmp'), 0o1777);
    this.write('etc/passwd', `${PASSWD.join('\n')}\n`);
    this.write('etc/group', `${GROUP.join('\n')}\n`);
  }

  /** A program with the libraries that it loads. */
  addProgram(file: string, as = join('usr/bin', basename(file))): void {
    this.#copy(file, join(this.folder, as));
    this.addLibrariesOf([file]);
  }

  /** Busybox under the names of all that it can do. */
  addBusybox(): void {
    const file = which('busybox');
    this.addProgram(file, 'bin/busybox');
    for (const name of execFileSync(file, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean)) {
      if (!existsSync(join(this.folder, 'bin', name))) symlinkSync('busybox', join(this.folder, 'bin', name));
    }
  }

  /** A folder with all below it that the filter lets through. */
  addFolder(source: string, target: string, isWanted: (path: string) => boolean = () => true): void {
    const options = { recursive: true, verbatimSymlinks: true };
    cpSync(source, join(this.folder, target), { ...options, filter: (path) => isWanted(path) });
  }

  /** The libraries that all shared objects below a folder of the image load. */
  addLibrariesBelow(target: string): void {
    const entries = readdirSync(join(this.folder, target), { recursive: true, withFileTypes: true });
    const objects = entries.filter((entry) => entry.isFile() && /\.so(\.|$)/.test(entry.name));
    this.addLibrariesOf(objects.map((entry) => join(entry.parentPath, entry.name)));
  }

  addLibrariesOf(files: readonly string[]): void {
    if (files.length === 0) return;
    const output = execFileSync('sh', ['-c', 'ldd "$@" 2>/dev/null || true', 'ldd', ...files], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const libraries = [...output.matchAll(/^\s+(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path]) => path!);
    for (const library of new Set(libraries)) {
      if (!library.startsWith(this.folder)) this.#copy(library, join(this.folder, library));
    }
  }

  write(path: string, text: string, mode = 0o644): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
  }

  #copy(source: string, target: string): void {
    if (existsSync(target)) return;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target, { dereference: true });
  }
}

/** Path of a program of this machine, or of one that `.ci/install` has brought. @throws Error if there is none */
export function which(name: string): string {
  const forRoot = join('/usr/sbin', name);
  if (existsSync(forRoot)) return forRoot;
  const found = findPart(name, name.replaceAll('-', '_').toUpperCase());
  if (found === undefined) throw new Error(`${name} is not on PATH: run .ci/install.`);
  return found;
}
