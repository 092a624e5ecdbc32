import { expect, it } from 'vitest';
import { acknowledgedIn } from '../../review/acknowledgement.ts';

it('reads the lines of descriptions and commit messages, however Markdown dresses them', () => {
  const texts = [
    'Move to a managed Redis\n\nAcknowledge: data-orphaned StatefulSet/playcode/redis\n',
    'Text before\r\n- Acknowledge: `flow-opened anybody → playcode/mongodb`\r\nacknowledge: stopped Deployment/a/b',
    'Begin the comment with <!-- again\n\n- [x] Acknowledge: stopped CronJob/a/b\n1. Acknowledge: stopped CronJob/c/d\n> Acknowledge: stopped CronJob/e/f',
  ];
  expect([...acknowledgedIn(texts)]).toEqual([
    'data-orphaned StatefulSet/playcode/redis',
    'flow-opened anybody → playcode/mongodb',
    'stopped Deployment/a/b',
    'stopped CronJob/a/b',
    'stopped CronJob/c/d',
    'stopped CronJob/e/f',
  ]);
});

it.each([
  '',
  'Acknowledge:',
  'Acknowledge:\n\nstopped Deployment/a/b',
  'I acknowledge: nothing',
  'Acknowledged: data-orphaned StatefulSet/a/b',
  '- [ ] Acknowledge: stopped Deployment/a/b',
  '~~Acknowledge: stopped Deployment/a/b~~',
  '<!--\nAcknowledge: stopped Deployment/a/b\n-->',
  'All is well.\n<!--\nAcknowledge: stopped Deployment/a/b',
])('takes "%s" for no acknowledgement', (text) => {
  expect([...acknowledgedIn([text])]).toEqual([]);
});
