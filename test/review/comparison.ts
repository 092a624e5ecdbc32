import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import { formatDifferences, fullDiff } from '@aws-cdk/cloudformation-diff';
import { stringify } from 'yaml';
import type { Platform } from '../../review/platform.ts';

/** What the usual tools print of a change. */
export interface TextDiff {
  /** What `cdk diff` prints, without its colours. */
  readonly cdk: string;
  /** What `git diff` prints of the manifests, a file for each object, and of the pipeline. */
  readonly yaml: string;
}

/** Asks the usual tools about a change: the formatter behind `cdk diff`, and `git diff` of the manifests. */
export function textDiff(base: Platform, head: Platform): TextDiff {
  return { cdk: cdkDiff(base, head), yaml: yamlDiff(base, head) };
}

function cdkDiff(base: Platform, head: Platform): string {
  const parts = [...head.stacks].flatMap(([name, { template }]) => {
    const before = base.stacks.get(name)?.template ?? {};
    if (isDeepStrictEqual(before, template)) return [];
    const stream = new PassThrough();
    formatDifferences(stream, fullDiff(before, template));
    return [`Stack ${name}\n${String(stream.read() ?? '')}`];
  });
  return stripVTControlCharacters(parts.join('\n'));
}

function yamlDiff(base: Platform, head: Platform): string {
  if (isDeepStrictEqual(textsOf(base), textsOf(head))) return '';
  const folder = mkdtempSync(join(tmpdir(), 'playcode-review-diff-'));
  try {
    const sides = [
      ['base', textsOf(base), textsOf(head)],
      ['head', textsOf(head), textsOf(base)],
    ] as const;
    for (const [side, own, other] of sides) {
      mkdirSync(join(folder, side));
      for (const [name, content] of own) {
        if (isDeepStrictEqual(content, other.get(name))) continue;
        writeFileSync(join(folder, side, `${name.replaceAll('/', '.')}.yaml`), stringify(content));
      }
    }
    return spawnSync('git', ['diff', '--no-index', 'base', 'head'], { cwd: folder, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What stands in files of YAML. */
function textsOf({ objects, pipeline }: Platform): Map<string, unknown> {
  return new Map<string, unknown>([...objects, ...pipeline]);
}

/** Lines of a text that hold something. */
export function linesOf(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

/** What `cdk diff` says of the fate of a resource: the words it has for that. */
export function cdkVerdict(cdk: string): string {
  const words = cdk.match(/\b(replace|may be replaced|orphan|destroy)\b/g) ?? [];
  if (cdk === '') return '';
  return words.length > 0 ? [...new Set(words)].sort().join(', ') : 'no word of it';
}
