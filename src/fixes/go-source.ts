// Adds a field to the literal that makes a Go server.
import type { Milliseconds } from '../model/duration.js';
import type { ServerFact } from '../model/facts.js';
import type { TextEdit } from '../model/finding.js';
import type { Half } from './half.js';
import { type FileTexts, type OpenFile, openFile } from './open-file.js';

export function addGoField(
  title: string,
  server: ServerFact,
  key: string,
  length: Milliseconds,
  texts: FileTexts,
): Half | undefined {
  const file = openFile(texts, server.at.file);
  if (file === undefined || !/^\w+$/.test(key)) return undefined;
  const start = file.start(server.at);
  const end = file.end(server.at);
  const literal = file.text.slice(start, end);
  const open = /^&?\s*[\w.]+\{/.exec(literal)?.[0];
  const time = timePackage(file);
  if (open === undefined || !literal.endsWith('}') || time === undefined) return undefined;
  const seconds = length / 1000;
  if (!Number.isInteger(seconds)) return undefined;
  const value = `${seconds} * ${time.name}.Second`;
  const edit = fieldEdit(file, start + open.length, end - 1, key, value);
  return edit === undefined ? undefined : { title, safe: true, edits: [...time.edits, edit] };
}

function fieldEdit(file: OpenFile, inner: number, close: number, key: string, value: string): TextEdit | undefined {
  const body = file.text.slice(inner, close);
  if (body.trim() === '') return file.replace(inner, close, `${key}: ${value}`);
  if (!/[\r\n]/.test(body)) {
    const end = inner + body.trimEnd().length;
    return file.insert(end, `${body.trimEnd().endsWith(',') ? '' : ','} ${key}: ${value}`);
  }
  const lineStart = file.lineStart(close);
  // A closing brace that shares its line with a field is no gofmt style; leave it to a person.
  if (file.text.slice(lineStart, close).trim() !== '') return undefined;
  const fields = body.split(/\r?\n/).filter((line) => /^\s*\w+:\s/.test(line));
  const last = fields.at(-1);
  if (last === undefined) return undefined;
  const [, indent = '', name = '', gap = ''] = /^(\s*)(\w+):(\s+)/.exec(last) ?? [];
  // gofmt puts the values of neighbouring fields into one column.
  const width = Math.max(name.length + gap.length, key.length + 1);
  return file.insert(lineStart, `${indent}${`${key}:`.padEnd(width + 1)}${value},\n`);
}

interface TimePackage {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}
/** The name `time` goes by in the file, and the import it may still need. */
function timePackage(file: OpenFile): TimePackage | undefined {
  const imported = /^[ \t]*(?:import[ \t]+)?(?:([\w.]+)[ \t]+)?"time"/m.exec(file.text);
  if (imported !== null)
    return imported[1] === '.' || imported[1] === '_' ? undefined : { name: imported[1] ?? 'time', edits: [] };
  const block = /^import[ \t]*\([ \t]*\r?\n((?:[ \t]*(?:[\w.]+[ \t]+)?"[^"\r\n]*"[^\r\n]*\r?\n)+)/m.exec(file.text);
  if (block?.[1] !== undefined) {
    let at = block.index + block[0].length - block[1].length;
    for (const line of block[1].split(/(?<=\n)/)) {
      if ((/"([^"]*)"/.exec(line)?.[1] ?? '') > 'time') break;
      at += line.length;
    }
    return { name: 'time', edits: [file.insert(at, '\t"time"\n')] };
  }
  const single = /^import[ \t]+(?:[\w.]+[ \t]+)?"[^"\r\n]*"[^\r\n]*$/m.exec(file.text);
  return single === null
    ? undefined
    : { name: 'time', edits: [file.insert(file.endOfLine(single.index), '\nimport "time"')] };
}
