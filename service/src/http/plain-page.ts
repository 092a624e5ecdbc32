import type { Context } from 'hono';
import { html } from 'hono/html';
import type { MailLanguage } from '../mail/invitation.ts';

/** The language in which a page without scripts speaks to a browser. */
export function languageOf(context: Context): MailLanguage {
  return /^\s*ko\b/i.test(context.req.header('accept-language') ?? '') ? 'ko' : 'en';
}

const HOME = { ko: '처음으로', en: 'Home' } as const;

/** What a page without scripts says. */
export interface PlainPage {
  readonly language: MailLanguage;
  readonly text: string;
  /** Text of a button that posts to the page's own address. @default a link to the home page in its place */
  readonly button?: string;
}

/**
 * A page for one sentence, without scripts. One with a button may say where its post comes from, but to this site alone:
 * from a page that may not, browsers post with `Origin: null`, which is refused as another site's.
 */
export function plainPage({ language, text, button }: PlainPage) {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
${button === undefined ? '' : html`<meta name="referrer" content="same-origin">`}
<title>CODELAND</title>
<link rel="stylesheet" href="/plain.css">
</head>
<body>
<main>
<h1>CODELAND</h1>
<p>${text}</p>
${button === undefined ? html`<p><a href="/">${HOME[language]}</a></p>` : html`<form method="post"><button>${button}</button></form>`}
</main>
</body>
</html>
`;
}
