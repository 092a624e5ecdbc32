/** Series by their name and labels, each with its samples a minute apart as promtool writes them (`first+step x times`). */
export type Series = Readonly<Record<string, string>>;

/** When an alert is to fire: with what is `ill` it fires so many times, with what is `well` it does not. */
export interface AlertCase {
  readonly alert: string;
  readonly ill: Series;
  /** @default none: it fires at all times */
  readonly well?: Series;
  /** @default '20m' */
  readonly at?: string;
  /** Alerts at that time. @default 1 */
  readonly times?: number;
}
