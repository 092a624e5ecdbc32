import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** An empty folder into which the packed library is installed, as anybody would. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'playcode-package-'));
  const npm = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, encoding: 'utf8' });
  const [packed] = JSON.parse(npm(resolve(), 'pack', '--json', '--silent', '--pack-destination', folder)) as [
    { filename: string },
  ];
  writeFileSync(join(folder, 'package.json'), '{ "name": "kart", "private": true }');
  npm(
    folder,
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `./${packed.filename}`,
  );
  copyFileSync('examples/another-game.ts', join(folder, 'another-game.ts'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compiler = resolve('node_modules/typescript/bin/tsc');
const compile = (file: string, ...args: string[]) =>
  execFileSync(
    process.execPath,
    [
      compiler,
      file,
      '--ignoreConfig',
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--strict',
      '--skipLibCheck',
      ...args,
    ],
    { cwd: folder, encoding: 'utf8' },
  );

describe('the packed library, installed in an empty folder', () => {
  it('brings one copy of CDK and of cdk8s', () => {
    const copies = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => /(^|node_modules\/)(aws-cdk-lib|cdk8s|constructs)\/package\.json$/.test(file),
    );
    expect(copies.sort()).toEqual([
      'aws-cdk-lib/package.json',
      'cdk8s/package.json',
      'constructs/package.json',
    ]);
  });

  it("makes another game's platform of it in under 40 lines, with types", () => {
    const source = readFileSync(join(folder, 'another-game.ts'), 'utf8');
    expect(source.trimEnd().split('\n').length).toBeLessThan(40);
    compile('another-game.ts');
    execFileSync(process.execPath, ['another-game.js'], { cwd: folder });

    const { Resources } = JSON.parse(readFileSync(join(folder, 'cdk.out/kart.template.json'), 'utf8')) as {
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    };
    const properties = (type: string) =>
      Object.values(Resources)
        .filter(({ Type }) => Type === type)
        .map(({ Properties }) => Properties);
    expect(properties('AWS::EC2::VPC')).toMatchObject([{ CidrBlock: '10.9.0.0/16' }]);
    expect(properties('AWS::EKS::Cluster')).toMatchObject([
      { Name: 'kart', ComputeConfig: { Enabled: false } },
    ]);
    expect(properties('AWS::EKS::Nodegroup')).toHaveLength(2);
    expect(properties('AWS::EKS::Addon')).toHaveLength(4);
    expect(JSON.stringify(Resources)).not.toContain('playcode');

    const manifest = readFileSync(join(folder, 'dist/kart.k8s.yaml'), 'utf8');
    expect(manifest).not.toContain('playcode');
    expect(manifest).toContain('eks.amazonaws.com/role-arn: arn:aws:iam::777788889999:role/kart-server');
    expect(manifest.match(/^kind: .*/gm)?.sort()).toEqual([
      'kind: Deployment',
      'kind: PodDisruptionBudget',
      'kind: Service',
      'kind: ServiceAccount',
    ]);
  }, 180_000);

  it('refuses at compile time what a construct does not know', () => {
    writeFileSync(
      join(folder, 'wrong.ts'),
      "import type { NetworkProps } from '@playcode/platform/aws';\nexport const props: Partial<NetworkProps> = { zone: 'a' };\n",
    );
    expect(() => compile('wrong.ts', '--noEmit')).toThrow(/Command failed/);
  }, 120_000);

  it.each([
    ['node16', 'node16'],
    ['bundler', 'esnext'],
  ])(
    'has a name for every type that its constructs ask for, under %s',
    (resolution, module) => {
      copyFileSync('examples/every-type.ts', join(folder, 'every-type.ts'));
      compile('every-type.ts', '--noEmit', '--module', module, '--moduleResolution', resolution);
    },
    120_000,
  );

  it('lets nobody reach past its two doors', () => {
    const reach = ['-e', "require('@playcode/platform/build/package/lib/names.js')"];
    expect(() => execFileSync(process.execPath, reach, { cwd: folder, stdio: 'pipe' })).toThrow(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });
});
