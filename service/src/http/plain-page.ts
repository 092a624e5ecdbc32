import type { Context } from 'hono';
import { html } from 'hono/html';
import type { MailLanguage } from '../mail/invitation.ts';

/** The language in which a page without scripts speaks to a browser. */
export function languageOf(context: Context): MailLanguage {
  return /^\s*ko\b/i.test(context.req.header('accept-language') ?? '') ? 'ko' : 'en';
}

const HOME = { ko: '처음으로', en: 'Home' } as const;

/** What a page without scripts is made of; `content` is HTML. */
export interface PlainDocument {
  readonly language: MailLanguage;
  readonly title: string;
  readonly content: ReturnType<typeof html>;
  /** Whether search engines may show it. @default false */
  readonly isPublic?: boolean;
  /**
   * Whether it posts. It may then say where that comes from, but to this site alone: from a page that may not, browsers
   * post with `Origin: null`, which is refused as another site's.
   * @default false
   */
  readonly hasForm?: boolean;
}

/** A page without scripts. */
export function plainDocument({
  language,
  title,
  content,
  isPublic = false,
  hasForm = false,
}: PlainDocument) {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${isPublic ? '' : html`<meta name="robots" content="noindex">`}
${hasForm ? html`<meta name="referrer" content="same-origin">` : ''}
<title>${title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/plain.css">
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

/** The way from a page without scripts to the game. */
export function wayHome(language: MailLanguage) {
  return html`<p><a class="button" href="/">${HOME[language]}</a></p>`;
}

/** What a page for one sentence says. */
export interface PlainPage {
  readonly language: MailLanguage;
  readonly text: string;
  /** Text of a button that posts to the page's own address. @default a link to the home page in its place */
  readonly button?: string;
}

/** A page for one sentence. */
export function plainPage({ language, text, button }: PlainPage) {
  const way =
    button === undefined ? wayHome(language) : html`<form method="post"><button>${button}</button></form>`;
  const content = html`<h1>CODELAND</h1>
<p>${text}</p>
${way}`;
  return plainDocument({ language, title: 'CODELAND', content, hasForm: button !== undefined });
}
