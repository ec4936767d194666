// Adds an attribute to a resource of Terraform, in the column its neighbours use.
import { settingRow } from '../knowledge/lookup.js';
import type { Milliseconds } from '../model/duration.js';
import type { Location } from '../model/location.js';
import type { SettingName } from '../model/setting-names.js';
import type { Half } from './half.js';
import { type FileTexts, openFile } from './open-file.js';

const unitOf: Readonly<Record<string, number>> = { 'integer-seconds': 1000, 'integer-minutes': 60_000 };

/** `at` is the whole resource. Only attributes of its top level; what stands in blocks inside is left to a person. */
export function addAttribute(
  title: string,
  { product, at }: { readonly product: string; readonly at: Location },
  name: SettingName,
  length: Milliseconds,
  texts: FileTexts,
): Half | undefined {
  const file = at.file.endsWith('.tf') || at.file.endsWith('.tofu') ? openFile(texts, at.file) : undefined;
  const block = file?.textAt(at) ?? '';
  const resource = /^resource\s+"(?<type>\w+)"\s+"[^"]*"\s*\{/.exec(block)?.groups?.['type'];
  const row = settingRow(product, name);
  const key = row?.keys?.find((each) => each.in === 'terraform' && each.resource === resource);
  if (file === undefined || key?.in !== 'terraform' || !/^\w+$/.test(key.path)) return undefined;
  const count = length / (unitOf[key.grammar ?? row?.grammar ?? ''] ?? Number.NaN);
  const lines = block.split(/\r\n|\n|\r/);
  if (!Number.isInteger(count) || lines.length < 2 || lines.at(-1)?.trim() !== '}') return undefined;
  if (lines.some((line) => line.trimStart().startsWith(`${key.path} `))) return undefined;
  // A name of its own behind the attributes at the top, before the first block or the end.
  const first = lines.findIndex(
    (line, index) => index > 0 && !/^\s*(?:#.*|\/\/.*|\w+\s*=\s*[^\s{[(][^{[(]*)?$/.test(line),
  );
  const index = lastAttribute(lines, first < 0 ? lines.length - 1 : first);
  const neighbour = /^(\s*)(\w+)(\s*)=/.exec(lines[index] ?? '');
  const indent = neighbour?.[1] ?? '  ';
  const column = neighbour === null ? 0 : (neighbour[2] ?? '').length + (neighbour[3] ?? '').length;
  const text = `${indent}${`${key.path} `.padEnd(column)}= ${count}`;
  const offset = file.endOfLine(file.lines.offset(at.line + index, 1));
  return { title, safe: true, edits: [file.insert(offset, `\n${text}`)] };
}
/** The last line with an attribute before `end`; the head of the block where there is none. */
function lastAttribute(lines: readonly string[], end: number): number {
  for (let index = end - 1; index > 0; index -= 1) if (/^\s*\w+\s*=/.test(lines[index] ?? '')) return index;
  return 0;
}
