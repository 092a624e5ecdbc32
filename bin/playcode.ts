import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { environments } from '../lib/environment.ts';
import { buildPlatform } from '../lib/platform.ts';

async function main(): Promise<void> {
  const app = new App({ analyticsReporting: false });
  for (const environment of Object.values(environments)) await buildPlatform(app, environment);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
