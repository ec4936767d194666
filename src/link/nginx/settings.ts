// The settings that hold for one way through nginx, under the names of the knowledge table.
import { directiveKeys } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type { Directive, Text, WrittenSetting } from '../../model/facts.js';
import type { SettingName } from '../../model/setting-names.js';
import { hasParameter, serversOf } from './addresses.js';
import { openSettings } from './out-of-sight.js';
import type { Scope } from './scope.js';
import { expressionOf } from './variables.js';

/** Directives of one module say nothing about another's way. */
const modules = /^(proxy|grpc|fastcgi|uwsgi|scgi)_/;
/** Decided by several directives together: see pooling. */
const decidedElsewhere: ReadonlySet<SettingName> = new Set<SettingName>(['outbound.pooling']);

export function scopeSettings(scope: Scope, module: string | undefined): readonly WrittenSetting[] {
  const { outOfSight } = scope;
  const isOfWay = (name: string): boolean => {
    const own = modules.exec(name)?.[1];
    return own === undefined || own === module;
  };
  // Inside a location stands what is about sending on; who keeps clients waiting is said further out.
  const open =
    outOfSight === undefined
      ? []
      : openSettings(outOfSight, (name) => modules.exec(name)?.[1] === module && module !== undefined);
  const hidden = new Set(open.map(({ name }) => name));
  const seen = [...scope.values.values()].flatMap((directive) => {
    return isOfWay(directive.name)
      ? written(directive, directive.name, (contexts) => contexts.some((each) => each !== 'upstream'), directive.words)
      : [];
  });
  return [...seen.filter(({ name }) => !hidden.has(name)), ...open];
}
/** Hundreds of locations may send to one upstream. */
export const upstreamSettings = perObject((upstream: Directive): readonly WrittenSetting[] => {
  const own = (upstream.block ?? []).flatMap((directive) =>
    directive.name === 'server'
      ? []
      : written(directive, directive.name, (contexts) => contexts.includes('upstream'), directive.words),
  );
  return [...own, ...serverSettings(upstream)];
});

function written(
  directive: Directive,
  key: string,
  isRead: (contexts: readonly string[]) => boolean,
  words: readonly Text[],
): readonly WrittenSetting[] {
  const entries = (directiveKeys('nginx').get(key) ?? []).filter(
    (entry) => isRead(entry.key.context) && !decidedElsewhere.has(entry.setting),
  );
  const [first] = words;
  if (first === undefined) return [];
  return entries.map(({ setting, row }) => ({
    name: setting,
    key,
    keyAt: nameAt(directive),
    value: expressionOf(row.type === 'text' ? allOf(words, first) : first),
  }));
}
/** A directive that takes a list of words is read as one text. */
function allOf(words: readonly Text[], first: Text): Text {
  const last = words.at(-1) ?? first;
  const text = words.map((word) => word.text).join(' ');
  return { text, at: { ...first.at, endLine: last.at.endLine, endColumn: last.at.endColumn } };
}
/** The word that opens the directive. */
export function nameAt({ name, at }: Directive): WrittenSetting['keyAt'] {
  return { ...at, endLine: at.line, endColumn: at.column + name.length };
}

/** `max_fails=…` of the servers: one value when all agree, every value when they differ. */
function serverSettings(upstream: Directive): readonly WrittenSetting[] {
  const servers = serversOf(upstream).filter((server) => !hasParameter(server, 'backup'));
  return ['max_fails', 'fail_timeout'].flatMap((name): readonly WrittenSetting[] => {
    const values = servers.flatMap((server) => parameter(server, name) ?? []);
    const [first] = values;
    if (first === undefined) return [];
    const key = `server.${name}`;
    const agree = values.length === servers.length && values.every((each) => each.text === first.text);
    const open: Expression = {
      kind: 'unknown',
      reason: 'ambiguous',
      text: `the servers of upstream ${upstream.words[0]?.text ?? ''} differ in ${name}`,
      at: first.at,
    };
    return written(upstream, key, () => true, [first]).map((setting) => ({
      ...setting,
      keyAt: first.nameAt,
      value: agree ? setting.value : open,
    }));
  });
}
interface Parameter extends Text {
  readonly nameAt: WrittenSetting['keyAt'];
}
function parameter(server: Directive, name: string): Parameter | undefined {
  const word = server.words.slice(1).find((each) => each.text.startsWith(`${name}=`));
  if (word === undefined) return undefined;
  const { at, text } = word;
  const start = name.length + 1;
  const isPlain = at.line === at.endLine && at.endColumn - at.column === text.length;
  if (!isPlain) return { text: text.slice(start), at, nameAt: at };
  return {
    text: text.slice(start),
    at: { ...at, column: at.column + start },
    nameAt: { ...at, endColumn: at.column + name.length },
  };
}
