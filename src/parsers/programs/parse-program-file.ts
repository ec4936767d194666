// Reads the configuration file of a server as far as it is plain: names and values; what code works out is unknown, and says so.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact, FileFacts } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import { readToml } from '../kit/toml.js';
import type { YamlMap } from '../kit/yaml/node.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import type { Parser, SourceText } from '../parser.js';
import { type CodeLine, codeLines } from './code-lines.js';
import { plainValue } from './plain-values.js';

export const parser: Parser = { parse: parseProgramFile };

function parseProgramFile(file: SourceText): FileFacts {
  if (file.path.endsWith('.toml')) return factsOf(file, new Names(file.path, tomlNames(file)));
  const lines = new LineIndex(file.text);
  const { lines: statements, comments } = codeLines(file.text);
  const names = new Names(file.path);
  const read = file.path.endsWith('.py') ? readPython : readRuby;
  let block = '';
  for (const line of statements) {
    if (line.indent === 0) block = line.text;
    const end = line.start + line.text.length;
    read(line, block, names, (from) => lines.location(file.path, line.start + from, end));
  }
  return { ...factsOf(file, names), suppressions: readSuppressions(file.path, comments, lines) };
}

/** From an offset of the statement to its end. */
type Place = (from: number) => Location;

class Names {
  readonly values: Map<string, Expression>;
  readonly #file: string;
  #any: Expression | undefined;

  constructor(file: string, values: ReadonlyMap<string, Expression> = new Map()) {
    this.#file = file;
    this.values = new Map(values);
  }
  set(name: string, text: string, at: Location): void {
    const value = plainValue(text, at, this.values);
    if (value === undefined) this.open(name, at);
    else this.values.set(name, value);
  }
  /** Code decides what it is. */
  open(name: string, at: Location): void {
    this.values.set(name, this.#unknown(`${name} is worked out by code in ${this.#file}`, at));
  }
  /** Any name may be set here. */
  openAll(at: Location): void {
    this.#any ??= this.#unknown(`code in ${this.#file} may set it`, at);
  }
  record(): BindingsFact['names'] {
    const all = [...this.values, ...(this.#any === undefined ? [] : [['*', this.#any] as const])];
    return Object.fromEntries(all.map(([name, value]) => [name, [value]]));
  }
  #unknown(text: string, at: Location): Expression {
    return { kind: 'unknown', reason: 'unsupported-syntax', text, at };
  }
}

function factsOf({ path }: SourceText, names: Names): FileFacts {
  const fact: BindingsFact = { kind: 'bindings', space: 'program-file', owner: path, names: names.record() };
  return { file: path, facts: [fact], problems: [], suppressions: [] };
}
const mostItems = 32;
function tomlNames({ path, text }: SourceText): ReadonlyMap<string, Expression> {
  const reader = new NodeReader(path, text);
  const scalarsOf = ({ entries }: YamlMap, table: string): readonly (readonly [string, Expression])[] =>
    entries.flatMap(({ key, value }) => {
      if (value.kind === 'map' && table === '') return scalarsOf(value, `${key.text}.`);
      // `args_bin = ["serve"]`
      if (value.kind === 'seq' && table !== '')
        return value.items.slice(0, mostItems).flatMap((each, place) => {
          const item = each.kind === 'scalar' ? reader.expression(each) : undefined;
          return item === undefined ? [] : [[`${table}${key.text}[${place}]`, item] as const];
        });
      const read = value.kind === 'scalar' ? reader.expression(value) : undefined;
      return read === undefined ? [] : [[`${table}${key.text}`, read] as const];
    });
  return new Map(scalarsOf(readToml(text).root, ''));
}

function readPython({ text, indent }: CodeLine, block: string, names: Names, at: Place): void {
  if (/^(?:async\s+def|def|class)\b/.test(block)) return;
  if (/^from\s+\S+\s+import\s+\*$/.test(text) || /\b(?:globals|exec|setattr|locals)\s*\(/.test(text)) {
    names.openAll(at(0));
    return;
  }
  const imported = /^from\s+\S+\s+import\s+(.+)$/s.exec(text)?.[1];
  if (imported !== undefined) {
    for (const name of imported.split(/[\s,()]+/)) if (name !== '' && name !== 'as') names.open(name, at(0));
    return;
  }
  // `if DEBUG: timeout = 0`, `a = 1; b = 2`
  for (const [, name = ''] of text.matchAll(/[:;] ?([A-Za-z_]\w{0,60}) ?=(?!=)/g)) names.open(name, at(0));
  const plain = /^([A-Za-z_]\w*)\s*(?::[^=]{1,60})?=(?!=)\s*(.*)$/s.exec(text);
  if (plain?.[1] !== undefined && indent === 0) setPlain(plain[1], plain[2] ?? '');
  else for (const name of assignedIn(text)) names.open(name, at(0));

  function setPlain(name: string, value: string): void {
    names.set(name, value, at(text.length - value.length));
    // `a = b = 5`
    for (const other of assignedIn(value)) names.open(other, at(0));
  }
}

/** `a = b = 5`, `a, b = 1, 2`, `a += 5`; a comparison assigns nothing. */
function assignedIn(text: string): readonly string[] {
  const equals = text.indexOf('=');
  const before = text.slice(0, equals);
  if (equals < 0 || text[equals + 1] === '=' || !/^[\w.,:+*/|&% \t-]+$/.test(before)) return [];
  return before.split(/[^\w.]/).filter((name) => name !== '');
}

/** The language in which Puma is told: `workers 2`, `port ENV.fetch("PORT") { 3000 }`. */
function readRuby({ text, indent }: CodeLine, _block: string, names: Names, at: Place): void {
  const assigned = /^([a-z_]\w*)\s*(?:\|\|)?=(?!=)\s*(.*)$/s.exec(text);
  if (assigned?.[1] !== undefined) {
    if (indent === 0) names.set(assigned[1], assigned[2] ?? '', at(text.length - (assigned[2] ?? '').length));
    else names.open(assigned[1], at(0));
    return;
  }
  const [, name, given = ''] = /^([a-z_]\w*)(?:\s+|\s*(?=\())(.+)$/s.exec(text) ?? [];
  if (name === undefined || /^(?:if|unless|elsif|while|case|when|do|end|require|def)$/.test(name)) return;
  const bare = /^\((.*)\)$/s.exec(given)?.[1] ?? given;
  if (indent > 0 || /\s(?:if|unless)\s/.test(text)) names.open(name, at(0));
  else names.set(name, firstArgument(bare.trim()), at(text.length - given.length));
}
/** `port 3000, '0.0.0.0'`: the comma behind a whole value. */
function firstArgument(text: string): string {
  const whole = /^(?:\d+|"[^"\\]*"|'[^'\\]*'|[a-z_]\w*|ENV[^{}]*\{[^{}]*\}|ENV\[[^\]]*\])\s*,/.exec(text);
  return whole === null ? text : whole[0].slice(0, -1).trim();
}
