// Finds every regular expression literal of src, the patterns that descriptions of products hold, and the places that build one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { parse } from 'yaml';

export interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly places: readonly { readonly file: string; readonly line: number }[];
}
interface Found {
  readonly source: string;
  readonly flags: string;
  readonly file: string;
  readonly line: number;
}

export function patternsOf(root: string): readonly Pattern[] {
  const found = new Map<string, Found[]>();
  for (const each of filesBelow(root, 'src').flatMap((file) =>
    patternsIn(file, readFileSync(join(root, file), 'utf8')),
  )) {
    const key = `/${each.source}/${each.flags}`;
    const list = found.get(key);
    if (list === undefined) found.set(key, [each]);
    else list.push(each);
  }
  return [...found.values()].flatMap((places) => {
    const [first] = places;
    return first === undefined ? [] : [{ source: first.source, flags: first.flags, places }];
  });
}
const filesBelow = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|yaml)$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();

/** A place where a pattern is put together while hoplint runs. */
export interface BuiltPattern {
  readonly file: string;
  readonly line: number;
  /** What is handed to RegExp, as it is written there. */
  readonly argument: string;
}
export function builtPatterns(root: string): readonly BuiltPattern[] {
  return filesBelow(root, 'src').flatMap((file) => {
    if (!isSource(file)) return [];
    const text = readFileSync(join(root, file), 'utf8');
    if (!text.includes('RegExp(')) return [];
    const found: BuiltPattern[] = [];
    visitNodes(parseSync(file, text).program, (node) => {
      if (!isBuilding(node)) return;
      const [first] = node.arguments;
      if (first === undefined || first.type === 'Literal') return;
      const line = text.slice(0, node.start).split('\n').length;
      found.push({ file, line, argument: text.slice(first.start, first.end).replaceAll(/\s+/g, ' ') });
    });
    return found;
  });
}
const isSource = (file: string): boolean => file.endsWith('.ts') && !file.endsWith('.generated.ts');

interface Building {
  readonly start: number;
  readonly arguments: readonly Argument[];
}
interface Argument {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
}
/** `new RegExp(…)` and `RegExp(…)`. */
function isBuilding(node: object): node is Building {
  if (!('type' in node) || (node.type !== 'NewExpression' && node.type !== 'CallExpression')) return false;
  const callee = 'callee' in node ? node.callee : undefined;
  return typeof callee === 'object' && callee !== null && 'name' in callee && callee.name === 'RegExp';
}
/** What is written of it, with a letter for each thing that is filled in. */
function shapeOf([pattern, flags]: readonly Argument[]): Pick<Found, 'source' | 'flags'> | undefined {
  const quasis = pattern?.quasis?.map(({ value }) => value.cooked);
  return quasis === undefined
    ? undefined
    : { source: quasis.join('x'), flags: typeof flags?.value === 'string' ? flags.value : '' };
}
function visitNodes(node: unknown, see: (node: object) => void): void {
  if (typeof node !== 'object' || node === null) return;
  see(node);
  for (const each of Object.values(node)) visitNodes(each, see);
}

function patternsIn(file: string, text: string): readonly Found[] {
  if (/^src\/knowledge\/products\/.*\.yaml$/.test(file))
    return known(parse(text)).map((source) => ({ source, flags: '', file, line: 1 }));
  if (!isSource(file)) return [];
  const found: Found[] = [];
  const lineOf = (start: number): number => text.slice(0, start).split('\n').length;
  visitNodes(parseSync(file, text).program, (node) => {
    if ('regex' in node && 'start' in node && isRegex(node.regex))
      found.push({ source: node.regex.pattern, flags: node.regex.flags, file, line: lineOf(Number(node.start)) });
    const shape = isBuilding(node) ? shapeOf(node.arguments) : undefined;
    if (shape !== undefined && isBuilding(node)) found.push({ ...shape, file, line: lineOf(node.start) });
  });
  return found;
}
function isRegex(value: unknown): value is { readonly pattern: string; readonly flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value;
}

/** As `src/knowledge/schema-*.ts` name them. */
const partial: ReadonlySet<string> = new Set(['match']);
const whole: ReadonlySet<string> = new Set(['suffix', 'patterns']);
function known(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const texts = [each].flat().filter((one) => typeof one === 'string');
    if (partial.has(key)) return texts;
    return whole.has(key) ? texts.map((text) => `^(?:${text})$`) : known(each);
  });
}
