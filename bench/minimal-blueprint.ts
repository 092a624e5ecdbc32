import * as blueprints from '@aws-quickstart/eks-blueprints';
import { App } from 'aws-cdk-lib';
import { KubernetesVersion } from 'aws-cdk-lib/aws-eks';

/** The example with which the blueprints' own README begins. Versions are stated, for `auto` would ask AWS. */
async function main(): Promise<void> {
  const app = new App({
    analyticsReporting: false,
    stackTraces: false,
    // As our own app does: it is the platforms that are compared.
    postCliContext: { 'aws:cdk:disable-creation-stack-traces': true },
  });
  await blueprints.EksBlueprint.builder()
    .account('111122223333')
    .region('us-east-2')
    .version(KubernetesVersion.V1_35)
    .addOns(
      new blueprints.addons.ArgoCDAddOn(),
      new blueprints.addons.CalicoOperatorAddOn(),
      new blueprints.addons.MetricsServerAddOn(),
      new blueprints.addons.ClusterAutoScalerAddOn(),
      new blueprints.addons.ContainerInsightsAddOn(),
      new blueprints.addons.AwsLoadBalancerControllerAddOn(),
      new blueprints.addons.VpcCniAddOn({ version: 'v1.21.1-eksbuild.1' }),
      new blueprints.addons.CoreDnsAddOn('v1.13.2-eksbuild.3'),
      new blueprints.addons.KubeProxyAddOn('v1.35.0-eksbuild.2'),
      new blueprints.addons.XrayAddOn(),
      new blueprints.addons.IngressNginxAddOn(),
    )
    .buildAsync(app, 'eks-blueprint');
  app.synth();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
