import { SESSION } from '../accounts/session.ts';
import type { MailLanguage } from '../mail/invitation.ts';
import { PER_ADDRESS } from '../mail/invitations.ts';
import { PROMISED_DAYS } from '../promises.ts';
import type { Offer } from '../protocol/account.ts';
import type { Provider } from '../protocol/provider.ts';
import { SITTING_DAYS_LATER } from '../store/sitting.ts';
import { fillIn } from '../template.ts';
import { LONGEST_WINDOW_SECONDS } from './rate-limits.ts';
import { GUEST_SECONDS } from './visitors.ts';

/** What a service keeps, as far as that differs from one to another. */
export interface PrivacyFacts {
  /** Who vouches for players; where there is nobody, nobody has an account. */
  readonly providers: readonly Provider[];
  readonly offers: readonly Offer[];
  /** Days that matches are kept; `null` where all is in memory. */
  readonly matchDays: number | null;
  /** Mail address of whoever runs the site; `null` where it is not told. */
  readonly contact: string | null;
}

/** Names of the texts. */
type Key =
  | 'title'
  | 'lead'
  | 'playing'
  | 'name'
  | 'nameInMemory'
  | 'cookie'
  | 'address'
  | 'signingIn'
  | 'vouched'
  | 'account'
  | 'sittings'
  | 'session'
  | 'picture'
  | 'mail'
  | 'ending'
  | 'profile'
  | 'backups'
  | 'asking'
  | 'contact';

/** A part of the notice: its heading, its points, and where they hold. */
interface Part {
  readonly heading: Key;
  readonly points: readonly { readonly text: Key; readonly where: (facts: PrivacyFacts) => boolean }[];
}

const everywhere = (): boolean => true;
const inMemory = ({ matchDays }: PrivacyFacts): boolean => matchDays === null;
const inDatabase = ({ matchDays }: PrivacyFacts): boolean => matchDays !== null;
const withAccounts = ({ providers }: PrivacyFacts): boolean => providers.length > 0;
const withOffer =
  (offer: Offer) =>
  (facts: PrivacyFacts): boolean =>
    withAccounts(facts) && facts.offers.includes(offer);

const PARTS: readonly Part[] = [
  {
    heading: 'playing',
    points: [
      { text: 'name', where: inDatabase },
      { text: 'nameInMemory', where: inMemory },
      { text: 'cookie', where: everywhere },
      { text: 'address', where: everywhere },
    ],
  },
  {
    heading: 'signingIn',
    points: [
      { text: 'vouched', where: withAccounts },
      { text: 'account', where: withAccounts },
      { text: 'sittings', where: (facts) => withAccounts(facts) && inDatabase(facts) },
      { text: 'picture', where: withOffer('pictures') },
      { text: 'mail', where: withOffer('mail') },
      { text: 'session', where: withAccounts },
    ],
  },
  {
    heading: 'ending',
    points: [
      { text: 'profile', where: withAccounts },
      { text: 'backups', where: (facts) => withAccounts(facts) && inDatabase(facts) },
    ],
  },
  { heading: 'asking', points: [{ text: 'contact', where: ({ contact }) => contact !== null }] },
];

