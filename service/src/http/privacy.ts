import { Hono } from 'hono';
import { html } from 'hono/html';
import type { SignIns } from '../accounts/sign-in.ts';
import { MAIL_LANGUAGES, type MailLanguage } from '../mail/invitation.ts';
import type { Invitations } from '../mail/invitations.ts';
import type { Pictures } from '../pictures/pictures.ts';
import { ASKED } from './caching.ts';
import { offersOf } from './me.ts';
import { languageOf, plainDocument, wayHome } from './plain-page.ts';
import { type PrivacyFacts, type PrivacyNotice, privacyNotice } from './privacy-notice.ts';

/** What the page needs. */
export interface PrivacyProps {
  readonly signIns: SignIns;
  readonly pictures: Pictures;
  readonly invitations: Invitations | null;
  readonly matchDays: PrivacyFacts['matchDays'];
  readonly contact: PrivacyFacts['contact'];
}

const LANGUAGE_NAMES: Readonly<Record<MailLanguage, string>> = { ko: '한국어', en: 'English' };

/** `/privacy`: what is kept of players. For people before they sign in, and for providers, who ask for such a page. */
export function createPrivacy({ matchDays, contact, ...props }: PrivacyProps): Hono {
  const site = new Hono();
  const facts: PrivacyFacts = {
    providers: props.signIns.offered,
    offers: offersOf(props),
    matchDays,
    contact,
  };

  site.on('GET', ['/privacy', '/privacy/'], (context) => {
    const wish = context.req.query('language');
    const language = MAIL_LANGUAGES.find((each) => each === wish) ?? languageOf(context);
    const notice = privacyNotice(language, facts);
    context.header('cache-control', ASKED);
    context.header('vary', 'accept-language');
    const title = `${notice.title} · CODELAND`;
    return context.html(
      plainDocument({ language, title, content: contentOf(notice, language), isPublic: true }),
    );
  });

  return site;
}

function contentOf({ title, lead, parts }: PrivacyNotice, language: MailLanguage) {
  const others = MAIL_LANGUAGES.filter((each) => each !== language);
  return html`<h1>${title}</h1>
<p>${lead}</p>
${parts.map(
  ({ heading, points }) => html`<h2>${heading}</h2>
<ul>${points.map((point) => html`<li>${point}</li>`)}</ul>
`,
)}
${wayHome(language)}
<p>${others.map((each) => html`<a href="/privacy?language=${each}" lang="${each}" hreflang="${each}">${LANGUAGE_NAMES[each]}</a>`)}</p>`;
}
