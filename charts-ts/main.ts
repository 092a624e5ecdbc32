import { App, YamlOutputType } from 'cdk8s';
import { environmentOf } from '../lib/environment.ts';
import { buildCharts } from './build-charts.ts';
import { imageOverrides, imagesOf } from './images.ts';

const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
const environment = environmentOf(process.env);
buildCharts(app, environment, imagesOf(environment, imageOverrides(process.env)));
app.synth();
