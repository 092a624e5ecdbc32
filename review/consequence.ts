/** What becomes of a thing, each with what a person should know of it. `danger` stops the review until acknowledged. */
export const FATES = {
  'data-destroyed': { danger: true, means: 'data is deleted' },
  'data-orphaned': { danger: true, means: 'data stays behind, and what used it starts empty' },
  'data-expires': { danger: true, means: 'data is deleted after a while' },
  'data-format': { danger: true, means: 'another program, or another version, opens the data' },
  'foundation-replaced': { danger: true, means: 'what others stand on is made anew' },
  'protection-dropped': { danger: true, means: 'what kept a mistake from being final is gone' },
  'access-opened': { danger: true, means: 'reachable for people or machines that could not reach it' },
  'flow-opened': { danger: true, means: 'a connection is permitted that was refused' },
  'isolation-off': { danger: true, means: 'network policies stand in the cluster and do nothing' },
  'authority-widened': { danger: true, means: 'somebody may do what nobody of its kind may' },
  'privilege-gained': { danger: true, means: 'a pod may touch its node' },
  'needs-secret': { danger: true, means: 'a secret must be filled before the deploy' },
  stopped: { danger: true, means: 'it does its work no longer' },
  rejected: { danger: true, means: 'refused when it is applied: the deploy stops there' },
  'restart-with-downtime': { danger: false, means: 'all its pods restart at once; its users wait' },
  'rolling-restart': { danger: false, means: 'pods are replaced one by one' },
  recreated: { danger: false, means: 'deleted and made again; holds no data' },
  deleted: { danger: false, means: 'deleted; holds no data' },
  'left-behind': { danger: false, means: 'nobody deletes it: it goes on until somebody does' },
  created: { danger: false, means: 'new' },
  'updated-in-place': { danger: false, means: 'changed without a restart' },
} as const satisfies Readonly<Record<string, { readonly danger: boolean; readonly means: string }>>;

/** Name of a fate. */
export type Fate = keyof typeof FATES;

/** One consequence of a change. */
export interface Consequence {
  readonly fate: Fate;
  /** Full name of what it happens to; together with the fate, the words that acknowledge it. */
  readonly subject: string;
  /** What changes and what follows, in a sentence. */
  readonly because: string;
}

/** Whether a person must acknowledge a consequence by name. */
export function isDanger({ fate }: Consequence): boolean {
  return FATES[fate].danger;
}

/** The words by which a consequence is acknowledged. */
export function titleOf(consequence: Consequence): string {
  return `${consequence.fate} ${subjectOf(consequence)}`;
}

/** What a consequence happens to, in one line and without what ends a quotation: parts of it may be words of the change. */
export function subjectOf({ subject }: Consequence): string {
  return subject.replaceAll(/\s+/g, ' ').replaceAll('`', "'").trim();
}
