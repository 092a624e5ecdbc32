import { type Context, Hono } from 'hono';
import type { MailLanguage } from '../mail/invitation.ts';
import type { UnsubscribeTokens } from '../mail/unsubscribe.ts';
import type { Store } from '../store/store.ts';
import { languageOf, plainPage } from './plain-page.ts';

/** What the page needs. */
export interface UnsubscribeProps {
  readonly unsubscribeTokens: UnsubscribeTokens;
  readonly store: Pick<Store, 'suppress'>;
}

const TEXTS = {
  ko: {
    ask: '이 주소로 더는 메일을 보내지 않을까요?',
    button: '네, 그만 받을게요',
    done: '앞으로 이 주소로는 메일을 보내지 않아요.',
    broken: '이 링크는 맞지 않거나 오래됐어요. 새로 받은 메일의 링크를 눌러 주세요.',
  },
  en: {
    ask: 'Shall no mail come to this address any more?',
    button: 'Yes, no more mail',
    done: 'No mail will come to this address any more.',
    broken: 'This link is broken or too old. Use the one in the newest mail.',
  },
} as const satisfies Record<MailLanguage, object>;

/**
 * The page behind the link in each mail. Opening it changes nothing, for programs open links, too; a POST does, from its
 * button or, in one click, from a mail program.
 */
export function createUnsubscribe({ unsubscribeTokens: tokens, store }: UnsubscribeProps): Hono {
  const site = new Hono();

  const page = (context: Context, what: 'ask' | 'done' | 'broken') => {
    const language = languageOf(context);
    const { [what]: text, button } = TEXTS[language];
    return plainPage({ language, text, ...(what === 'ask' && { button }) });
  };

  site.get('/unsubscribe/:token', (context) => {
    const isKnown = tokens.read(context.req.param('token')) !== null;
    return context.html(page(context, isKnown ? 'ask' : 'broken'), isKnown ? 200 : 404);
  });

  // What is posted says nothing that the address does not: it is not read.
  site.post('/unsubscribe/:token', async (context) => {
    const digest = tokens.read(context.req.param('token'));
    if (digest === null) return context.html(page(context, 'broken'), 404);
    await store.suppress(digest, 'unsubscribed');
    return context.html(page(context, 'done'));
  });

  return site;
}
