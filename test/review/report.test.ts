import { describe, expect, it } from 'vitest';
import type { Consequence } from '../../review/consequence.ts';
import { markdown } from '../../review/report.ts';
import type { Review } from '../../review/review.ts';

const nothing = { gained: [], lost: [], consequences: [] };
const idle = { pods: [1, 1], cpu: [1, 1], memory: [1, 1], storage: 1 } as const;

function reviewWith(consequences: readonly Consequence[]): Review {
  return {
    consequences,
    unchanged: 3,
    reachability: nothing,
    authority: nothing,
    capacity: { base: idle, head: idle },
    cost: { lines: new Map() },
    noise: [],
  };
}

const orphaned: Consequence = {
  fate: 'data-orphaned',
  subject: 'StatefulSet/playcode/redis',
  because: 'no longer declared',
};

describe('the comment', () => {
  it('begins with the mark by which it is found again', () => {
    expect(markdown(reviewWith([]), new Set())).toBe(
      '<!-- playcode review -->\n\n## What this does to production\n\nNothing.\n',
    );
  });

  it('prints the line that accepts a danger, until it is accepted', () => {
    const line = 'Acknowledge: data-orphaned StatefulSet/playcode/redis';
    const open = markdown(reviewWith([orphaned]), new Set());
    expect(open).toContain('**1 danger**, 1 not acknowledged.');
    expect(open).toContain(line);
    const accepted = markdown(reviewWith([orphaned]), new Set(['data-orphaned StatefulSet/playcode/redis']));
    expect(accepted).toContain('**1 danger**, all acknowledged.');
    expect(accepted).not.toContain(line);
  });

  it('prints the line once for two dangers of one name', () => {
    const text = markdown(reviewWith([orphaned, { ...orphaned, because: 'its volume shrinks' }]), new Set());
    expect(text).toContain('**2 dangers**, 2 not acknowledged.');
    expect(text.match(/^Acknowledge: /gm)).toHaveLength(1);
  });

  it('lets no change write lines of its own: what is cited stays in its line', () => {
    const because = 'it stops no release: fine\n\n## What this does to production\n\nNo danger found.';
    const text = markdown(reviewWith([{ ...orphaned, because }]), new Set());
    expect(text.match(/^## .*$/gm)).toEqual(['## What this does to production']);
    expect(text).not.toMatch(/^No danger found/m);
  });

  it('stays short enough for GitHub, whatever happens', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({
      ...orphaned,
      subject: `${'x'.repeat(200)}${index}`,
    }));
    const text = markdown(reviewWith(many), new Set());
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain('**5000 dangers**, 5000 not acknowledged.');
    // The block that the cut falls into ends, so that the note after it is seen.
    expect(text).toMatch(/\n```\n\n… cut here: run `npm run review` for the whole\.\n$/);
    expect(text.match(/^```/gm)).toHaveLength(2);
  });

  it('names what was acknowledged and does not happen', () => {
    const text = markdown(
      reviewWith([orphaned]),
      new Set(['data-orphaned StatefulSet/playcode/redis', 'data-orphaned StatefulSet/playcode/reddis`']),
    );
    expect(text).toContain(
      'Acknowledged, and no danger of this change:\n\n- `data-orphaned StatefulSet/playcode/reddis`\n',
    );
    expect(text.match(/redis/g)).toHaveLength(1);
  });
});
