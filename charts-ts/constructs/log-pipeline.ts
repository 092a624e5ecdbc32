import { WORKLOADS } from '../../lib/names.ts';

/**
 * What Loki is told of a pod and of a line, whichever agent reads it: each agent writes this down in its own language.
 * Nothing is dropped, and what is not understood is kept as it is.
 */

/** Labels of a pod's streams, by what discovery calls them: as many values as there are containers. */
export const POD_LABELS = {
  namespace: '__meta_kubernetes_namespace',
  app: '__meta_kubernetes_pod_label_app_kubernetes_io_name',
  pod: '__meta_kubernetes_pod_name',
  container: '__meta_kubernetes_pod_container_name',
} as const;

/** The files of a container's lines, by its pod's id and its name. */
export const LOG_FILES = {
  sources: ['__meta_kubernetes_pod_uid', '__meta_kubernetes_pod_container_name'],
  separator: '/',
  path: '/var/log/pods/*$1/*.log',
} as const;

/** Labels of the agents' own. The file's name would begin a stream at each restart; pod and container say enough. */
export const DROPPED_LABELS = ['filename'] as const;

/** The service's lines, which are JSON (`service/src/logger.ts`), and what becomes of their fields. */
export const SERVICE_LINES = {
  selector: `{app="${WORKLOADS.app}"}`,
  /** When it happened, not when the node wrote it down; a line without it keeps the node's time. */
  time: { field: 'time', format: 'RFC3339Nano' },
  /** A handful of words: worth a stream each. */
  label: 'level',
  /** Ids would make a stream each: they are kept beside the line, and found without parsing it. */
  metadata: ['room', 'request'],
} as const;

/** Every field that is read of a line. */
export const READ_FIELDS = [
  SERVICE_LINES.time.field,
  SERVICE_LINES.label,
  ...SERVICE_LINES.metadata,
] as const;
