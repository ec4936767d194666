// Finds every regular expression literal of src, and the patterns that descriptions of products hold.
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

function patternsIn(file: string, text: string): readonly Found[] {
  if (/^src\/knowledge\/products\/.*\.yaml$/.test(file))
    return known(parse(text)).map((source) => ({ source, flags: '', file, line: 1 }));
  if (!file.endsWith('.ts') || file.endsWith('.generated.ts')) return [];
  const found: Found[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('regex' in node && 'start' in node && isRegex(node.regex)) {
      const line = text.slice(0, Number(node.start)).split('\n').length;
      found.push({ source: node.regex.pattern, flags: node.regex.flags, file, line });
    }
    for (const each of Object.values(node)) visit(each);
  };
  visit(parseSync(file, text).program);
  return found;
}
function isRegex(value: unknown): value is { readonly pattern: string; readonly flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value;
}

/** As `src/knowledge/schema.ts` names them. */
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
