import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { at } from './synthesized.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'restore-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A kubectl that notes what it is asked and answers like a cluster in which the Job does as it is told. */
beforeAll(() => {
  const kubectl = join(folder, 'kubectl');
  writeFileSync(
    kubectl,
    `#!/bin/bash
echo "$*" >> "${folder}/asked"
if [ -n "$UNANSWERED" ] && [ ! -e "${folder}/unanswered" ] && [[ "$*" == "$UNANSWERED"* ]]; then
  : > "${folder}/unanswered"
  echo "$COMPLAINT" >&2
  exit 1
fi
case "$1 $2" in
  "get deployment") echo registry.example/app:live ;;
  "get job") echo "$JOB_ENDS" ;;
  apply*) cat > "${folder}/applied" ;;
  logs*) echo "the log of the job" ;;
esac
`,
  );
  chmodSync(kubectl, 0o755);
});

beforeEach(() => rmSync(join(folder, 'unanswered'), { force: true }));

function restore(args: readonly string[], ends = '1/', variables: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, ['-r', '@swc-node/register', 'charts-ts/restore.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, JOB_ENDS: ends, ...variables },
  });
}

function objectsIn(text: string): readonly Record<string, unknown>[] {
  return parseAllDocuments(text).map((document) => document.toJSON());
}

describe('npm run restore', () => {
  it('restores one backup with the drill’s role and the live image', () => {
    const { status, stdout, stderr } = restore(['--at', 'mongodb/2026-01-01T00-00-00-000Z.archive.gz']);
    expect(stderr).toBe('');
    expect([status, stdout]).toEqual([0, 'the log of the job\n']);
    const objects = objectsIn(readFileSync(join(folder, 'applied'), 'utf8'));
    expect(objects.map((object) => object.kind)).toEqual(['ConfigMap', 'Job']);
    const pod = at(objects[1], 'spec', 'template', 'spec');
    expect(pod).toMatchObject({
      serviceAccountName: 'restore-drill',
      restartPolicy: 'Never',
      initContainers: [{ image: 'registry.example/app:live' }],
    });
    expect(at(pod, 'initContainers', 0, 'env')).toContainEqual({
      name: 'BACKUP_KEY',
      value: 'mongodb/2026-01-01T00-00-00-000Z.archive.gz',
    });
    expect(at(pod, 'containers', 0, 'env')).toContainEqual({
      name: 'MONGODB_HOST',
      value: 'rs0/mongodb-0.mongodb.playcode.svc.cluster.local:27017',
    });
    expect(at(objects[1], 'spec', 'template', 'metadata', 'labels', 'app.kubernetes.io/name')).toBe(
      'mongodb-restore',
    );
  });

  it('lists backups, and needs no password for it', () => {
    const { stdout } = restore(['--list', '--render']);
    const [, job] = objectsIn(stdout);
    expect(at(job, 'spec', 'template', 'spec', 'containers', 0, 'command')).toEqual([
      'node',
      '/programs/list.mjs',
    ]);
    expect(JSON.stringify(at(job, 'spec'))).not.toContain('secret');
  });

  it('fails when the Job does, with its log', () => {
    const { status, stdout, stderr } = restore(['--list'], '/1');
    expect(status).toBe(1);
    expect(stdout).toBe('the log of the job\n');
    expect(stderr).toMatch(/^Job mongodb-restore-\d{14} failed: its log is above\.\n$/);
  });

  it.each(['get job', 'logs'])(
    'asks again where "%s" gets no answer: the Job goes on meanwhile',
    (question) => {
      const { status, stdout } = restore(['--list'], '1/', {
        UNANSWERED: question,
        COMPLAINT: 'Unable to connect to the server: dial tcp: i/o timeout',
      });
      expect([status, stdout]).toEqual([0, 'the log of the job\n']);
    },
  );

  it('says that a Job may go on of which it learns nothing', () => {
    const { status, stderr } = restore(['--list'], '1/', {
      UNANSWERED: 'get job',
      COMPLAINT: 'Error from server (Forbidden): jobs.batch is forbidden',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^kubectl get ended with 1: Error from server \(Forbidden\).*\nJob mongodb-restore-\d{14} is not ended by that: see how it goes before you start another\.\n$/,
    );
  });

  it.each([
    [[], /Expected --list or --at <backup>/],
    [['--at', 'yesterday'], /--at is "yesterday", expected a backup as --list prints it, "mongodb\/…"/],
    [['--newest'], /Unknown option '--newest'/],
  ])('says what is wrong with %j', (args, message) => {
    const { status, stderr } = restore(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });
});
