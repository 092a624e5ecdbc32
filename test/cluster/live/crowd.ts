import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { production } from '../../../lib/environment.ts';
import { SIZES } from '../../../service/game/index.ts';
import type { RoomRecord } from '../../../service/src/rooms/room-log.ts';
import { conversation, kubectl, kubectlJson } from '../../pipeline/cluster.ts';
import { bundle } from '../images/bundle.ts';
import { apply } from '../platform/platform.ts';
import { programPod } from '../platform/program-pod.ts';
import type { CrowdFindings, CrowdLook, CrowdOrder } from '../programs/crowd.ts';

const PROGRAMS = join(import.meta.dirname, '..', 'programs');

/** A namespace of people, outside of the platform's own. */
const NAMESPACE = 'players';

const SITE = `https://${production.domain}`;

/** A match as it is kept. */
export interface KeptMatch {
  readonly ending: string;
  readonly hash: number;
  readonly ticks: readonly string[];
}

/** Players in a pod outside of the platform, who reach the site by its name through the entrance. */
export class Crowd {
  /** Rooms that were opened. */
  readonly records: RoomRecord[] = [];
  readonly #talk: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  readonly #clerk: string;

  private constructor(talk: ChildProcessWithoutNullStreams, clerk: string) {
    this.#talk = talk;
    this.#clerk = clerk;
    this.#answers = createInterface({ input: talk.stdout })[Symbol.asyncIterator]();
  }

  static async start(certificate: string): Promise<Crowd> {
    const { spec } = await kubectlJson<{ spec: { clusterIP: string } }>(
      ...['get', 'service', 'ingress-nginx-controller', '-n', 'ingress-nginx'],
    );
    const idle = ['node', '-e', 'setInterval(() => 0, 1e6)'];
    await apply(
      await programPod({
        name: 'crowd',
        namespace: NAMESPACE,
        program: join(PROGRAMS, 'crowd.ts'),
        command: idle,
        files: { 'site.crt': certificate },
        hostAliases: [{ ip: spec.clusterIP, hostnames: [new URL(SITE).hostname] }],
        env: { NODE_EXTRA_CA_CERTS: '/programs/site.crt', SITE },
      }),
    );
    await kubectl('wait', '--for=condition=Ready', 'pod/crowd', '-n', NAMESPACE, '--timeout=120s');
    const clerk = await bundle({ clerk: join(PROGRAMS, 'clerk.ts') });
    const talk = conversation('exec', '-i', 'crowd', '-n', NAMESPACE, '--', 'node', '/programs/crowd.mjs');
    talk.stderr.pipe(process.stderr);
    return new Crowd(talk, clerk.get('clerk.mjs')!);
  }

  /** Opens rooms until in so many somebody plays. */
  async fill(rooms: number, players: number): Promise<void> {
    const { lively } = await this.look(0);
    const missing = rooms - lively.length;
    if (missing <= 0) return;
    const codes = await this.#ask<string[]>({ do: 'open', rooms: missing, size: 'small' });
    const records = await this.#askClerk<RoomRecord[]>('rooms', codes);
    this.records.push(...records);
    await this.#ask({ do: 'seat', records, players });
  }

  /** Opens rooms of the largest size, full of bots, beside those that count; each keeps its owner busy. */
  async burden(rooms: number): Promise<void> {
    const bots = SIZES.huge.seats - 1;
    const codes = await this.#ask<string[]>({ do: 'open', rooms, size: 'huge', bots });
    await this.#ask({ do: 'burden', records: await this.#askClerk<RoomRecord[]>('rooms', codes) });
  }

  /** Ends these. */
  relieve(): Promise<void> {
    return this.#ask({ do: 'relieve' });
  }

  mark(): Promise<void> {
    return this.#ask({ do: 'mark' });
  }

  look(patienceMs: number): Promise<CrowdLook> {
    return this.#ask({ do: 'look', patienceMs });
  }

  leave(): Promise<void> {
    return this.#ask({ do: 'leave' });
  }

  /** Matches of all rooms as they are kept, `null` for one that is not. */
  matches(): Promise<readonly (KeptMatch | null)[]> {
    return this.#askClerk(
      'matches',
      this.records.map(({ match }) => match),
    );
  }

  check(logs: Readonly<Record<string, readonly string[]>>): Promise<Readonly<Record<string, CrowdFindings>>> {
    return this.#ask({ do: 'check', logs });
  }

  async stop(): Promise<void> {
    this.#talk.stdin.end();
    this.#talk.kill();
    await kubectl('delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false');
  }

  async #ask<T>(order: CrowdOrder): Promise<T> {
    this.#talk.stdin.write(`${JSON.stringify(order)}\n`);
    const { value: line, done } = await this.#answers.next();
    if (done) throw new Error(`the crowd is gone; it was asked to ${order.do}`);
    const answer = JSON.parse(line) as { readonly value: T; readonly error?: string };
    if (answer.error !== undefined) throw new Error(`the crowd, asked to ${order.do}: ${answer.error}`);
    return answer.value;
  }

  /** Runs the clerk in a pod of the app, which alone may ask Redis and MongoDB. */
  async #askClerk<T>(what: 'rooms' | 'matches', names: readonly string[]): Promise<T> {
    const pod = 'deployment/playcode-app';
    const program = ['node', '--input-type=module', '-', what, ...names];
    const clerk = conversation('exec', '-i', pod, '-n', 'playcode', '-c', 'playcode-app', '--', ...program);
    clerk.stdin.end(this.#clerk);
    let output = '';
    let errors = '';
    clerk.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    clerk.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    await once(clerk, 'close');
    if (output === '') throw new Error(`the clerk, asked for ${what}: ${errors}`);
    return JSON.parse(output) as T;
  }
}
