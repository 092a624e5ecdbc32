import { expect, it } from 'vitest';
import { acknowledgedIn } from '../../review/acknowledgement.ts';

it('reads the lines of descriptions and commit messages, however Markdown dresses them', () => {
  const texts = [
    'Move to a managed Redis\n\nAcknowledge: data-orphaned StatefulSet/playcode/redis\n',
    'Text before\r\n- Acknowledge: `flow-opened anybody → playcode/mongodb`\r\nacknowledge: stopped Deployment/a/b',
  ];
  expect([...acknowledgedIn(texts)]).toEqual([
    'data-orphaned StatefulSet/playcode/redis',
    'flow-opened anybody → playcode/mongodb',
    'stopped Deployment/a/b',
  ]);
});

it.each(['', 'Acknowledge:', 'I acknowledge: nothing', 'Acknowledged: data-orphaned StatefulSet/a/b'])(
  'takes "%s" for no acknowledgement',
  (text) => {
    expect([...acknowledgedIn([text])]).toEqual([]);
  },
);
