// Recognises documents that are templates: text that becomes YAML only after another program has filled it in.
import { templateTokens } from '../template-tokens.js';
import { looseLexemes, type Span } from './lexer.js';

export type TemplateEngine = 'helm' | 'jinja' | 'go' | 'envsubst' | 'erb' | 'terraform';

export interface Template {
  readonly offset: number;
  readonly engine: TemplateEngine;
}

/** Whether a value carries a placeholder that is filled in later, so that its text says nothing about the real one. */
export function hasPlaceholder(text: string): boolean {
  if (!text.includes('{')) return text.includes('<%');
  return (
    text.includes('{{') || text.includes('{%') || text.includes('<%') || text.includes('${') || text.includes('%{')
  );
}

/** Nothing but a name between the marks that envsubst, sed or a pipeline looks for: `$NAME`, `__NAME__`, `@NAME@`, `%NAME%`, `#{NAME}#`, `<NAME>`. */
export const isStandIn = (text: string): boolean => standIn.test(text);
const standIn =
  /^(?:\$[A-Za-z_]\w{0,99}|__[A-Za-z]\w{0,99}__|@[A-Za-z][\w.-]{0,99}@|%[A-Za-z]\w{0,99}%|#\{[\w. -]{1,99}\}#|<[A-Za-z][\w. -]{0,99}>)$/;

/** The first template outside comments, quotes and blocks of a document that could not be parsed. */
export function findTemplate(text: string, start: number, end: number): Template | undefined {
  if (!hasPlaceholder(text.slice(start, end))) return undefined;
  for (const span of looseLexemes(text, start, end).bare) {
    const offset = opener(text, span);
    if (offset !== undefined) return { offset, engine: engineAt(text, offset, start, end) };
  }
  return undefined;
}

/**
 * The template expression of a text that its reader stumbled over, wherever it stands: `"{{ .name | default "shop" }}"` ends a string in
 * its middle.
 */
export function expressionAt(text: string, stumbled: number): Template | undefined {
  if (!text.includes('{{') && !text.includes('{%') && !text.includes('<%')) return undefined;
  const found = templateTokens(text)?.find(
    ({ start, end }) => start <= stumbled && stumbled <= end && text.charCodeAt(start) !== dollar,
  );
  return found === undefined ? undefined : { offset: found.start, engine: engineAt(text, found.start, 0, text.length) };
}
/** `${X}` is plain text wherever nothing fills it in. */
const dollar = 0x24;

/** The engine of the template at `offset`: by its opener, then by words that only one engine knows. */
export function engineAt(text: string, offset: number, start: number, end: number): TemplateEngine {
  if (text.startsWith('<%', offset)) return 'erb';
  const slice = text.slice(start, end);
  if (text.startsWith('%{', offset)) return 'terraform';
  if (text.startsWith('$', offset)) return /%\{~? *(?:if|for|else|end)/.test(slice) ? 'terraform' : 'envsubst';
  if (/\{%|\{#/.test(slice)) return 'jinja';
  if (helmWords.test(slice)) return 'helm';
  return /\{\{-? *(?:[.$/]|if |with |range |end\b|else\b|define |block |template |printf |len |not |eq )/.test(slice)
    ? 'go'
    : 'jinja';
}

const helmWords =
  /\.(?:Values|Release|Chart|Capabilities|Files|Template|Subcharts)\b|\{\{-? *(?:include|tpl|toYaml|required|fail) |\| *(?:nindent|toYaml)\b/;

/** `${VAR}` counts only where it stands for structure: alone on its line, or inside a flow collection. */
const openers = /\$?\{\{|\{[%#]|<%|%\{|\$\{[A-Za-z_]/g;
const aloneBefore = /^[ \t]*(?:-[ \t]+)?$/;
/** Nobody writes as much in front of the first one on a line. */
const furthest = 1000;
const aloneBehind = /^\$\{[^}\r\n]*\}[ \t]*$/;

function opener(text: string, { start, end }: Span): number | undefined {
  const line = text.slice(start, end);
  for (const match of line.matchAll(openers)) {
    const { index } = match;
    // `${{ x }}` belongs to workflow files, where it is a plain scalar.
    if (match[0] === '${{') continue;
    if (!match[0].startsWith('${')) return start + index;
    if (index > furthest) continue;
    const before = line.slice(0, index).replace(/\$\{[^}]{0,1000}\}/g, '');
    if (/[[{]/.test(before) || (aloneBefore.test(before) && aloneBehind.test(line.slice(index)))) return start + index;
  }
  return undefined;
}

const wholeVariable = /^\$\{[A-Za-z_][^}\s]*\}$/;
const wholeTemplate = /^(?:\{\{|\{%|<%)/;

/** Whether a document that is one plain scalar is nothing but a template. */
export const isWholeTemplate = (text: string): boolean => wholeVariable.test(text) || wholeTemplate.test(text);
