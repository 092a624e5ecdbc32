import type { Capacity } from './capacity.ts';
import { type Consequence, FATES, type Fate, isDanger, subjectOf, titleOf } from './consequence.ts';
import { type Review, unacknowledged } from './review.ts';

/** GitHub refuses longer comments. */
const MOST_CHARACTERS = 65_536;

/** Lines of one section before it says how many more there are. */
const MOST_LINES = 60;

/** Begins the comment, so that the workflow finds its own one again. */
export const MARKER = '<!-- playcode review -->';

/**
 * The review as Markdown, for a comment under the pull request.
 * @param caveats What the reader must know of how it came about. @default none
 */
export function markdown(
  review: Review,
  acknowledged: ReadonlySet<string>,
  caveats: readonly string[] = [],
): string {
  const open = new Set(unacknowledged(review, acknowledged));
  const sections = [
    MARKER,
    heading(review, open.size),
    ...caveats.map((caveat) => `> ${caveat}`),
    dangers(review.consequences.filter(isDanger), open),
    misnamed(review.consequences.filter(isDanger), acknowledged),
    fates(
      review.consequences.filter((each) => !isDanger(each)),
      review.unchanged,
    ),
    changes('Reachability', review.reachability, ({ from, to, ports }) => `${from} → ${to}: ${ports}`),
    changes(
      'Authority',
      review.authority,
      ({ who, what, when }) => `${who}: ${what}${when ? ` if ${when}` : ''}`,
    ),
    capacity(review),
    noise(review.noise),
  ];
  const text = `${sections.filter(Boolean).join('\n\n')}\n`;
  if (text.length <= MOST_CHARACTERS) return text;
  const end = '\n\n… cut here: run `npm run review` for the whole.\n';
  const fence = '\n```';
  const cut = text.slice(0, MOST_CHARACTERS - end.length - fence.length).replace(/\n[^\n]*$/, '');
  const isInside = cut.split(/^```/m).length % 2 === 0;
  return `${cut}${isInside ? fence : ''}${end}`;
}

function heading(review: Review, open: number): string {
  const count = review.consequences.filter(isDanger).length;
  if (review.consequences.length === 0) return '## What this does to production\n\nNothing.';
  const verdict =
    count === 0
      ? 'No danger found.'
      : `**${plural(count, 'danger')}**, ${open === 0 ? 'all acknowledged' : `${open} not acknowledged`}.`;
  return `## What this does to production\n\n${verdict}`;
}

function dangers(found: readonly Consequence[], open: ReadonlySet<Consequence>): string {
  if (found.length === 0) return '';
  const rows = found.map((each) => {
    const mark = open.has(each) ? '' : ' (acknowledged)';
    return `- **${each.fate}**${mark} \`${subjectOf(each)}\`\n  ${inOneLine(each.because)}.`;
  });
  const help = [...new Set([...open].map((each) => `Acknowledge: ${titleOf(each)}`))];
  return [
    '### Dangers',
    clipped(rows),
    ...(help.length > 0
      ? [
          'To accept them, put these lines into the description or a commit message:',
          `\`\`\`\n${help.join('\n')}\n\`\`\``,
        ]
      : []),
  ].join('\n\n');
}

/** What was accepted and does not happen: a word is wrong, or the change is another by now. */
function misnamed(found: readonly Consequence[], acknowledged: ReadonlySet<string>): string {
  const titles = new Set(found.map(titleOf));
  const rows = [...acknowledged]
    .filter((title) => !titles.has(title))
    .map((title) => `- \`${title.replaceAll('`', '').slice(0, MOST_OF_TITLE)}\``);
  return rows.length === 0 ? '' : `Acknowledged, and no danger of this change:\n\n${clipped(rows)}`;
}

const MOST_OF_TITLE = 200;

function fates(found: readonly Consequence[], unchanged: number): string {
  const groups = new Map<Fate, Consequence[]>();
  for (const each of found) groups.set(each.fate, [...(groups.get(each.fate) ?? []), each]);
  const order = (Object.keys(FATES) as Fate[]).filter((fate) => groups.has(fate));
  if (order.length === 0) return '';
  return [
    '### Fates',
    ...order.map((fate) => {
      const rows = groups
        .get(fate)!
        .map((each) =>
          `- \`${subjectOf(each)}\` ${each.because === 'new' ? '' : inOneLine(each.because)}`.trimEnd(),
        );
      return `**${fate}** (${rows.length}): ${FATES[fate].means}\n\n${clipped(rows)}`;
    }),
    `Unchanged: ${unchanged}.`,
  ].join('\n\n');
}

function changes<T>(
  title: string,
  { gained, lost }: { readonly gained: readonly T[]; readonly lost: readonly T[] },
  line: (item: T) => string,
): string {
  if (gained.length + lost.length === 0) return '';
  const rows = [...gained.map((item) => `+ ${line(item)}`), ...lost.map((item) => `- ${line(item)}`)].map(
    inOneLine,
  );
  return `### ${title}\n\n\`\`\`diff\n${clipped(rows)}\n\`\`\``;
}

function capacity({ capacity: { base, head }, cost }: Review): string {
  const rows = (
    [
      ['pods', 'pods', ''],
      ['CPU requested', 'cpu', ' cores'],
      ['memory requested', 'memory', ' GiB'],
    ] as const
  )
    .filter(([, what]) => range(base, what) !== range(head, what))
    .map(([title, what, unit]) => `- ${title}: ${range(base, what)} → ${range(head, what)}${unit}`);
  if (base.storage !== head.storage) rows.push(`- storage claimed: ${base.storage} → ${head.storage} GiB`);
  for (const [what, usd] of cost.lines) rows.push(`- ${what}: ${signed(usd)} a month`);
  const total = [...cost.lines.values()].reduce((sum, usd) => sum + usd, 0);
  if (cost.lines.size > 1) rows.push(`- together: ${signed(total)} a month`);
  if (cost.problem) rows.push(`- cost: ${cost.problem}`);
  return rows.length === 0 ? '' : `### Capacity and cost\n\n${rows.join('\n')}`;
}

function range(capacity: Capacity, what: 'pods' | 'cpu' | 'memory'): string {
  const [least, most] = capacity[what].map((amount) => String(Math.round(amount * 100) / 100));
  return least === most ? `${least}` : `${least} to ${most}`;
}

function signed(usd: number): string {
  return `${usd < 0 ? '−' : '+'}$${Math.abs(usd).toFixed(2)}`;
}

function noise(found: readonly string[]): string {
  if (found.length === 0) return '';
  return `<details><summary>${plural(found.length, 'difference')} without consequence</summary>\n\n${clipped(found.map((line) => `- ${line}`))}\n</details>`;
}

function clipped(rows: readonly string[]): string {
  const more = rows.length - MOST_LINES;
  return [...rows.slice(0, MOST_LINES), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}

/** A change is cited, and may not write lines of its own into the report. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
