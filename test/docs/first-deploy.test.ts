import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { GATEWAY_DEFINITIONS } from '../../lib/addons/versions.ts';
import {
  ofType,
  production,
  STACKS,
  type Synthesized,
  synthesize,
  type TemplateResource,
} from '../lib/platform.ts';

const PAGE = readFileSync('docs/first-deploy.md', 'utf8');
const COMMANDS = commandsOf(PAGE);
const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** What of other tools the page may call, checked against their manuals when it was written. */
const OTHERS = new Set([
  'aws route53 list-hosted-zones-by-name',
  'aws route53 get-hosted-zone',
  'aws sesv2 get-email-identity',
  'aws sesv2 put-account-details',
  'aws sesv2 get-account',
  'aws eks update-kubeconfig',
  'aws eks update-cluster-config',
  'aws eks describe-cluster-versions',
  'aws cloudformation update-termination-protection',
  'aws cloudformation delete-stack',
  'dig +short NS',
  'sleep 120',
  'curl --fail',
  'gh api',
  'kubectl get nodes',
  'kubectl apply --server-side',
  'kubectl --namespace playcode',
  'kubectl --namespace monitoring',
  'kubectl --namespace ingress-nginx',
  'aws iam list-access-keys',
  'aws iam delete-access-key',
  'for STACK in',
]);

/** The lines of a page's blocks of commands. */
function commandsOf(page: string): readonly string[] {
  return [...page.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block.trimEnd().split('\n'),
  );
}

let built: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
});

/** What is wrong with a command; nothing where it can be run. */
function trouble(command: string): string | undefined {
  const words = command.split(' ');
  const [tool, first = '', second = ''] = words;
  if (tool === 'npm') {
    const script = first === 'run' ? second : first;
    return script === 'ci' || script in MANIFEST.scripts ? undefined : `package.json has no script ${script}`;
  }
  if (tool === 'npx') {
    return existsSync(join('node_modules', '.bin', first)) ? undefined : `${first} is not installed`;
  }
  if (tool === 'node') {
    const file = words.find((word) => word.endsWith('.ts')) ?? '';
    return existsSync(file) ? undefined : `no file ${file}`;
  }
  return OTHERS.has(words.slice(0, 3).join(' ')) || OTHERS.has(words.slice(0, 2).join(' '))
    ? undefined
    : `${words.slice(0, 3).join(' ')} is not a command that was checked`;
}

describe('the page of the first deployment', () => {
  it('has commands', () => {
    expect(COMMANDS.length).toBeGreaterThan(20);
  });

  it.each(COMMANDS)('%s exists', (command) => {
    expect(trouble(command)).toBeUndefined();
  });

  it('deploys stacks that exist, all of them', () => {
    const named = new Set(PAGE.match(/(?<=production\/)(data|site|network|registry|cluster|access)\b/g));
    expect([...named].sort()).toEqual([...STACKS].sort());
  });

  it('takes everything down that would stop a stack on its way: who sends mail with keys, and each protection', () => {
    const [, down = ''] = PAGE.split('**Taking an environment down**');
    const users = ofType(built.resources('site'), 'AWS::IAM::User').map(
      ([, { Properties }]) => Properties.UserName,
    );
    expect(users).toEqual(['playcode-production-smtp']);
    expect(down).toContain(`\naws iam delete-access-key --user-name ${users[0]} --access-key-id KEY\n`);
    const [, stacks = ''] =
      /^for STACK in (.*); do .*--no-enable-termination-protection; done$/m.exec(down) ?? [];
    expect(stacks.split(' ').sort()).toEqual([...STACKS].sort());
    const [[, cluster]] = ofType(built.resources('cluster'), 'AWS::EKS::Cluster') as [
      [string, TemplateResource],
    ];
    expect(cluster.Properties.DeletionProtection).toBe(true);
    expect(down).toContain(
      '\naws eks update-cluster-config --name playcode-production --no-deletion-protection\n',
    );
    // The controller of the load balancer waits for it, the stack that takes the controller away does not.
    expect(down.indexOf('delete service ingress-nginx-controller')).toBeGreaterThan(0);
    expect(down.indexOf('delete service ingress-nginx-controller')).toBeLessThan(down.indexOf('cdk destroy'));
  });

  it("brings Gateway API's definitions as the stack wants them", () => {
    expect(PAGE).toContain(`kubectl apply --server-side -f ${GATEWAY_DEFINITIONS}\n`);
  });

  it('names the secrets and their keys', () => {
    const rows = [...PAGE.matchAll(/^\| `(playcode\/production\/[\w-]+)` \| (.*?) \|/gm)];
    const places = ofType(built.resources('data'), 'AWS::SecretsManager::Secret').map(
      ([, { Properties }]) => Properties.Name,
    );
    expect(rows.map(([, name]) => name).sort()).toEqual([...places].sort());
  });

  it('names the account, cluster, stacks and roles as they are', () => {
    const templates = JSON.stringify(STACKS.map((stack) => built.template(stack).toJSON()));
    const stacks = built.stage.node.children.filter(Stack.isStack).map(({ stackName }) => stackName);
    const unknown = PAGE.match(/playcode-production-\w+/g)?.filter(
      (name) => !stacks.includes(name) && !templates.includes(`"${name}"`),
    );
    expect(unknown).toEqual([]);
    expect(templates).toContain('"Name":"playcode-production"');
    expect(PAGE).toContain('aws://111122223333/ap-northeast-2');
  });

  it('gives the providers callbacks on the site', () => {
    expect(PAGE.match(/https:\/\/[^\s`]*callback/g)).toEqual([
      'https://playcode.gg/auth/naver/callback',
      'https://playcode.gg/auth/google/callback',
    ]);
  });
});

describe('the page of new passwords', () => {
  const commands = commandsOf(readFileSync('docs/runbooks/passwords.md', 'utf8'));

  it('has commands', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('%s exists', (command) => {
    expect(trouble(command)).toBeUndefined();
  });
});
