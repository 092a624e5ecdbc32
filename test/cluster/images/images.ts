import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { packImages } from './archive.ts';
import { RECIPES, type Recipe } from './recipes.ts';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'playcode', 'cluster', 'images');

/** Names of the images that only answer probes. */
export const PLACEHOLDERS: readonly string[] = Object.entries(RECIPES)
  .filter(([, recipe]) => recipe.isPlaceholder)
  .map(([id]) => id);

/** Archives of every image, those made anew whose inputs have changed. */
export async function imageArchives(): Promise<readonly string[]> {
  mkdirSync(CACHE, { recursive: true });
  const archives: string[] = [];
  for (const [id, recipe] of Object.entries(RECIPES)) archives.push(await archiveOf(id, recipe));
  return archives;
}

async function archiveOf(id: string, recipe: Recipe): Promise<string> {
  const archive = join(CACHE, `${id}-${digestOf(recipe)}.tar`);
  if (existsSync(archive)) return archive;
  const folder = mkdtempSync(join(CACHE, `cook-${id}-`));
  try {
    await packImages(await recipe.cook(folder), archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const earlier of readdirSync(CACHE)) {
    if (earlier.startsWith(`${id}-`) && join(CACHE, earlier) !== archive) rmSync(join(CACHE, earlier));
  }
  return archive;
}

/** Changes with a recipe's inputs, and with the code that makes images. */
function digestOf(recipe: Recipe): string {
  const hash = createHash('sha256');
  for (const input of [import.meta.dirname, ...recipe.inputs()]) {
    for (const file of filesBelow(input)) {
      hash.update(`${relative(input, file)} ${statSync(file).size}\n`).update(readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [realpathSync(path)];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist', 'bench'].includes(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => filesBelow(join(path, name)));
}
