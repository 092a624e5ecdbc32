import type { ChaosReport } from './chaos.ts';

/** Whether a run broke none of the invariants. The stated exception may lose, but not silently. */
export function isWhole(report: ChaosReport): boolean {
  const wrong = [
    report.lost,
    report.doubled,
    report.unlogged,
    report.diverged,
    report.astray,
    report.invented,
    report.late,
    report.stuck,
    report.crashed,
    report.unended,
    report.exception.silent,
    report.kept === null ? 0 : report.ended - report.kept,
  ];
  return report.acked > 0 && wrong.every((count) => count === 0);
}
