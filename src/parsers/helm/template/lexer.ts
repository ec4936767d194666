// Takes a Go template apart: text, and actions as tokens with their places.

export interface Span {
  readonly start: number;
  readonly end: number;
}
export interface Token extends Span {
  /** `field`: `.a.b` or `.`; `variable`: `$x.a`; `chain`: a field behind a bracket; `sign`: brackets, pipes and signs of assignment. */
  readonly kind: 'field' | 'variable' | 'chain' | 'word' | 'string' | 'number' | 'sign';
  readonly text: string;
}
export type Part =
  | ({ readonly kind: 'text' } & Span)
  | ({ readonly kind: 'action'; readonly tokens: readonly Token[] } & Span);

const tokenPattern =
  /(\$\w*(?:\.\w+)*)|((?:\.[A-Za-z_]\w*)+|\.(?![\w]))|([A-Za-z_]\w*)|("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+')|([-+]?\d[\w.]*)|(:=|[()|,=])/y;
const kinds = ['variable', 'field', 'word', 'string', 'number', 'sign'] as const;
/** `{{- /* … *\/ -}}` leaves nothing behind. */
const comment = /\{\{(?:-\s+)?\/\*[\s\S]*?\*\/(?:\s+-)?\}\}/y;

/** Undefined where the text is no template: an action that does not end, or holds what no template does. */
export function lexTemplate(source: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  let trim = false;
  for (let open = source.indexOf('{{'); ; open = source.indexOf('{{', at)) {
    const stop = open < 0 ? source.length : open;
    const cut = open >= 0 && /^\{\{-\s/.test(source.slice(open, open + 4));
    pushText(parts, source, at, stop, trim, cut);
    if (open < 0) return parts;
    comment.lastIndex = open;
    const skipped = comment.exec(source)?.[0];
    const action = skipped === undefined ? lexAction(source, open + (cut ? 3 : 2)) : undefined;
    const end = skipped === undefined ? action?.end : open + skipped.length;
    if (end === undefined) return undefined;
    if (action !== undefined) parts.push({ kind: 'action', tokens: action.tokens, start: open, end });
    trim = /\s-\}\}$/.test(source.slice(end - 4, end));
    at = end;
  }
}

function pushText(parts: Part[], source: string, from: number, to: number, atStart: boolean, atEnd: boolean): void {
  let start = from;
  let end = to;
  if (atStart) while (start < end && isBlank(source, start)) start++;
  if (atEnd) while (end > start && isBlank(source, end - 1)) end--;
  if (start < end) parts.push({ kind: 'text', start, end });
}
const isBlank = (source: string, at: number): boolean => ' \t\r\n'.includes(source.charAt(at));

function lexAction(source: string, from: number): { tokens: Token[]; end: number } | undefined {
  const tokens: Token[] = [];
  let at = from;
  while (at < source.length) {
    if (isBlank(source, at)) {
      at++;
      continue;
    }
    if (source.startsWith('}}', at)) return { tokens, end: at + 2 };
    if (source.startsWith('-}}', at)) return { tokens, end: at + 3 };
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(source);
    if (match === null) return undefined;
    const kind = kinds[match.slice(1).findIndex((group) => group !== undefined)] ?? 'sign';
    const end = at + match[0].length;
    const chained = kind === 'field' && source.charAt(at - 1) === ')';
    tokens.push({ kind: chained ? 'chain' : kind, text: match[0], start: at, end });
    at = end;
  }
  return undefined;
}
