import { Hono } from 'hono';
import { html } from 'hono/html';
import type { MailLanguage } from '../mail/invitation.ts';
import type { UnsubscribeTokens } from '../mail/unsubscribe.ts';
import type { Store } from '../store/store.ts';

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
    home: '처음으로',
  },
  en: {
    ask: 'Shall no mail come to this address any more?',
    button: 'Yes, no more mail',
    done: 'No mail will come to this address any more.',
    broken: 'This link is broken or too old. Use the one in the newest mail.',
    home: 'Home',
  },
} as const satisfies Record<MailLanguage, object>;

/**
 * The page behind the link in each mail. Opening it changes nothing, for programs open links, too; a POST does, from its
 * button or, in one click, from a mail program.
 */
export function createUnsubscribe({ unsubscribeTokens: tokens, store }: UnsubscribeProps): Hono {
  const site = new Hono();

  const page = (accepted: string | undefined, what: 'ask' | 'done' | 'broken') => {
    const language = /^\s*ko\b/i.test(accepted ?? '') ? 'ko' : 'en';
    const texts = TEXTS[language];
    return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>CODELAND</title>
<link rel="stylesheet" href="/plain.css">
</head>
<body>
<main>
<h1>CODELAND</h1>
<p>${texts[what]}</p>
${what === 'ask' ? html`<form method="post"><button>${texts.button}</button></form>` : html`<p><a href="/">${texts.home}</a></p>`}
</main>
</body>
</html>
`;
  };

  site.get('/unsubscribe/:token', (context) => {
    const isKnown = tokens.read(context.req.param('token')) !== null;
    const accepted = context.req.header('accept-language');
    return context.html(page(accepted, isKnown ? 'ask' : 'broken'), isKnown ? 200 : 404);
  });

  // What is posted says nothing that the address does not: it is not read.
  site.post('/unsubscribe/:token', async (context) => {
    const digest = tokens.read(context.req.param('token'));
    const accepted = context.req.header('accept-language');
    if (digest === null) return context.html(page(accepted, 'broken'), 404);
    await store.suppress(digest, 'unsubscribed');
    return context.html(page(accepted, 'done'));
  });

  return site;
}
