// Reads haproxy.cfg: one proxy for every backend that a frontend sends to, with the settings of both sides.
import { directiveKeys, factRows } from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type { FileFacts, ParseProblem, ProxyFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';
import { checkSettings } from './checks.js';
import { connectionMode, type Effective, effectiveSections, isHttp, lastLine } from './effective.js';
import { judgeSections } from './judge.js';
import { type ReadSections, readSections } from './read-sections.js';
import { addressOf, has, serverSettings, serversOf } from './servers.js';
import { joined, keyOf, type Place, wordValue } from './values.js';

export const parser: Parser = { parse: parseHaproxy };

export function parseHaproxy(file: SourceText): FileFacts {
  const lines = new LineIndex(file.text);
  const place: Place = (start, end) => lines.location(file.path, start, end);
  const read = readSections(file.text);
  const suppressions = readSuppressions(file.path, read.comments, lines);
  const template = /\{\{|\{%|<%/.exec(withoutComments(file.text, read));
  if (template !== null) {
    const problem: ParseProblem = {
      kind: 'skipped',
      code: 'templated',
      message: 'This file is a template and says nothing before it is rendered.',
      help: 'Lint the rendered file.',
      at: place(template.index, template.index),
    };
    return { file: file.path, facts: [], problems: [problem], suppressions };
  }
  const facts = [...proxiesOf(read, file.path, place), ...judgeSections(read.sections, place)];
  return { file: file.path, facts, problems: problemsOf(read, place), suppressions };
}

/** The same text with blanks for comments: offsets stay. */
function withoutComments(text: string, { comments }: ReadSections): string {
  let plain = '';
  let from = 0;
  for (const { start, end } of comments) {
    plain += text.slice(from, start) + ' '.repeat(end - start);
    from = end;
  }
  return plain + text.slice(from);
}
function problemsOf({ problem }: ReadSections, place: Place): ParseProblem[] {
  if (problem === undefined) return [];
  const at = place(problem.offset, problem.offset);
  return problem.code === 'limit'
    ? [{ kind: 'skipped', code: 'too-large', message: problem.message, at }]
    : [{ kind: 'syntax', code: 'haproxy-syntax', message: problem.message, at }];
}

function proxiesOf({ sections }: ReadSections, file: string, place: Place): ProxyFact[] {
  const effective = effectiveSections(sections);
  const backends = new Map(
    effective.flatMap((each) =>
      each.section.kind === 'backend' || each.section.kind === 'listen' ? [[each.name, each] as const] : [],
    ),
  );
  const global = effective
    .filter((each) => each.section.kind === 'global')
    .map((each): Effective => ({ ...each, lines: each.section.lines }));
  return effective.flatMap((front): ProxyFact[] => {
    if (front.section.kind !== 'frontend' && front.section.kind !== 'listen') return [];
    const targets = backendNames(front).flatMap((name) => backends.get(name) ?? []);
    const own = front.section.kind === 'listen' && serversOf(front).length > 0 ? [front] : [];
    return [...own, ...targets].flatMap((back) =>
      isHttp(front) === isHttp(back) && serversOf(back).length > 0
        ? [proxyFact({ front, back, global, file, place })]
        : [],
    );
  });
}
/** In order of the file, each once; a name that is put together for each request is none. */
function backendNames({ lines }: Effective): readonly string[] {
  const names = lines.flatMap(({ words }) => {
    const [first, second] = words;
    return (first.text === 'use_backend' || first.text === 'default_backend') && second !== undefined
      ? [second.text]
      : [];
  });
  return [...new Set(names)];
}

interface Pair {
  readonly front: Effective;
  readonly back: Effective;
  readonly global: readonly Effective[];
  readonly file: string;
  readonly place: Place;
}
function proxyFact({ front, back, global, file, place }: Pair): ProxyFact {
  const servers = serversOf(back);
  const active = servers.filter((each) => !has(each, 'backup') && !has(each, 'disabled'));
  const isOne = front === back;
  const isPlain = !isHttp(front);
  const product = isPlain ? 'haproxy-tcp' : 'haproxy';
  const own = [
    ...lineSettings(front, isOne ? 'listen' : 'frontend', product, place),
    ...(isOne ? [] : lineSettings(back, 'backend', product, place)),
  ];
  const settings = isPlain
    ? own
    : [
        ...global.flatMap((each) => [
          ...lineSettings(each, 'global', product, place),
          ...reservedSettings(each, place),
        ]),
        ...own,
        ...serverSettings(servers, place),
        ...closingSettings(front, back, place),
        ...replaySettings(back, place),
        ...checkSettings(back, active, place),
      ];
  return {
    kind: 'proxy',
    product: 'haproxy',
    ...(isPlain ? { mode: product } : {}),
    id: isOne ? `listen ${back.name}` : `frontend ${front.name} backend ${back.name}`,
    name: isOne ? back.name : `${front.name}/${back.name}`,
    at: headAt(back, place),
    scope: `haproxy:${file}`,
    settings,
    forwardsTo: servers.filter((each) => !has(each, 'disabled')).map((each) => addressOf(each, place)),
    listensOn: portsOf(front),
    runsIn: 'file',
    servers: { value: active.reduce((sum, each) => sum + each.count, 0), at: headAt(back, place) },
    ...(isPlain ? {} : { traits: traitsOf(back, place) }),
  };
}
function headAt({ section }: Effective, place: Place): Location {
  const { words } = section.head;
  return place(words[0].start, (words[1] ?? words[0]).end);
}

/** `bind *:80,[::]:8080 ssl`; ranges and variables name no single port. */
function portsOf({ lines }: Effective): readonly number[] {
  const ports = lines.flatMap(({ words }) => {
    if (words[0].text !== 'bind') return [];
    return (words[1]?.text ?? '').split(',').flatMap((address) => {
      const port = Number(/:(\d{1,5})$/.exec(address)?.[1] ?? Number.NaN);
      return port > 0 && port < 65_536 ? [port] : [];
    });
  });
  return [...new Set(ports)];
}

/** Lines of a section and its defaults that the table knows for this side; the last of a kind wins when linking. */
function lineSettings({ lines }: Effective, context: string, product: string, place: Place): WrittenSetting[] {
  return lines.flatMap((line): WrittenSetting[] => {
    if (line.words[0].text === 'option') return [];
    const { key, name, rest } = keyOf(line);
    return (directiveKeys(product).get(key) ?? []).flatMap((entry): WrittenSetting[] => {
      const word = entry.row.type === 'text' ? joined(rest) : rest[0];
      if (!entry.key.context.includes(context) || word === undefined) return [];
      return [{ name: entry.setting, key, value: wordValue(word, line, place), keyAt: place(name.start, name.end) }];
    });
  });
}

/** A part of the buffer that is kept free: how much room it leaves depends on the size of the whole. */
function reservedSettings({ lines }: Effective, place: Place): WrittenSetting[] {
  const line = lastLine(lines, 'tune.maxrewrite');
  const word = line?.words[1];
  if (line === undefined || word === undefined || Number(word.text) === factRows('haproxy', 'reserved-room')[0]?.value)
    return [];
  const at = place(line.words[0].start, word.end);
  const text = `tune.maxrewrite keeps ${word.text} bytes of the buffer free`;
  const value = { kind: 'unknown', reason: 'unsupported-syntax', text, at } as const;
  return [{ name: 'outbound.headerBuffer', key: 'tune.maxrewrite', value, keyAt: at }];
}

/**
 * `http-server-close` counts on either side; `httpclose` ends server connections where it stands on the backend's side.
 * https://docs.haproxy.org/3.2/configuration.html#4.2-option%20httpclose
 */
function closingSettings(front: Effective, back: Effective, place: Place): WrittenSetting[] {
  const modes = [connectionMode(front), connectionMode(back)];
  const closing = modes.find((line, index) => {
    const option = line?.words[1]?.text;
    return option === 'http-server-close' || ((option === 'httpclose' || option === 'forceclose') && index === 1);
  });
  const option = closing?.words[1];
  if (closing === undefined || option === undefined) return [];
  const at = place(closing.words[0].start, option.end);
  const value = closing.conditional ? wordValue(option, closing, place) : literal(false, at, `option ${option.text}`);
  return [{ name: 'outbound.pooling', key: `option ${option.text}`, value, keyAt: at }];
}
/** `http-request disable-l7-retry if METH_POST` takes requests out that retry-on would send again. */
function replaySettings(back: Effective, place: Place): WrittenSetting[] {
  const line = lastLine(back.lines, 'http-request', 'disable-l7-retry');
  const word = line?.words[1];
  if (line === undefined || word === undefined || lastLine(back.lines, 'retry-on') === undefined) return [];
  const at = place(line.words[0].start, word.end);
  const some = line.words.length > 2;
  return [
    {
      name: 'outbound.retryScope',
      key: 'http-request disable-l7-retry',
      value: literal(some ? 'idempotent' : 'none', at),
      keyAt: at,
    },
  ];
}
function traitsOf(back: Effective, place: Place): NonNullable<ProxyFact['traits']> {
  const redispatch = lastLine(back.lines, 'option', 'redispatch');
  if (redispatch === undefined) return [];
  const at = place(redispatch.words[0].start, redispatch.words.at(-1)?.end ?? redispatch.words[0].end);
  return [{ name: 'redispatch', value: literal(true, at), at }];
}
