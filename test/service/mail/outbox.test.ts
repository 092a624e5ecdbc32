import { pino } from 'pino';
import { expect, it } from 'vitest';
import { Outbox } from '../../../service/src/mail/outbox.ts';
import { describeMailer, message } from './mailer.contract.ts';

describeMailer('outbox', async () => {
  const mailer = new Outbox(pino({ level: 'silent' }));
  return {
    mailer,
    read: async () => mailer.messages.map(({ to, subject, text, html }) => ({ to, subject, text, html })),
    stop: async () => undefined,
  };
});

it('an outbox keeps the last hundred mails, and logs neither addresses nor links', async () => {
  const lines: string[] = [];
  const outbox = new Outbox(pino({ level: 'info' }, { write: (line) => lines.push(line) }));
  for (let count = 0; count < 101; count += 1) await outbox.send(message({ subject: `${count}` }));
  expect([outbox.messages.length, outbox.messages[0]!.subject]).toEqual([100, '1']);
  expect(lines).toHaveLength(101);
  expect(lines.join()).not.toMatch(/example\.com|unsubscribe/);
});
