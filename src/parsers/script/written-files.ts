// Files that a script writes on the machine it sets up: `cat > /etc/systemd/system/shop.service <<EOF`, `echo '…' | sudo tee /etc/nginx/conf.d/shop.conf`.
import type { Location } from '../../model/location.js';
import type { WrittenText } from '../parser.js';

/** A script with more of them is nothing a person wrote. */
const most = 50;
const opener = /<<(-?)[ \t]*(?:"(\w{1,60})"|'(\w{1,60})'|\\?([A-Za-z_]\w{0,59}))/;
/** Where a redirection or `tee` puts what the command below prints. */
const target = /(?:^|[\s;&|])(?:>{1,2}[ \t]*|tee(?:[ \t]+-a)?[ \t]+)["']?([^\s"'<>|;&]+)/;
/** A value in front of a command holds for that command alone. */
const assignment =
  /^[ \t]*(?:(?:export|readonly|local)[ \t]+)?([A-Za-z_]\w*)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"';&|()]*))(?:[ \t](.*))?$/;

export function writtenFiles(path: string, script: string): readonly WrittenText[] {
  if (!script.includes('<<') && !printed.test(script)) return [];
  const lines = script.split('\n').map((line) => line.replace(/\r$/, ''));
  const outside: string[] = [];
  const found: Heredoc[] = [];
  let seen = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const opens = line.includes('<<') || printed.test(line);
    const here = opens && seen++ < most ? (heredocAt(lines, index) ?? printedAt(lines, index)) : undefined;
    outside.push(line);
    if (here === undefined) continue;
    found.push(here);
    index = here.end;
  }
  const values = valuesOf(outside);
  return found.flatMap((here): WrittenText[] => {
    const name = here.target === undefined ? undefined : filledIn(here.target, values);
    if (name === undefined || !name.startsWith('/')) return [];
    const body = bodyOf(lines, here).map(({ line, from }) => readLine(line, from, here, values));
    if (body.reduce((size, { text }) => size + text.length, 0) > largest) return [];
    // What a command or a variable puts there as lines may set anything.
    if (!here.literal && body.some(({ text }) => putIn.test(text))) return [];
    const move = (at: Location): Location => moved(at, path, here.first, body);
    return [{ name, text: body.map(({ text }) => text).join('\n'), move }];
  });
}

