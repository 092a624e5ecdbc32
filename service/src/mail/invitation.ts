import { fillIn } from '../template.ts';
import type { Address } from './address.ts';
import type { Message } from './mailer.ts';

/** Languages in which mail is written. */
export const MAIL_LANGUAGES = ['ko', 'en'] as const;
export type MailLanguage = (typeof MAIL_LANGUAGES)[number];

/** What an invitation says. */
export interface InvitationFacts {
  readonly to: Address;
  readonly language: MailLanguage;
  /** Name of the player who invites. */
  readonly name: string;
  readonly code: string;
  /** Address of the room. */
  readonly room: string;
  readonly unsubscribe: string;
}

/** The texts; `{word}` is filled in. */
interface Texts {
  readonly subject: string;
  readonly invites: string;
  readonly how: string;
  readonly button: string;
  readonly watch: string;
  readonly code: string;
  readonly why: string;
  readonly stop: string;
}

const TEXTS: Readonly<Record<MailLanguage, Texts>> = {
  ko: {
    subject: '{name} 님이 땅따먹기에 초대했어요',
    invites: '{name} 님이 CODELAND 땅따먹기에 초대했어요.',
    how: '가입 없이 브라우저에서 바로 할 수 있어요. 한 판은 3분이에요.',
    button: '방에 들어가기',
    watch: '구경만 하기',
    code: '초대 코드: {code}',
    why: '이 메일은 {name} 님이 이 주소를 적어서 보냈어요. 주소는 다른 데 쓰이지 않아요.',
    stop: '이런 메일을 더 받지 않기',
  },
  en: {
    subject: '{name} invites you to CODELAND',
    invites: '{name} invites you to a match of CODELAND.',
    how: 'It plays in the browser, without an account. A match takes three minutes.',
    button: 'Enter the room',
    watch: 'Only watch',
    code: 'Play code: {code}',
    why: 'You get this because {name} typed in this address. It is used for nothing else.',
    stop: 'Get no such mail any more',
  },
};

/** The invitation as a mail. */
export function composeInvitation({ to, language, name, code, room, unsubscribe }: InvitationFacts): Message {
  const words = { name: unlinked(oneLine(name)), code };
  const say = (key: keyof Texts): string => fillIn(TEXTS[language][key], words);
  const [invites, how, button, watch, codeLine, why, stop] = (
    ['invites', 'how', 'button', 'watch', 'code', 'why', 'stop'] as const
  ).map(say) as [string, string, string, string, string, string, string];
  const gallery = `${room}?watch`;
  const text = [
    invites,
    how,
    '',
    `${button}: ${room}`,
    `${watch}: ${gallery}`,
    codeLine,
    '',
    '-- ',
    why,
    `${stop}: ${unsubscribe}`,
    '',
  ];
  const html = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<body style="font-family: sans-serif; line-height: 1.5; max-width: 30em; margin: 2em auto; padding: 0 1em">
<p><strong>${escaped(invites)}</strong><br>${escaped(how)}</p>
<p><a href="${escaped(room)}" style="display: inline-block; padding: .7em 1.4em; border-radius: .6em; background: #b3261e; color: #fff; text-decoration: none">${escaped(button)}</a> &nbsp; <a href="${escaped(gallery)}">${escaped(watch)}</a></p>
<p>${escaped(codeLine)}</p>
<p style="font-size: small; color: #666">${escaped(why)}<br><a href="${escaped(unsubscribe)}" style="color: #666">${escaped(stop)}</a></p>
</body>
</html>
`;
  return { to, language, subject: say('subject'), text: text.join('\n'), html, unsubscribe };
}

/** A name is typed by somebody else: it stays on its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** Of a dot between words, or of what stands behind a scheme, mail programs make a link: it would be one in our name. */
function unlinked(text: string): string {
  return text.replace(/[.\u2024\u3002\ufe52\uff0e\uff61](?=\p{L}{2})|:\/\//gu, ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);
}