/** The texts; `{word}` is filled in. */
const TEXTS: Readonly<Record<MailLanguage, Readonly<Record<Key, string>>>> = {
  ko: {
    title: '개인정보 안내',
    lead: '게임에 필요한 것만 간직해요. 광고가 없고, 다른 사이트까지 따라다니지 않으며, 아무것도 팔지 않아요.',
    playing: '게임을 할 때',
    name: '적은 이름은 함께 하거나 구경하는 사람들에게 보여요. 링크를 아는 사람이 다시 볼 수 있도록 경기와 함께 {matchDays}일 동안 남고, 그 뒤에는 함께 지워져요.',
    nameInMemory:
      '적은 이름은 함께 하거나 구경하는 사람들에게 보여요. 링크를 아는 사람이 다시 볼 수 있도록 경기와 함께 남아요. 이 서버는 모든 것을 메모리에만 두어서, 서버를 다시 켜면 모두 사라져요.',
    cookie:
      '연결이 끊겨도 자리를 다시 찾도록, 무작위로 만든 값을 쿠키에 최대 {guestDays}일 동안 담아 둬요. 마지막에 쓴 이름, 언어, 설정은 내 브라우저에만 남아요. 모두 브라우저에서 언제든 지울 수 있어요.',
    address:
      '요청이 한꺼번에 몰리지 않도록 인터넷 주소(IP)마다 최대 {windowMinutes}분 동안 횟수를 세요. 고장과 공격을 찾기 위한 기술 기록에는 인터넷 주소가 최대 {logDays}일 남을 수 있어요.',
    signingIn: '로그인할 때',
    vouched:
      '로그인하지 않아도 게임은 다 할 수 있어요. 로그인하면 {providers}에서 나를 가리키는 식별 번호와 그곳에서 쓰는 이름을 받고, 그 이름이 게임에서 쓰는 첫 이름이 돼요. 이메일은 받지도 저장하지도 않고, 비밀번호는 알 수 없어요.',
    account:
      '지난 경기와 시즌 순위를 보여 주려고 식별 번호, 게임에서 쓸 이름, 처음 온 날, 경기 결과를 계정을 삭제할 때까지 간직해요. 이름과 순위는 누구나 볼 수 있어요.',
    sittings: '어느 경기에 언제 앉았는지는 {sittingDays}일 동안 간직해요.',
    session: '로그인은 또 다른 쿠키로 {sessionDays}일 동안 이어져요.',
    picture:
      '사진을 고르면 가운데 네모난 부분만, 카메라가 남긴 정보 없이 보내요. 함께 노는 사람과 순위를 보는 사람에게 보여요. 지운 사진은 {pictureDays}일 안에 저장소에서도 사라져요.',
    mail: '친구를 메일로 초대하면 그 주소는 메일을 보내는 데만 쓰고 간직하지 않아요. 메일을 더 받지 않겠다고 하거나 없는 주소면, 다시 보내지 않도록 주소를 알아볼 수 없게 바꾼 값만 간직해요. 한 주소에 너무 많이 보내지 않도록, 또 다르게 바꾼 값으로 {mailHours}시간 동안 횟수를 세요.',
    ending: '확인하고 지우려면',
    profile:
      '내 프로필에서 간직한 정보를 모두 내려받고, 이름을 바꾸고, 계정을 삭제할 수 있어요. 삭제는 바로 이루어져요. 지난 경기와 결과는 이름 없이, 누구인지 알 수 없게 남아요.',
    backups:
      '큰 사고에 대비한 백업에는 지운 정보가 최대 {backupDays}일 남아 있을 수 있어요. 되살려야 할 때가 아니면 아무도 열지 않아요.',
    asking: '물어보려면',
    contact: '개인정보에 대해 궁금한 점은 {contact} 앞으로 메일을 보내 주세요.',
  },
  en: {
    title: 'Privacy',
    lead: 'We keep what the game needs, and no more. There is no advertising, nobody follows you to other sites, and nothing is sold.',
    playing: 'When you play',
    name: 'The name that you type is seen by those who play or watch with you. It stays with the match for {matchDays} days, so that whoever has the link can watch it again; then both are deleted.',
    nameInMemory:
      'The name that you type is seen by those who play or watch with you. It stays with the match, so that whoever has the link can watch it again. This server keeps everything in memory: when it is started anew, all of it is gone.',
    cookie:
      'A cookie with a random value finds your seat again when the connection breaks; it lasts for up to {guestDays} days. Your last name in the game, language and settings stay in your browser alone. Clear all of it there whenever you like.',
    address:
      'Requests are counted by internet address for up to {windowMinutes} minutes, so that nobody floods the game. Addresses may stand in technical logs for up to {logDays} days, to find faults and attacks.',
    signingIn: 'When you sign in',
    vouched:
      'You can play everything without. If you sign in, {providers} gives us an id that stands for you and what you are called there, which becomes your first name in the game. We neither ask for your e-mail address nor keep it, and never learn your password.',
    account:
      'For your history and the season ranking we keep that id, your name in the game, when you first came and the results of your matches, until you delete the account. Everybody can see your name and your rank.',
    sittings: 'In which matches you sat, and when, is kept for {sittingDays} days.',
    session: 'Another cookie keeps you signed in for {sessionDays} days.',
    picture:
      'If you choose a picture, only its middle square is sent, without what the camera wrote beside it. It is seen by those who play with you and in the ranking. One that you remove is gone from our storage, too, within {pictureDays} days.',
    mail: 'If you invite a friend by mail, the address serves to send that mail and is not kept. If your friend wants no more mail, or there is no such mailbox, we keep a scrambled form of the address, so that nothing is sent there again; another counts for {mailHours} hours how many mails went there, so that nobody is flooded.',
    ending: 'How to see it, and end it',
    profile:
      'In your profile you can download all that is kept about you, change your name and delete the account. Deletion is immediate; past matches and results stay without your name or anything that leads to you.',
    backups:
      'Backups against disasters may hold what you deleted for up to {backupDays} days. Nobody opens them unless something must be brought back.',
    asking: 'Whom to ask',
    contact: 'Write to {contact} with any question about privacy.',
  },
};

const SECONDS_OF_HOUR = 60 * 60;
const SECONDS_OF_DAY = 24 * SECONDS_OF_HOUR;

/** The notice in one language. */
export interface PrivacyNotice {
  readonly title: string;
  readonly lead: string;
  readonly parts: readonly { readonly heading: string; readonly points: readonly string[] }[];
}

/** What is kept of whoever plays, why and for how long, and how to end it. */
export function privacyNotice(language: MailLanguage, facts: PrivacyFacts): PrivacyNotice {
  const words = wordsOf(language, facts);
  const say = (key: Key): string => fillIn(TEXTS[language][key], words);
  const parts = PARTS.map(({ heading, points }) => ({
    heading: say(heading),
    points: points.filter(({ where }) => where(facts)).map(({ text }) => say(text)),
  }));
  return { title: say('title'), lead: say('lead'), parts: parts.filter(({ points }) => points.length > 0) };
}

function wordsOf(
  language: MailLanguage,
  { providers, matchDays, contact }: PrivacyFacts,
): Readonly<Record<string, string | number>> {
  const names = { naver: language === 'ko' ? '네이버' : 'Naver', google: 'Google' } as const;
  const either = new Intl.ListFormat(language, { type: 'disjunction' });
  return {
    ...(matchDays !== null && { matchDays, sittingDays: matchDays + SITTING_DAYS_LATER }),
    ...(contact !== null && { contact }),
    guestDays: GUEST_SECONDS / SECONDS_OF_DAY,
    sessionDays: SESSION.seconds / SECONDS_OF_DAY,
    windowMinutes: LONGEST_WINDOW_SECONDS / 60,
    logDays: PROMISED_DAYS.logs,
    backupDays: PROMISED_DAYS.backups,
    pictureDays: PROMISED_DAYS.pictures,
    mailHours: PER_ADDRESS.seconds / SECONDS_OF_HOUR,
    providers: either.format(providers.map((provider) => names[provider])),
  };
}
