/**
 * Versions of what runs in the cluster before our own charts, for Kubernetes 1.35. Explicit, because the blueprints'
 * own `auto` asks EKS at synth and gives other templates with credentials than without.
 */

/** Versions of EKS add-ons. */
export const EKS_ADD_ONS = {
  vpcCni: 'v1.21.1-eksbuild.1',
  coreDns: 'v1.13.2-eksbuild.3',
  kubeProxy: 'v1.35.0-eksbuild.2',
  ebsCsi: 'v1.57.1-eksbuild.1',
} as const;

/** Helm charts: where they come from and which version. */
export const CHARTS = {
  metricsServer: {
    chart: 'metrics-server',
    repository: 'https://kubernetes-sigs.github.io/metrics-server',
    version: '3.13.1',
  },
  loadBalancer: {
    chart: 'aws-load-balancer-controller',
    repository: 'https://aws.github.io/eks-charts',
    version: '3.4.0',
  },
  certManager: { chart: 'cert-manager', repository: 'https://charts.jetstack.io', version: 'v1.20.3' },
  ingressNginx: {
    chart: 'ingress-nginx',
    repository: 'https://kubernetes.github.io/ingress-nginx',
    version: '4.15.1',
  },
  gatewayFabric: {
    chart: 'nginx-gateway-fabric',
    repository: 'oci://ghcr.io/nginx/charts/nginx-gateway-fabric',
    version: '2.6.7',
  },
  externalDns: {
    chart: 'external-dns',
    repository: 'https://kubernetes-sigs.github.io/external-dns',
    version: '1.21.1',
  },
  externalSecrets: {
    chart: 'external-secrets',
    repository: 'https://charts.external-secrets.io',
    version: '2.7.0',
  },
} as const;

/** Definitions of Gateway API that this NGINX Gateway Fabric is made for; whoever chooses gateways installs them. */
export const GATEWAY_DEFINITIONS =
  'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.5.1/standard-install.yaml';
