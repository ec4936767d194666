// What a backend asks its servers to know whether they live: https://docs.haproxy.org/3.2/configuration.html#4.2-option%20httpchk
import { factText } from '../../knowledge/lookup.js';
import { type Expression, literal } from '../../model/expression.js';
import type { WrittenSetting } from '../../model/facts.js';
import { type Effective, lastLine } from './effective.js';
import type { Line, Word } from './read-sections.js';
import { has, type ServerLine } from './servers.js';
import { type Place, wordValue } from './values.js';

/** Each takes the place of the one above it. */
const kinds =
  /^(?:httpchk|tcp-check|ssl-hello-chk|external-check|ldap-check|mysql-check|pgsql-check|redis-check|smtpchk|spop-check)$/;
/** Answered as they are routed; others may be answered before any route is looked at. */
const routed = /^(?:GET|HEAD)$/i;

/** The path that the check of every server asks for, and the statuses that it takes for a success. */
export function checkSettings(back: Effective, servers: readonly ServerLine[], place: Place): WrittenSetting[] {
  const option = back.lines.findLast(
    ({ words }) =>
      words[0].text === 'option' &&
      kinds.test(words[1]?.text ?? '') &&
      lastLine(back.lines, 'option', words[1]?.text ?? '') !== undefined,
  );
  // A check that goes elsewhere is answered by somebody else.
  const isAsked =
    servers.length > 0 &&
    servers.every((each) => has(each, 'check') && !['port', 'addr', 'agent-check'].some((word) => has(each, word)));
  // Several rounds, or a connection of its own, are more than one question.
  if (option?.words[1]?.text !== 'httpchk' || !isAsked || lastLine(back.lines, 'http-check', 'connect') !== undefined)
    return [];
  const sends = back.lines.filter(({ words }) => words[0].text === 'http-check' && words[1]?.text === 'send');
  const [send, another] = sends;
  if (another !== undefined) return [];
  const [first, second] = option.words.slice(2);
  const written = second === undefined ? { uri: first } : { method: first, uri: second };
  const method = pairOf(send, 'meth') ?? written.method;
  const uri = pairOf(send, 'uri') ?? written.uri;
  if (uri === undefined && pairOf(send, 'uri-lf') !== undefined) return [];
  const line = pairOf(send, 'uri') === undefined || send === undefined ? option : send;
  const keyAt = place(option.words[0].start, option.words[1].end);
  const path: Expression = uri === undefined ? literal('/', keyAt, 'option httpchk') : wordValue(uri, line, place);
  return [
    { name: 'health.path', key: 'option httpchk', value: path, keyAt },
    { name: 'health.matcher', key: 'http-check expect', value: expected(back, method, keyAt, place), keyAt },
  ];
}
function expected(back: Effective, method: Word | undefined, keyAt: WrittenSetting['keyAt'], place: Place): Expression {
  const unknown = (text: string, at = keyAt): Expression => ({
    ...{ kind: 'unknown' as const, reason: 'unsupported-syntax' as const },
    text,
    at,
  });
  if (method === undefined || !routed.test(method.text))
    return unknown(`${method?.text ?? 'OPTIONS'} may be answered before any route is looked at`);
  const lines = back.lines.filter(({ words }) => words[0].text === 'http-check' && words[1]?.text === 'expect');
  const [only, another] = lines;
  if (only === undefined) {
    const usual = factText('haproxy', 'check-success', undefined, keyAt);
    return usual.state === 'known' ? literal(usual.value, keyAt, 'option httpchk') : unknown(usual.reason.text);
  }
  const status = pairOf(only, 'status');
  const isPlain = another === undefined && only.words[2]?.text !== '!' && status !== undefined;
  return isPlain
    ? wordValue(status, only, place)
    : unknown('http-check expect asks for more than a status', place(only.words[0].start, only.words[0].end));
}
function pairOf(line: Line | undefined, name: string): Word | undefined {
  const index = line?.words.findIndex((word, at) => at > 1 && word.text === name) ?? -1;
  return index < 0 ? undefined : line?.words[index + 1];
}
