import { App, YamlOutputType } from 'cdk8s';
import { production } from '../lib/environment.ts';
import { buildCharts } from './build-charts.ts';
import { imageOverrides, imagesOf } from './images.ts';

const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
buildCharts(app, production, imagesOf(production, imageOverrides(process.env)));
app.synth();
