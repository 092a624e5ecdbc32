import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { setupScript } from '../../../charts-ts/constructs/mongo-setup.ts';

const HOSTS = [0, 1, 2].map((index) => `mongodb-${index}.mongodb.playcode.svc.cluster.local:27017`);

interface User {
  readonly pwd: string;
  readonly roles: unknown;
}

/** As much of a mongod as the script sees: one process, one replica set, users. */
class FakeServer {
  members: { _id: number; host: string }[] = [];
  version = 1;
  primary = false;
  readonly users = new Map<string, User>();
  signedIn = false;

  run(command: Record<string, unknown>): Record<string, unknown> {
    if ('hello' in command) return { ok: 1, isWritablePrimary: this.primary };
    if ('replSetInitiate' in command) {
      if (this.members.length > 0) throw new Error('already initialized');
      this.members = (command.replSetInitiate as { members: FakeServer['members'] }).members;
      this.primary = true;
      return { ok: 1 };
    }
    // Without users, whoever comes over loopback may make the first one.
    if (!this.signedIn && !(this.users.size === 0 && 'createUser' in command))
      throw new Error('requires authentication');
    if ('replSetGetConfig' in command)
      return { ok: 1, config: { version: this.version, members: [...this.members] } };
    if ('replSetReconfig' in command) {
      const config = command.replSetReconfig as { version: number; members: FakeServer['members'] };
      if (config.version !== this.version + 1 || config.members.length !== this.members.length + 1) {
        throw new Error('one vote at a time');
      }
      this.version = config.version;
      this.members = config.members;
      return { ok: 1 };
    }
    if ('usersInfo' in command)
      return { ok: 1, users: this.users.has(String(command.usersInfo)) ? [{}] : [] };
    const name = String(command.createUser ?? command.updateUser);
    if (this.users.has(name) !== 'updateUser' in command) throw new Error(`user ${name} is known or not`);
    this.users.set(name, { pwd: String(command.pwd), roles: command.roles });
    return { ok: 1 };
  }

  /** Runs the script as mongosh would, in the pod of a name. @returns its exit status */
  setUp(hosts: readonly string[], pod = 'mongodb-0', passwords = 'first'): number {
    const done = new Error('quit');
    let status = 0;
    this.signedIn = false;
    const modules: Record<string, unknown> = {
      'node:fs': { readFileSync: (path: string) => `${passwords} ${path.split('/').at(-1)}\n` },
      'node:os': { hostname: () => pod },
    };
    const admin = {
      runCommand: (command: Record<string, unknown>) => this.run(command),
      auth: (user: string, pwd: string) => {
        if (this.users.get(user)?.pwd !== pwd) throw new Error('Authentication failed');
        this.signedIn = true;
        return { ok: 1 };
      },
    };
    try {
      runInNewContext(setupScript(hosts, 'playcode'), {
        require: (name: string) => modules[name],
        db: { getSiblingDB: () => admin },
        sleep: () => undefined,
        quit: (code: number) => {
          status = code;
          throw done;
        },
      });
    } catch (error) {
      if (error !== done) status = 1;
    }
    return status;
  }
}

describe('the setup of MongoDB', () => {
  it('begins a set of one member and makes a user for each client, with no more rights than it needs', () => {
    const server = new FakeServer();
    expect(server.setUp(HOSTS.slice(0, 1))).toBe(0);
    expect(server.members).toEqual([{ _id: 0, host: HOSTS[0] }]);
    expect([...server.users.keys()]).toEqual(['root', 'app', 'exporter', 'backup']);
    expect(server.users.get('app')).toEqual({
      pwd: 'first app-password',
      roles: [{ role: 'readWrite', db: 'playcode' }],
    });
    expect(server.users.get('backup')?.roles).toEqual([{ role: 'backup', db: 'admin' }]);
    expect(JSON.stringify(server.users.get('exporter')?.roles)).not.toMatch(/readWrite|root|AnyDatabase/);
  });

  it('changes nothing when it runs again, and a password when the secret has another', () => {
    const server = new FakeServer();
    server.setUp(HOSTS.slice(0, 1));
    const before = new Map(server.users);
    expect(server.setUp(HOSTS.slice(0, 1))).toBe(0);
    expect(server.users).toEqual(before);
    server.users.set('root', { pwd: 'second root-password', roles: ['root'] });
    expect(server.setUp(HOSTS.slice(0, 1), 'mongodb-0', 'second')).toBe(0);
    expect(server.users.get('app')?.pwd).toBe('second app-password');
  });

  it('grows a set of one to three, a vote at a time', () => {
    const server = new FakeServer();
    server.setUp(HOSTS.slice(0, 1));
    expect([server.setUp(HOSTS), server.members.length]).toEqual([1, 2]);
    expect([server.setUp(HOSTS), server.members.length]).toEqual([1, 3]);
    expect([server.setUp(HOSTS), server.members.length]).toEqual([0, 3]);
    expect(server.members.map((member) => member._id)).toEqual([0, 1, 2]);
  });

  it('waits in the other members until the first has begun, and leaves the rest to the primary', () => {
    const server = new FakeServer();
    expect(server.setUp(HOSTS, 'mongodb-1')).toBe(1);
    expect(server.members).toEqual([]);
    server.setUp(HOSTS.slice(0, 1));
    server.primary = false;
    expect(server.setUp(HOSTS, 'mongodb-1')).toBe(0);
    expect(server.members).toHaveLength(1);
  });
});
