import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { App as Charts, YamlOutputType } from 'cdk8s';
import { buildCharts } from '../../charts-ts/index.ts';
import { buildPlatform } from '../../lib/platform.ts';
import { type Platform, readPlatform } from '../../review/platform.ts';
import { production } from '../lib/platform.ts';

/** The platform as this checkout synthesizes it, for the owner of the tests. */
export async function synthesizedPlatform(): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'playcode-review-test-'));
  const [assembly, manifests] = [join(folder, 'assembly'), join(folder, 'manifests')];
  try {
    const app = new App({ outdir: assembly, analyticsReporting: false });
    await buildPlatform(app, production());
    app.synth();
    const yamlOutputType = YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    const charts = new Charts({ outdir: manifests, yamlOutputType });
    buildCharts(charts, production());
    charts.synth();
    return readPlatform(assembly, manifests, production().name, '.github');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