/** `$(cat snippet.conf)`, `${EXTRA}` as a line of its own. */
const putIn = /^[ \t]*(?:`|\$\(|\$\{?\w{1,60}\}?[ \t]*$)/;

interface Heredoc {
  /** As it is written. */
  readonly target?: string;
  /** Indices of the first line of the body, and of the line that ends it. */
  readonly first: number;
  readonly end: number;
  readonly tabs: boolean;
  /** The delimiter is quoted, or the text in single quotes: nothing is filled in. */
  readonly literal: boolean;
  /** Where the text begins in its first line and ends in its last one; else it is whole lines, of which `end` is none. */
  readonly quoted?: { readonly from: number; readonly until: number };
}
function heredocAt(lines: readonly string[], index: number): Heredoc | undefined {
  const line = lines[index] ?? '';
  const match = opener.exec(line);
  const quoted = match?.[2] ?? match?.[3];
  const word = quoted ?? match?.[4];
  if (match === null || word === undefined || /^\s*#/.test(line)) return undefined;
  const tabs = match[1] === '-';
  const end = lines.findIndex((each, at) => at > index && (tabs ? each.replace(/^\t+/, '') : each) === word);
  if (end < 0) return undefined;
  const written = target.exec(line)?.[1];
  const literal = quoted !== undefined || match[0].includes('\\');
  return { first: index + 1, end, tabs, literal, ...(written === undefined ? {} : { target: written }) };
}

/** `echo '` at the beginning of a command. */
const printed = /^[ \t]*(?:sudo[ \t]+)?(?:echo|printf)[ \t]+(?:--?[a-zA-Z]*[ \t]+)?(['"])/m;
/** A configuration has no more lines. */
const mostLines = 2000;

/** A text in quotes over several lines: one line is a value, or is put behind what a file has. */
function printedAt(lines: readonly string[], index: number): Heredoc | undefined {
  const opening = printed.exec(lines[index] ?? '');
  const quote = opening?.[1];
  if (opening === null || quote === undefined) return undefined;
  const from = opening[0].length;
  for (let end = index; end < Math.min(lines.length, index + mostLines); end++) {
    const until = closingOf(lines[end] ?? '', quote, end === index ? from : 0);
    if (until === undefined) continue;
    const written = target.exec((lines[end] ?? '').slice(until + 1))?.[1];
    if (end === index || written === undefined) return undefined;
    return { target: written, first: index, end, tabs: false, literal: quote === "'", quoted: { from, until } };
  }
  return undefined;
}
/** Where the quote closes, if on this line. */
function closingOf(line: string, quote: string, from: number): number | undefined {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\' && quote === '"') at++;
    else if (line[at] === quote) return at;
  }
  return undefined;
}

// ---------------------------------------------------------------- variables

type Values = ReadonlyMap<string, string | undefined>;
/** Longer values are made of each other, and no path. */
const longest = 4096;
const largest = 256 * 1024;

/** Variables that are set once, to what is written there; `${APP:-/opt/shop}` is that where nobody says otherwise. */
function valuesOf(lines: readonly string[]): Values {
  const written = new Map<string, string | undefined>();
  for (const line of lines) {
    const [, name, double, single, bare, behind = ''] = assignment.exec(line) ?? [];
    if (name === undefined || !/^[ \t]*(?:#|$)/.test(behind)) continue;
    const own = double ?? bare ?? '';
    const fallback = /^\$\{\w+:?-([^${}]*)\}$/.exec(own)?.[1];
    const value = single ?? fallback ?? filledIn(own, written);
    written.set(name, written.has(name) && written.get(name) !== value ? undefined : value);
  }
  return written;
}

/** Undefined where a part of it is not known. */
function filledIn(text: string, values: Values): string | undefined {
  let isOpen = /`|\$\(/.test(text);
  const filled = text.replace(variable, (_, braced?: string, plain?: string) => {
    const value = values.get(braced ?? plain ?? '');
    isOpen ||= value === undefined;
    return value ?? '';
  });
  return isOpen || filled.includes('$') || filled.length > longest ? undefined : filled;
}
const variable = /\$\{(\w+)\}|\$(\w+)/g;

// ---------------------------------------------------------------- bodies

interface ReadLine {
  readonly text: string;
  /** Stretches of it, each with the offset that it has in the line of the script. */
  readonly stretches: readonly { readonly at: number; readonly from: number; readonly isFilledIn: boolean }[];
}

/** The lines of a text, and where it begins in each. */
function bodyOf(
  lines: readonly string[],
  { first, end, quoted }: Heredoc,
): readonly { readonly line: string; readonly from: number }[] {
  if (quoted === undefined) return lines.slice(first, end).map((line) => ({ line, from: 0 }));
  return lines.slice(first, end + 1).map((line, index) => ({
    line: first + index === end ? line.slice(0, quoted.until) : line,
    from: index === 0 ? quoted.from : 0,
  }));
}

function readLine(line: string, start: number, { tabs, literal, quoted }: Heredoc, values: Values): ReadLine {
  const indent = tabs ? (/^\t*/.exec(line)?.[0].length ?? 0) : start;
  const stretches = [{ at: 0, from: indent, isFilledIn: false }];
  if (literal) return { text: line.slice(indent), stretches };
  let text = '';
  let from = indent;
  const put = (until: number, replacement: string, length: number): void => {
    text += line.slice(from, until);
    if (replacement !== '') stretches.push({ at: text.length, from: until, isFilledIn: true });
    text += replacement;
    from = until + length;
    stretches.push({ at: text.length, from, isFilledIn: false });
  };
  for (const match of line.matchAll(quoted === undefined ? escapes : escapesInQuotes)) {
    const [all, escaped, braced, plain] = match;
    if (match.index < from) continue;
    const value = escaped ?? values.get(braced ?? plain ?? '');
    if (value !== undefined) put(match.index, value, all.length);
  }
  return { text: text + line.slice(from), stretches };
}

const escapes = /\\([$`\\])|\$\{(\w+)\}|\$(\w+)/g;
const escapesInQuotes = /\\([$`\\"])|\$\{(\w+)\}|\$(\w+)/g;

function moved(at: Location, file: string, first: number, body: readonly ReadLine[]): Location {
  const column = (line: number, own: number): number => {
    const offset = own - 1;
    const stretch = body[line - 1]?.stretches.findLast((each) => each.at <= offset);
    if (stretch === undefined) return own;
    return stretch.from + (stretch.isFilledIn ? 0 : offset - stretch.at) + 1;
  };
  return {
    file,
    line: at.line + first,
    column: column(at.line, at.column),
    endLine: at.endLine + first,
    endColumn: Math.max(column(at.endLine, at.endColumn), at.endLine === at.line ? column(at.line, at.column) : 1),
  };
}
