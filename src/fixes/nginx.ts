// Adds directives to nginx files: a line of a server block, what pooling needs beside a pass.
import type { Location } from '../model/location.js';
import { takesLines } from './embedded.js';
import type { Half } from './half.js';
import { type FileTexts, type OpenFile, openFile } from './open-file.js';

/** `at` is the head of a server or of a location in it; the directive goes into the server. */
export function addServerDirective(title: string, at: Location, text: string, texts: FileTexts): Half | undefined {
  const file = openFile(texts, at.file);
  if (file === undefined) return undefined;
  const named = file.start(at);
  if (!takesLines(file, named)) return undefined;
  const head = /^\w+/.exec(file.text.slice(named))?.[0];
  const start = head === 'location' ? (serverAround(file.text, named) ?? named) : named;
  if (start === named && head === 'location') {
    const line = firstLineAbove(file, start);
    return { title, safe: true, edits: [file.insert(line, `${file.indentOf(start)}${text};\n`)] };
  }
  // Behind what says which server it is.
  const open =
    /^server\s*\{[ \t]*(?:#.*)?(?:\r\n|\n|\r)(?:[ \t]*(?:listen|server_name)\b[^;{}]*;[ \t]*(?:#.*)?(?:\r\n|\n|\r))*/.exec(
      file.text.slice(start),
    )?.[0];
  if (open === undefined) return undefined;
  const next = start + open.length;
  const inside = start + (/^.*(?:\r\n|\n|\r)/.exec(open)?.[0].length ?? 0);
  const indent = file.indentOf(inside) || `${file.indentOf(start)}    `;
  return { title, safe: true, edits: [file.insert(next, `${indent}${text};\n`)] };
}
/** Where the server begins that holds this place: the nearest block of that name that is not closed before it. */
function serverAround(text: string, offset: number): number | undefined {
  const plain = text.slice(0, offset).replaceAll(/"[^"\n]*"|'[^'\n]*'|#.*/g, (part) => ' '.repeat(part.length));
  let depth = 0;
  for (let at = offset - 1; at >= 0; at -= 1) {
    if (plain[at] === '}') depth += 1;
    if (plain[at] !== '{') continue;
    if (depth > 0) depth -= 1;
    else {
      const head = /\bserver\s*$/.exec(plain.slice(0, at));
      if (head !== null) return head.index;
    }
  }
  return undefined;
}
/** Comments right above a block belong to it. */
function firstLineAbove(file: OpenFile, offset: number): number {
  let { line } = file.lines.position(offset);
  if (file.text.slice(file.lineStart(offset), offset).trim() !== '') return offset;
  while (line > 1 && /^\s*#/.test(file.lines.lineText(line - 1))) line -= 1;
  return file.lines.offset(line, 1);
}

/** HTTP/1.1 and no Connection header, in the block of the pass: each only where it is not written there. */
export function keepUpstreamOpen(pass: Location, texts: FileTexts): Half | undefined {
  const file = openFile(texts, pass.file);
  const block = file === undefined ? undefined : blockAround(file.text, file.start(pass));
  if (file === undefined || block === undefined || /\bproxy_set_header\s+Connection\b/i.test(block)) return undefined;
  const lines = [
    ...(/\bproxy_http_version\b/.test(block) ? [] : ['proxy_http_version 1.1;']),
    'proxy_set_header Connection "";',
  ];
  const start = file.start(pass);
  if (!takesLines(file, start)) return undefined;
  const end = file.text.indexOf(';', start);
  if (end < 0 || !file.text.startsWith('proxy_pass', start)) return undefined;
  const indent = file.indentOf(start);
  const behind = file.text.slice(end + 1, file.endOfLine(end));
  if (behind.trim() !== '' && !behind.trim().startsWith('#')) return undefined;
  const edit = file.insert(file.endOfLine(end), lines.map((line) => `\n${indent}${line}`).join(''));
  return { title: 'Keep connections to upstream open (HTTP/1.1, no Connection header)', safe: true, edits: [edit] };
}
/** The text between the braces that hold this place; undefined where braces in text or comments could mislead. */
function blockAround(text: string, offset: number): string | undefined {
  const before = text.slice(0, offset);
  const open = before.lastIndexOf('{');
  const close = text.indexOf('}', offset);
  // A brace that opens a block ends its line.
  if (open < 0 || close < 0 || !/^\{\s*(?:#.*)?$/m.test(/^.*/.exec(text.slice(open))?.[0] ?? '')) return undefined;
  if (before.slice(open).includes('}')) return undefined;
  const block = text.slice(open + 1, close);
  return /["'][^"'\r\n]*[{}]/.test(block) ? undefined : block;
}
