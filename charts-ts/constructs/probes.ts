import { k8s } from 'cdk8s-plus-28';

/** How often and how patiently a probe asks, in seconds; Kubernetes' own defaults where left out. */
export interface ProbeTiming {
  /** @default 10 */
  readonly period?: number;
  /** @default 1 */
  readonly timeout?: number;
  /** @default 3 */
  readonly failures?: number;
}

/** Asks a path by HTTP. */
export function httpProbe(path: string, port: number, timing: ProbeTiming = {}): k8s.Probe {
  return { httpGet: { path, port: k8s.IntOrString.fromNumber(port) }, ...timed(timing) };
}

/** Opens a connection: proof that the process lives, not that it serves. */
export function tcpProbe(port: number, timing: ProbeTiming = {}): k8s.Probe {
  return { tcpSocket: { port: k8s.IntOrString.fromNumber(port) }, ...timed(timing) };
}

/** Runs a command in the container. */
export function commandProbe(command: readonly string[], timing: ProbeTiming = {}): k8s.Probe {
  return { exec: { command: [...command] }, ...timed(timing) };
}

function timed(
  timing: ProbeTiming,
): Pick<k8s.Probe, 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold'> {
  return {
    periodSeconds: timing.period ?? 10,
    timeoutSeconds: timing.timeout ?? 1,
    failureThreshold: timing.failures ?? 3,
  };
}
