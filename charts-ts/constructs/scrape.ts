import type { Environment } from '../../lib/environment.ts';
import { NAMESPACES, PORTS, SECRETS, WORKLOADS } from '../../lib/names.ts';
import { remoteWriteConfiguration } from '../remote-write.ts';

/** Folder of the service account's token and certificate authority in a pod. */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where Prometheus finds the files of its secret, if it has one. */
export const PROMETHEUS_SECRETS_PATH = '/run/secrets/prometheus';

/** Pods that are scraped by their own address, with the port of their metrics. */
const POD_TARGETS = [
  { namespace: NAMESPACES.app, name: WORKLOADS.app, port: PORTS.app },
  { namespace: NAMESPACES.app, name: WORKLOADS.mongoExporter, port: PORTS.mongoExporter },
  { namespace: NAMESPACES.app, name: WORKLOADS.redisExporter, port: PORTS.redisExporter },
  { namespace: NAMESPACES.monitoring, name: WORKLOADS.alertmanager, port: PORTS.alertmanager },
  { namespace: NAMESPACES.monitoring, name: WORKLOADS.kubeStateMetrics, port: PORTS.kubeStateMetrics },
  { namespace: NAMESPACES.monitoring, name: WORKLOADS.nodeExporter, port: PORTS.nodeExporter },
] as const;

/** Configuration of Prometheus: what it scrapes, whom it tells, which rules it evaluates. */
export function prometheusConfiguration(environment: Environment): object {
  const remoteWrite = environment.choices?.remoteWrite;
  const passwordFile = `${PROMETHEUS_SECRETS_PATH}/${SECRETS.prometheus.keys.remoteWrite}`;
  return {
    global: {
      scrape_interval: '15s',
      scrape_timeout: '10s',
      evaluation_interval: '15s',
      external_labels: { environment: environment.name },
    },
    rule_files: ['/etc/prometheus-rules/*.yaml'],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: [`${WORKLOADS.alertmanager}:${PORTS.alertmanager}`] }] }],
    },
    scrape_configs: [
      ...POD_TARGETS.map(podJob),
      nodeJob('kubelet', '/metrics'),
      nodeJob('cadvisor', '/metrics/cadvisor'),
      { job_name: WORKLOADS.prometheus, static_configs: [{ targets: [`localhost:${PORTS.prometheus}`] }] },
    ],
    ...(remoteWrite ? { remote_write: [remoteWriteConfiguration(remoteWrite, passwordFile)] } : {}),
  };
}

function podJob(target: (typeof POD_TARGETS)[number]): object {
  return {
    job_name: target.name,
    // Its series carry the labels of the objects they are about, which win over those of the exporter itself.
    ...(target.name === WORKLOADS.kubeStateMetrics ? { honor_labels: true } : {}),
    kubernetes_sd_configs: [
      {
        role: 'pod',
        namespaces: { names: [target.namespace] },
        selectors: [{ role: 'pod', label: `app.kubernetes.io/name=${target.name}` }],
      },
    ],
    relabel_configs: [
      {
        source_labels: ['__meta_kubernetes_pod_container_port_number'],
        regex: String(target.port),
        action: 'keep',
      },
      { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Pending|Succeeded|Failed', action: 'drop' },
      { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
      { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: 'node' },
    ],
  };
}

function nodeJob(job: string, path: string): object {
  return {
    job_name: job,
    scheme: 'https',
    metrics_path: path,
    authorization: { credentials_file: `${ACCOUNT}/token` },
    tls_config: { ca_file: `${ACCOUNT}/ca.crt` },
    kubernetes_sd_configs: [{ role: 'node' }],
    relabel_configs: [{ source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' }],
  };
}
