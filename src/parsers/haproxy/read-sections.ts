// Reads haproxy.cfg into sections of lines, each line into words with exact places.
import type { Comment } from '../kit/suppressions.js';

export interface Word {
  /** Without quotes and escapes; `${NAME}` stands for a variable of the environment. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface Line {
  readonly words: readonly [Word, ...Word[]];
  /** Between `.if` and `.endif`: it may not count. */
  readonly conditional: boolean;
}
export interface Section {
  /** `global`, `defaults`, `frontend`, `backend`, `listen`, or one that carries no request. */
  readonly kind: string;
  readonly head: Line;
  readonly lines: readonly Line[];
}
export interface ReadSections {
  readonly sections: readonly Section[];
  readonly comments: readonly Comment[];
  readonly problem?: { readonly message: string; readonly offset: number; readonly code: 'syntax' | 'limit' };
}

const limits = { characters: 5 * 1024 * 1024, lines: 100_000 } as const;

const kinds: ReadonlySet<string> = new Set([
  ...['global', 'defaults', 'frontend', 'backend', 'listen'],
  ...[
    'userlist',
    'peers',
    'resolvers',
    'cache',
    'mailers',
    'program',
    'http-errors',
    'ring',
    'log-forward',
    'fcgi-app',
  ],
  ...['crt-store', 'traces', 'acme', 'log-profile', 'dynamic-update'],
]);

export function readSections(text: string): ReadSections {
  if (text.length > limits.characters) {
    const message = `The file is larger than ${limits.characters / 1024 / 1024} MB.`;
    return { sections: [], comments: [], problem: { message, offset: 0, code: 'limit' } };
  }
  const sections: { kind: string; head: Line; lines: Line[] }[] = [];
  const comments: Comment[] = [];
  let problem: ReadSections['problem'];
  let depth = 0;
  let count = 0;
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    count++;
    if (count > limits.lines) {
      problem ??= { message: `The file has more than ${limits.lines} lines.`, offset: match.index, code: 'limit' };
      break;
    }
    const read = readWords(match[0], match.index);
    if (read.comment !== undefined) comments.push(read.comment);
    if (read.open !== undefined)
      problem ??= { message: 'This quote is never closed.', offset: read.open, code: 'syntax' };
    const [first, ...rest] = read.words;
    if (first === undefined) continue;
    if (first.text.startsWith('.')) {
      if (first.text === '.if') depth++;
      else if (first.text === '.endif') depth = Math.max(0, depth - 1);
      continue;
    }
    const line: Line = { words: [first, ...rest], conditional: depth > 0 };
    if (kinds.has(first.text)) sections.push({ kind: first.text, head: line, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return { sections, comments, ...(problem === undefined ? {} : { problem }) };
}

interface ReadWords {
  readonly words: readonly Word[];
  readonly comment?: Comment;
  /** Where a quote opens that never closes. */
  readonly open?: number;
}

/** Blanks end a word, `#` a line; what a backslash or quotes protect does neither. */
function readWords(line: string, offset: number): ReadWords {
  const words: Word[] = [];
  const pieces = /[ \t\v\f]+|#.*|"((?:\\.|[^"\\])*)("?)|'([^']*)('?)|\\(.?)|[^ \t\v\f#"'\\]+/gy;
  let text = '';
  let start = -1;
  let end = 0;
  const finish = (): void => {
    if (start >= 0) words.push({ text, start: offset + start, end: offset + end });
    text = '';
    start = -1;
  };
  for (const match of line.matchAll(pieces)) {
    const [piece, weak, weakEnd, strong, strongEnd, escaped] = match;
    if (/^[ \t\v\f]/.test(piece)) {
      finish();
      continue;
    }
    if (piece.startsWith('#')) {
      finish();
      const at = offset + match.index;
      return { words, comment: { text: piece, start: at, end: at + piece.length } };
    }
    if (start < 0) start = match.index;
    end = match.index + piece.length;
    if (weak !== undefined)
      text += weak
        .replaceAll(/\\(.)/g, '$1')
        .replaceAll(/\$(?:\{(\w+)(?:\[\*\])?\}|(\w+))/g, (_, a, b) => `\${${a ?? b}}`);
    else if (strong !== undefined) text += strong;
    else if (escaped !== undefined) text += escaped;
    else text += piece;
    const unclosed = (weak !== undefined && weakEnd === '') || (strong !== undefined && strongEnd === '');
    if (unclosed) return { words, open: offset + match.index };
  }
  finish();
  return { words };
}
