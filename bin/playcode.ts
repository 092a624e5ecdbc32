import { App, Validations } from 'aws-cdk-lib';
import { environments } from '../lib/environment.ts';
import { buildPlatform } from '../lib/platform.ts';

async function main(): Promise<void> {
  // Traces of every token cost a fifth of the time, and the errors that matter here name their construct.
  const app = new App({
    analyticsReporting: false,
    stackTraces: false,
    // The CLI asks apps not to fail by findings and then goes on, quietly, with -q.
    postCliContext: { '@aws-cdk/core:failSynthOnValidationErrors': true },
  });
  for (const environment of Object.values(environments)) await buildPlatform(app, environment);
  // The CLI stands before every deployment; a bare run wants the templates alone, and the tests check those.
  if (process.env.CDK_CLI_VERSION) {
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  app.synth();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
