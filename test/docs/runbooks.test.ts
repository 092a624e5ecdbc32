import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dashboards } from '../../charts-ts/index.ts';
import { immutableChanges } from '../../review/kubernetes/immutable-fields.ts';
import { en } from '../../service/web/src/i18n/en.ts';
import { at, find, synthesized } from '../charts-ts/synthesized.ts';

const PAGES = ['objectives', 'game', 'data', 'cluster', 'heartbeat'] as const;

/** What stands between quotation marks in the paragraphs that begin with some words. */
function quotedIn(page: string, begin: string): string[] {
  const paragraphs = readFileSync(`docs/runbooks/${page}.md`, 'utf8')
    .split('\n\n')
    .filter((paragraph) => paragraph.startsWith(begin));
  return paragraphs.flatMap((paragraph) =>
    [...paragraph.replaceAll('\n', ' ').matchAll(/"([A-Z][^"]*?)\.?"/g)].map(([, words]) => words!),
  );
}

/** What a page says of an alert. */
function section(page: string, alert: string): string {
  const [, text = ''] = readFileSync(`docs/runbooks/${page}.md`, 'utf8').split(`\n## ${alert}\n`);
  return text.split('\n## ')[0]!;
}

describe.each(PAGES)('the runbook of %s', (page) => {
  it('quotes what the page tells players', () => {
    const told = Object.values(en).join('\n');
    expect(quotedIn(page, '**Players see.**').filter((words) => !told.includes(words))).toEqual([]);
  });

  it('names panels and rows as the dashboards do', () => {
    const titles = dashboards().flatMap(({ panels = [] }) => panels.map(({ title }) => title ?? ''));
    const named = quotedIn(page, '**First look.**');
    expect(named.filter((words) => !titles.some((title) => title.startsWith(words)))).toEqual([]);
  });
});

describe('commands of the runbooks', () => {
  const all = ['README', ...PAGES].map((page) => readFileSync(`docs/runbooks/${page}.md`, 'utf8')).join('\n');

  it('sign in to MongoDB, in the one container that has the password', () => {
    const asked = all.split('\n').filter((line) => /exec mongodb-\d .*mongosh/.test(line));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('exec mongodb-0 -c setup -- mongosh');
    expect(all).toContain('readFileSync("/run/secrets/mongodb/root-password", "utf8")');
    const containers = at(
      find(synthesized(), 'StatefulSet', 'mongodb'),
      'spec',
      'template',
      'spec',
      'containers',
    ) as readonly { name: string; volumeMounts: readonly { mountPath: string }[] }[];
    const holders = containers.filter(({ volumeMounts }) =>
      volumeMounts.some(({ mountPath }) => mountPath === '/run/secrets/mongodb'),
    );
    expect(holders.map(({ name }) => name)).toEqual(['setup']);
  });

  it('say how many lines of a log they want: of pods that are found by a label kubectl shows ten each', () => {
    const asked = all.split('\n').filter((line) => /kubectl .*logs .*-l /.test(line));
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((line) => !line.includes(' --tail='))).toEqual([]);
  });

  it('show what other pods of a label say, too, where one has no log: a pod that does not start has none', () => {
    const asked = all.split('\n').filter((line) => /kubectl .*logs .*-l /.test(line));
    expect(asked.filter((line) => !line.includes(' --ignore-errors '))).toEqual([]);
  });

  it('make a Job by hand as often as it takes, each under a name of its own', () => {
    const made = all.split('\n').filter((line) => line.includes(' create job '));
    expect(made.length).toBeGreaterThan(2);
    expect(made.filter((line) => !/-by-hand-\$(NOW|\(date \+%s\))"$/.test(line))).toEqual([]);
  });

  it('drill with the backup that was made for it: the newest is taken, and until then that is the one that failed', () => {
    expect(section('data', 'RestoreDrillFails')).toMatch(
      /from=cronjob\/mongodb-backup "(\S+)"\n.* wait --for=condition=complete \S+ "job\/\1"\n.*from=cronjob\/restore-drill /,
    );
  });

  it.each(['BackupFails', 'RestoreDrillFails'])('delete the Job that keeps %s', (alert) => {
    expect(section('data', alert)).toContain('\nkubectl -n playcode delete job JOB\n');
  });

  it('take a StatefulSet away, not its pods, before a release has other claims for it: no other way is allowed', () => {
    const claims = (storage: string) =>
      ({
        ...mongo,
        spec: { volumeClaimTemplates: [{ spec: { resources: { requests: { storage } } } }] },
      }) as const;
    const mongo = find(synthesized(), 'StatefulSet', 'mongodb');
    expect(immutableChanges(claims('10Gi'), claims('20Gi'))).toHaveLength(1);
    expect(section('cluster', 'VolumeFills')).toContain(
      'kubectl -n NAMESPACE delete statefulset NAME --cascade=orphan\n',
    );
  });

  it('ask for a certificate anew by its Certificate: a request that failed is not made again for hours', () => {
    const name = at(find(synthesized(), 'Ingress', 'playcode-app'), 'spec', 'tls', 0, 'secretName');
    expect(name).toBe('playcode-app-tls');
    expect(section('cluster', 'CertificateExpires')).toContain(
      `\nkubectl -n playcode delete certificate ${name}\n`,
    );
  });

  it('give up a claim that the StatefulSet makes anew, and restore into what it made', () => {
    const template = at(
      find(synthesized(), 'StatefulSet', 'mongodb'),
      'spec',
      'volumeClaimTemplates',
      0,
      'metadata',
    );
    expect(template).toEqual({ name: 'data' });
    expect(section('data', 'MongoDown')).toContain(
      [
        'kubectl -n playcode delete pvc data-mongodb-0 --wait=false',
        'kubectl -n playcode delete pod mongodb-0',
        'kubectl -n playcode rollout status statefulset/mongodb --timeout=10m',
        'npm run restore -- --list',
        'npm run restore -- --at mongodb/BACKUP',
      ].join('\n'),
    );
  });

  it('wait until new credentials are in the cluster before they restart who reads them once', () => {
    const pages = [...PAGES.map((page) => `runbooks/${page}`), 'first-deploy'];
    const restarts = pages.flatMap((page) => {
      const lines = readFileSync(`docs/${page}.md`, 'utf8').split('\n');
      return lines.flatMap((line, at) =>
        line.endsWith('rollout restart statefulset/alertmanager') ? [lines.slice(at - 2, at)] : [],
      );
    });
    expect(restarts).toHaveLength(2);
    for (const before of restarts) {
      expect(before).toEqual([expect.stringMatching(/smtp-credentials\.ts production rotate$/), 'sleep 120']);
    }
  });

  it('replace a machine, not only what Kubernetes knows of it', () => {
    expect(all).not.toContain('kubectl delete node');
    expect(all).toContain('terminate-instance-in-auto-scaling-group --no-should-decrement-desired-capacity');
  });
});
