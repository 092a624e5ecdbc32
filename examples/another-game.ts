// Another game on the constructs of this library; a test installs the packed library beside this file and runs it.
import { Cluster, Encryption, Network, Registry, WorkloadRole, ZonedStack } from '@playcode/platform/aws';
import { Workload } from '@playcode/platform/k8s';
import { App } from 'aws-cdk-lib';
import { Chart, App as Charts } from 'cdk8s';

const account = '777788889999';
const zones = ['eu-west-1a', 'eu-west-1b'];
const app = new App({ outdir: 'cdk.out' });
const stack = new ZonedStack(app, 'kart', { env: { account, region: 'eu-west-1' }, zones });
const encryption = new Encryption(stack, 'Encryption', { name: 'kart' });
const logKey = encryption.data;
const { vpc } = new Network(stack, 'Network', { cidr: '10.9.0.0/16', zones, natGateways: 1, logKey });
new Registry(stack, 'Registry', { repositoryName: 'kart-server', key: encryption.data });
const nodes = { instanceType: 'm7i.large', min: 1, desired: 2, max: 4 };
const { cluster, ready } = new Cluster(stack, 'Cluster', { name: 'kart', vpc, zones, nodes, encryption });
new WorkloadRole(stack, 'Server', {
  roleName: 'kart-server',
  description: 'Keeps lap times',
  serviceAccount: { namespace: 'kart', name: 'kart-server' },
  provider: cluster.openIdConnectProvider,
});
ready.then(() => app.synth());

const charts = new Charts({ outdir: 'dist' });
const chart = new Chart(charts, 'kart', { namespace: 'kart', disableResourceNameHashes: true });
const image = `${account}.dkr.ecr.eu-west-1.amazonaws.com/kart-server:1`;
const amounts = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } };
new Workload(chart, 'server', {
  name: 'kart-server',
  kind: 'Deployment',
  replicas: 3,
  user: 1000,
  service: { ports: { http: 4000 } },
  containers: [{ name: 'kart-server', image, ports: { http: 4000 }, ...amounts }],
  roleArn: `arn:aws:iam::${account}:role/kart-server`,
});
charts.synth();
