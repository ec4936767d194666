// Takes a text with template expressions apart, for the engines that fill in YAML: Jinja, Go, ERB, Mustache and Terraform's own.

/** One expression with its delimiters. */
export interface TemplateToken {
  readonly start: number;
  readonly end: number;
  /** `output` prints a value, `control` decides about what stands around it, `comment` leaves nothing behind. */
  readonly kind: 'output' | 'control' | 'comment';
  /** What a control does to the nesting: `open` and `close` come in pairs, `turn` is an `else`. */
  readonly nesting?: 'open' | 'close' | 'turn';
}

const openers = /\{\{|\{%|\{#|<%|\$\{|%\{/g;
const closers: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}', '<%': '%>' };
/** An expression longer than this is none. */
const longest = 4000;

/** What a shell fills in inside a here-document. */
const expansions = /\$\{[^}\n]{0,300}\}|\$\([^)\n]{0,300}\)|`[^`\n]*`|\$[A-Za-z_]\w*/g;
export function shellTokens(text: string): readonly TemplateToken[] {
  return [...text.matchAll(expansions)].map(({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
    kind: 'output',
  }));
}

/** Undefined where an expression does not end, or does what only its engine can follow (macros, raw text). */
export function templateTokens(text: string): readonly TemplateToken[] | undefined {
  const tokens: TemplateToken[] = [];
  openers.lastIndex = 0;
  for (let match = openers.exec(text); match !== null; match = openers.exec(text)) {
    const opener = match[0];
    const end = opener === '${' || opener === '%{' ? braceEnd(text, match.index + 2) : endOf(text, match.index, opener);
    if (end === undefined) return undefined;
    const token = classify(opener, text.slice(match.index, end), match.index, end);
    if (token === undefined) return undefined;
    tokens.push(token);
    openers.lastIndex = end;
  }
  return tokens;
}

/** Behind the closer; strings inside the expression may hold one. */
function endOf(text: string, start: number, opener: string): number | undefined {
  const closer = closers[opener] ?? '';
  const limit = Math.min(text.length, start + longest);
  const plain = opener === '{#' || /^\{\{-?\s*\/\*/.test(text.slice(start, start + 8));
  let quote = '';
  for (let at = start + 2; at < limit; at++) {
    const char = text.charAt(at);
    if (char === '\\' && quote !== '`') at++;
    else if (quote !== '') {
      if (char === quote) quote = '';
    } else if (text.startsWith(closer, at)) return at + 2;
    else if (!plain && (char === '"' || char === "'" || char === '`')) quote = char;
  }
  return undefined;
}

function braceEnd(text: string, from: number): number | undefined {
  const limit = Math.min(text.length, from + longest);
  let depth = 1;
  for (let at = from; at < limit; at++) {
    const char = text.charAt(at);
    if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

const opening = {
  jinja: /^(?:if|for|with|filter|autoescape|trans)\b|^set\s+\w+\s*$/,
  go: /^(?:if|range|with)\b/,
  erb: /^(?:if|unless|case|while|for|begin)\b|\bdo(?:\s*\|[^|]*\|)?\s*$|\{(?:\s*\|[^|]*\|)?\s*$/,
  terraform: /^(?:if|for)\b/,
} as const;
const turning = /^(?:else|elif|elsif|elseif|when|rescue|ensure)\b/;
const closing = /^(?:end\w*\b|\}|\{?\s*end)/;
/** What prints lines of its own, or keeps lines for another place. */
const beyondUs = /^(?:raw|verbatim|macro|call|define|block|extends|template|include)\b/;

function classify(opener: string, whole: string, start: number, end: number): TemplateToken | undefined {
  const body = bodyOf(opener, whole);
  switch (opener) {
    case '${':
      return { start, end, kind: 'output' };
    case '{#':
      return { start, end, kind: 'comment' };
    case '{{':
      if (body.startsWith('/*') || body.startsWith('!')) return { start, end, kind: 'comment' };
      if (/^[#^/]/.test(body)) return { start, end, kind: 'control', nesting: body.startsWith('/') ? 'close' : 'open' };
      if (body.startsWith('>')) return undefined;
      return /^(?:if|else|end|range|with|define|block|template|break|continue)\b|^\$\w*(?:\s*,\s*\$\w+)?\s*:?=(?!=)/.test(
        body,
      )
        ? control(body, opening.go, start, end)
        : { start, end, kind: 'output' };
    case '<%':
      if (body.startsWith('#')) return { start, end, kind: 'comment' };
      return body.startsWith('=') ? { start, end, kind: 'output' } : control(body, opening.erb, start, end);
    case '{%':
      return control(body, opening.jinja, start, end);
    default:
      return control(body, opening.terraform, start, end);
  }
}

function control(body: string, opens: RegExp, start: number, end: number): TemplateToken | undefined {
  if (beyondUs.test(body)) return undefined;
  const nesting = closing.test(body) ? 'close' : turning.test(body) ? 'turn' : opens.test(body) ? 'open' : undefined;
  return nesting === undefined ? { start, end, kind: 'control' } : { start, end, kind: 'control', nesting };
}

/** Without delimiters, marks that trim blanks, and the blanks themselves. */
function bodyOf(opener: string, whole: string): string {
  const close = opener === '${' || opener === '%{' ? 1 : 2;
  return whole
    .slice(2, -close)
    .replace(/^[-~+]?\s*/, '')
    .replace(/[-~+]$/, '')
    .trimEnd();
}
