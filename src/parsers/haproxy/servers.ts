// The servers of a backend: their addresses, and the settings among their words, `default-server` applied.
import { directiveKeys } from '../../knowledge/lookup.js';
import type { Expression } from '../../model/expression.js';
import type { ForwardRef, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Effective } from './effective.js';
import type { Line, Word } from './read-sections.js';
import { type Place, wordValue } from './values.js';

export interface ServerLine {
  readonly line: Line;
  readonly address: Word;
  /** More than one with server-template. */
  readonly count: number;
  readonly parameters: readonly Word[];
  readonly defaults: readonly Word[];
}

export function serversOf({ lines }: Effective): readonly ServerLine[] {
  let defaults: readonly Word[] = [];
  return lines.flatMap((line): ServerLine[] => {
    const [first, , second, third, ...rest] = line.words;
    if (first.text === 'default-server') defaults = [...defaults, ...line.words.slice(1)];
    if (first.text === 'server' && second !== undefined) {
      return [{ line, address: second, count: 1, parameters: line.words.slice(3), defaults }];
    }
    if (first.text !== 'server-template' || third === undefined) return [];
    return [{ line, address: third, count: countOf(second?.text ?? ''), parameters: rest, defaults }];
  });
}
/** `5` or `1-5`. */
function countOf(text: string): number {
  const match = /^(?:(\d{1,4})-)?(\d{1,4})$/.exec(text);
  if (match === null) return 1;
  const low = match[1] === undefined ? 1 : Number(match[1]);
  return Math.max(1, Number(match[2]) - low + 1);
}
export function has(server: ServerLine, word: string): boolean {
  return [...server.defaults, ...server.parameters].some((each) => each.text === word);
}

export function addressOf(server: ServerLine, place: Place): ForwardRef {
  const value = server.address.text.replace(/^(?:ipv4|ipv6|tcp|tcp4|tcp6)@/, '');
  const port = /:(\d{1,5})$/.exec(value)?.[1];
  const host = value.replace(/:[^:]*$/, '');
  const isName = !/^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f]*:.*|localhost|(?:unix|abns|fd)@.*|\/.*)$/i.test(host);
  return {
    to: 'address',
    value,
    at: place(server.address.start, server.address.end),
    ...(port === undefined ? {} : { port: Number(port) }),
    // A name is looked up when HAProxy starts, unless a resolvers section keeps it fresh.
    ...(isName && !has(server, 'resolvers') ? { pinned: true } : {}),
  };
}

interface Parameter {
  readonly key: string;
  readonly name: Word;
  readonly value: Word;
  readonly line: Line;
}

/** Settings that every server agrees on; where they differ nobody can say one value. */
export function serverSettings(servers: readonly ServerLine[], place: Place): readonly WrittenSetting[] {
  const active = servers.filter((each) => !has(each, 'backup') && !has(each, 'disabled'));
  const names = new Set([...directiveKeys('haproxy').keys()].flatMap((key) => /^server\.(.+)$/.exec(key)?.[1] ?? []));
  return [...names].flatMap((name): readonly WrittenSetting[] => {
    const found = active.map((server) => parameter(server, name));
    const written = found.flatMap((each) => each ?? []);
    const [first] = written;
    if (first === undefined) return [];
    const agree = written.length === active.length && written.every((each) => each.value.text === first.value.text);
    const at = place(first.value.start, first.value.end);
    const value: Expression = agree
      ? wordValue(first.value, first.line, place)
      : { kind: 'unknown', reason: 'ambiguous', text: `the servers differ in ${name}`, at };
    return (directiveKeys('haproxy').get(first.key) ?? []).flatMap(({ setting, key }): WrittenSetting[] => {
      // Health checks run only for servers that ask for them.
      if (setting.startsWith('health.') && !active.every((each) => has(each, 'check'))) return [];
      const { words } = key;
      if (words !== undefined && !written.some((each) => Object.hasOwn(words, each.value.text))) return [];
      return [{ name: setting, key: first.key, value, keyAt: nameAt(first.name, place) }];
    });
  });
}
function parameter(server: ServerLine, name: string): Parameter | undefined {
  const own = pairIn(server.parameters, name);
  if (own !== undefined) return { key: `server.${name}`, ...own, line: server.line };
  const inherited = pairIn(server.defaults, name);
  return inherited === undefined ? undefined : { key: `default-server.${name}`, ...inherited, line: server.line };
}
export function pairIn(
  words: readonly Word[],
  name: string,
): { readonly name: Word; readonly value: Word } | undefined {
  const index = words.findLastIndex((word) => word.text === name);
  const found = words[index];
  const value = words[index + 1];
  return found === undefined || value === undefined ? undefined : { name: found, value };
}
function nameAt(word: Word, place: Place): Location {
  return place(word.start, word.end);
}
