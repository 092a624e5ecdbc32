import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** An instruction of a Dockerfile: `COPY`, and all behind it. */
interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** What became of one stage. */
export interface Stage {
  /** Folder that stands for the root of its file system. */
  readonly root: string;
  workdir: string;
  readonly env: Record<string, string>;
  user?: string;
  command?: readonly string[];
  healthcheck?: readonly string[];
  /** Commands that would touch the machine outside of the folder, and so were not run. */
  readonly notRun: string[];
}

/** Reads the instructions of a Dockerfile; continued lines are joined, comments left out. */
export function instructionsOf(file: string): Instruction[] {
  const lines = readFileSync(file, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', text = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
      return { name, text };
    });
}

/**
 * Executes a Dockerfile without an engine: stages are folders, COPY copies, RUN runs with this machine's programs.
 * @param folder Empty folder for the stages.
 * @param contexts Folders that take the place of stages, by name, as `--build-context` does.
 * @returns The last stage.
 */
export function executeDockerfile(
  file: string,
  context: string,
  folder: string,
  contexts: Readonly<Record<string, string>> = {},
): Stage {
  const isSent = ignoreRules(`${file}.dockerignore`);
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const { name, text } of instructionsOf(file)) {
    if (name === 'FROM') {
      const [from = '', , alias = `stage${stages.size}`] = text.split(/\s+/);
      stage = beginStage(join(folder, alias), stages.get(from), contexts[alias]);
      stages.set(alias, stage);
      continue;
    }
    if (!stage) throw new Error(`${file}: ${name} stands before the first FROM`);
    execute(stage, { name, text }, stages, context, isSent);
  }
  if (!stage) throw new Error(`${file}: has no stage`);
  return stage;
}

function beginStage(folder: string, parent: Stage | undefined, given: string | undefined): Stage {
  const root = given ?? folder;
  mkdirSync(root, { recursive: true });
  if (parent && given === undefined) cpSync(parent.root, root, { recursive: true, verbatimSymlinks: true });
  return { root, workdir: parent?.workdir ?? '/', env: { ...parent?.env }, notRun: [] };
}

function execute(
  stage: Stage,
  { name, text }: Instruction,
  stages: ReadonlyMap<string, Stage>,
  context: string,
  isSent: (path: string) => boolean,
): void {
  const here = () => join(stage.root, stage.workdir);
  switch (name) {
    case 'WORKDIR':
      stage.workdir = text;
      mkdirSync(here(), { recursive: true });
      return;
    case 'COPY':
      copy(text, here(), stages, context, isSent);
      return;
    case 'RUN':
      run(stage, text, here());
      return;
    case 'ENV':
      for (const [, key = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) stage.env[key] = value;
      return;
    case 'USER':
      stage.user = text;
      return;
    case 'CMD':
      stage.command = JSON.parse(text) as string[];
      return;
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(text.replace(/^.*?CMD\s+/, '')) as string[];
      return;
    case 'EXPOSE':
      return;
    default:
      throw new Error(`${name}: not an instruction that is known here`);
  }
}

function copy(
  text: string,
  here: string,
  stages: ReadonlyMap<string, Stage>,
  context: string,
  isSent: (path: string) => boolean,
): void {
  const words = text.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  const origin = from === undefined ? context : stages.get(from)?.root;
  if (origin === undefined) throw new Error(`COPY ${text}: there is no stage ${from}`);
  for (const word of words) {
    const source = join(origin, word);
    if (!existsSync(source)) throw new Error(`COPY ${text}: ${word} does not exist`);
    const isFolder = statSync(source).isDirectory();
    const into = target.endsWith('/') && !isFolder ? join(here, target, basename(word)) : join(here, target);
    mkdirSync(dirname(into), { recursive: true });
    const filter = (path: string) => from !== undefined || path === source || isSent(relative(context, path));
    if (from === undefined && !isFolder && !isSent(word)) throw new Error(`COPY ${text}: ${word} is ignored`);
    cpSync(source, into, { recursive: true, verbatimSymlinks: true, filter });
  }
}

function run(stage: Stage, text: string, here: string): void {
  // Folders of the image are folders of this machine here: hands off.
  if (/(^|[\s=])\/(?!dev\/null)/.test(text)) {
    stage.notRun.push(text.replaceAll(/\s+/g, ' '));
    return;
  }
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', text], {
    cwd: here,
    env: { ...engineEnvironment(), ...stage.env, npm_config_prefer_offline: 'true' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`RUN ${text}: status ${status}\n${stdout}\n${stderr}`);
}

/** Which paths of the context are sent to the build, by its ignore file: the last rule that matches decides. */
function ignoreRules(file: string): (path: string) => boolean {
  const rules = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const isException = line.startsWith('!');
      const pattern = line
        .slice(isException ? 1 : 0)
        .replaceAll('.', '\\.')
        .replaceAll('**/', '(?:.*/)?')
        .replaceAll(/(?<![.)?])\*/g, '[^/]*');
      return { isException, matches: new RegExp(`^${pattern}(/|$)`) };
    });
  return (path) => {
    const last = rules.findLast(({ matches }) => matches.test(path));
    return last === undefined || last.isException;
  };
}

/** Sum of the sizes of all files below a folder, in bytes. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** The environment without what the test runner put there: an engine's build would not see it, and bundlers look. */
function engineEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _mode, ...rest } = process.env;
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !/^(VITE|VITEST|TEST)/.test(name)));
}
