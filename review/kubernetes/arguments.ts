import type { Consequence, Fate } from '../consequence.ts';
import { type Fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { containerPairs } from './container-pair.ts';

/** Words on the command lines of databases and of what watches: they count more than what configuration says. */
const WORDS: readonly (readonly [word: RegExp, fate: Fate, because: string])[] = [
  [/--noauth\b/, 'access-opened', 'whoever reaches it may do all, without a password'],
  [
    /--protected-mode[ =]no\b/,
    'access-opened',
    'whoever reaches it may do all, where its users need no password',
  ],
  [/--appendonly[ =]no\b/, 'data-orphaned', 'it starts empty, and keeps nothing beyond its process'],
  [/--(dbpath|dir)[ =]\S+/, 'data-orphaned', 'it starts empty beside what it has written'],
  [
    /--maxmemory-policy[ =](?!noeviction)\S+/,
    'data-expires',
    'where memory is short, it deletes what it keeps',
  ],
  [/--storage\.tsdb\.retention\.size[ =]\S+/, 'data-expires', 'samples beyond that are deleted'],
  [
    /--web\.enable-(admin-api|lifecycle)\b/,
    'access-opened',
    'whoever reaches it may stop it or delete what it keeps',
  ],
  [
    /--(no-collector\.\w+|collector\.disable-defaults)/,
    'stopped',
    'what it measured by that is not measured',
  ],
  [/--(replicaof|slaveof)[ =]\S+/, 'data-destroyed', 'it deletes what it keeps, and copies another one'],
  [/--loadmodule[ =]\S+/, 'authority-widened', 'another program becomes part of it'],
];

/** Words that list what a program is about. */
const LISTS = /--(resources|namespaces)=(\S+)/g;

function listedIn(line: string): string[] {
  return [...line.matchAll(LISTS)].flatMap(([, what, list = '']) =>
    list.split(',').map((item) => `${item} (${what})`),
  );
}

/** Files of configuration that a program is told to read. */
const CONFIGURATION = /\/etc\/\S+\.(conf|ya?ml)\b/g;

/** What other words on a command line do. */
export function argumentConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const subject = nameOf(head);
  return containerPairs(base, head).flatMap((pair): Consequence[] => {
    const [was, line] = [lineOf(pair.base), lineOf(pair.head)];
    const container = text(pair.head, 'name');
    const left = listedIn(was).filter((item) => !listedIn(line).includes(item));
    const unread = (was.match(CONFIGURATION) ?? []).filter((file) => !line.includes(file));
    return [
      ...WORDS.flatMap(([pattern, fate, because]): Consequence[] => {
        const word = pattern.exec(line)?.[0];
        return word && word !== pattern.exec(was)?.[0]
          ? [{ fate, subject, because: `${word}: ${because}` }]
          : [];
      }),
      ...(left.length > 0 && listedIn(line).length > 0
        ? [{ fate: 'stopped', subject, because: `it is about ${left.join(', ')} no more` } as const]
        : []),
      ...unread.map((file): Consequence => {
        const because = `${container} reads ${file} no more: it keeps, and lets in, as it does by itself`;
        return { fate: 'protection-dropped', subject, because };
      }),
    ];
  });
}

function lineOf(container: Fields): string {
  return [...items(container, 'command'), ...items(container, 'args')].map((word) => text(word)).join(' ');
}
