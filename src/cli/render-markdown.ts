// A rule page as a terminal shows it: headings, paragraphs, lists, tables and code, wrapped and coloured.
import { safeText } from '../reporters/safe-text.js';
import { type Paint, painter } from '../reporters/style.js';
import { lengthOf, wrapText } from '../reporters/wrap.js';

export interface MarkdownSettings {
  readonly color: boolean;
  readonly width: number;
}

/** Pages are our own; still nothing in them reaches the terminal but text. */
export function renderMarkdown(markdown: string, { color, width }: MarkdownSettings): string {
  const paint = painter(color);
  const lines = markdown.replace(/<!--[\s\S]*?-->/g, '').split(/\r?\n/);
  const out: string[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const fence = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      const end = lines.findIndex((each, at) => at > index && each.trim().startsWith(fence));
      const last = end < 0 ? lines.length : end;
      out.push(
        ...lines.slice(index + 1, last).map((each) => paint('cyan', `    ${safeText(each.replaceAll('\t', '  '))}`)),
      );
      index = last + 1;
    } else if (line.trimStart().startsWith('|')) {
      const end = lines.findIndex((each, at) => at > index && !each.trimStart().startsWith('|'));
      const last = end < 0 ? lines.length : end;
      out.push(...tableLines(lines.slice(index, last), width, paint));
      index = last;
    } else {
      const block = blockAt(lines, index);
      out.push(blockText(block.text, width, paint));
      index = block.next;
    }
  }
  return `${out
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

const startsBlock = /^\s*(?:[-*+]\s|\d+[.)]\s|#|>|\||`{3}|~{3}|$)/;

/** One paragraph, heading or list item; following lines that start nothing new belong to it. */
function blockAt(lines: readonly string[], index: number): { readonly text: string; readonly next: number } {
  const first = lines[index] ?? '';
  let next = index + 1;
  if (first.trim() === '' || /^#{1,6}\s/.test(first)) return { text: first, next };
  let text = first.trimEnd();
  for (; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (startsBlock.test(line)) break;
    text += ` ${line.trim()}`;
  }
  return { text, next };
}

function blockText(text: string, width: number, paint: Paint): string {
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(text);
  if (heading !== null) {
    const words = plainInline(heading[2] ?? '');
    return heading[1] === '#' ? paint(['bold', 'underline'], words) : paint('bold', words);
  }
  const item = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(text);
  if (item !== null) {
    const [, indent = '', mark = '', body = ''] = item;
    const bullet = `${indent}${/\d/.test(mark) ? mark : '•'} `;
    return inlineColours(wrapText(withLinkTexts(body), width, bullet, ' '.repeat(bullet.length)), paint);
  }
  const quote = /^>\s?(.*)$/.exec(text);
  if (quote !== null) return paint('dim', wrapText(plainInline(quote[1] ?? ''), width, '│ '));
  return inlineColours(wrapText(withLinkTexts(text), width), paint);
}

/** Wrapping has put line breaks inside spans already, so spans may cross lines. */
function inlineColours(text: string, paint: Paint): string {
  return text
    .split('\n')
    .map((line) => safeText(line))
    .join('\n')
    .replace(
      /(`+)([\s\S]+?)\1|\*\*([\s\S]+?)\*\*|(?<![\w*])\*(?![\s*])([^*]+?)\*(?![\w*])/g,
      (_match, _ticks, code?: string, strong?: string, stressed?: string) =>
        code === undefined
          ? paintLines(paint, strong === undefined ? 'italic' : 'bold', strong ?? stressed ?? '')
          : paintLines(paint, 'cyan', code),
    );
}
function paintLines(paint: Paint, format: 'bold' | 'italic' | 'cyan', text: string): string {
  return text
    .split('\n')
    .map((line) => paint(format, line))
    .join('\n');
}
/** Before the lines are broken: an address that is not shown takes no room. */
function withLinkTexts(text: string): string {
  return text.replace(/!?\[([^\]]*)\]\(([^)]*)\)/g, (_match, label: string, url: string) => linkText(label, url));
}
/** Other pages are named, other sites keep their address. */
function linkText(label: string, url: string): string {
  return /^https?:/.test(url) && !label.includes(url) ? `${label} (${url})` : label;
}
function plainInline(text: string): string {
  return withLinkTexts(safeText(text))
    .replace(/(?<![\w*])\*(?![\s*])([^*`]+?)\*(?![\w*])/g, '$1')
    .replace(/\*\*|`/g, '');
}

function tableLines(lines: readonly string[], width: number, paint: Paint): readonly string[] {
  const rows = lines
    .filter((line) => !/^\s*\|[\s:|-]+\|?\s*$/.test(line))
    .map((line) => cellsOf(line).map(plainInline));
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => lengthOf(row[at] ?? ''))));
  const total = widths.reduce((sum, each) => sum + each + 2, 0);
  if (total <= width) {
    return rows.map((row, index) => {
      const text = row
        .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? lengthOf(cell)) - lengthOf(cell))))
        .join('  ')
        .trimEnd();
      return index === 0 ? paint('bold', text) : text;
    });
  }
  const [head = [], ...body] = rows;
  return body.flatMap((row) => [
    ...row.map((cell, at) =>
      wrapText(at === 0 ? cell : `${head[at] ?? ''}: ${cell}`, width, at === 0 ? '• ' : '    ', '    '),
    ),
  ]);
}
/** `\|` is no border. */
function cellsOf(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}
