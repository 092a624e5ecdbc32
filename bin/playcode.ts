import { App, Validations } from 'aws-cdk-lib';
import { type Environment, environments } from '../lib/environment.ts';
import { buildPlatform, FEATURE_FLAGS } from '../lib/platform.ts';

async function main(): Promise<void> {
  // Traces of every token and resource cost much of the time, and the errors that matter here name their
  // construct. CDK_DEBUG=1 brings the creation of resources back.
  const app = new App({
    analyticsReporting: false,
    stackTraces: false,
    // The stages set them, too; the CLI looks at the app, and complains of each that it does not find.
    context: FEATURE_FLAGS,
    postCliContext: {
      // The CLI asks apps not to fail by findings and then goes on, quietly, with -q.
      '@aws-cdk/core:failSynthOnValidationErrors': true,
      'aws:cdk:disable-creation-stack-traces': true,
    },
  });
  for (const environment of chosen(app)) await buildPlatform(app, environment);
  // The CLI stands before every deployment; a bare run wants the templates alone, and the tests check those.
  if (process.env.CDK_CLI_VERSION) {
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  app.synth();
}

/** Every environment, or the one of `-c environment=NAME`. */
function chosen(app: App): readonly Environment[] {
  const all = Object.values(environments);
  const name: unknown = app.node.tryGetContext('environment');
  if (name === undefined) return all;
  const found = all.filter((environment) => environment.name === name);
  if (found.length > 0) return found;
  const known = all.map((environment) => environment.name).join(', ');
  throw new Error(`environment: found "${name}", expected one of ${known}, or no -c environment at all`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
