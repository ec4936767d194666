// Image names without what varies between places: registry, tag, digest, and the parts only a template knows.
import { perName } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type { ContainerFact } from '../../model/facts.js';

export interface ImageName {
  /** Repository path without registry host, tag and digest: `shop/api`. */
  readonly path: string;
  /** Last segment: `api`. */
  readonly base: string;
  /** A part of the path is filled in later; only what is known can be compared. */
  readonly open: boolean;
}

const placeholder = /\$\{\{[^}]{0,300}\}\}|\$\{[^}]{0,300}\}|\$\([^)]{0,300}\)|\$[A-Za-z_]\w*|\{\{[^}]{0,300}\}\}/g;

export const imageName = perName((reference: string): ImageName | undefined => {
  const marked = reference.trim().replace(placeholder, '\u0000');
  const plain = untagged(marked);
  const segments = plain.split('/').filter((segment) => segment !== '');
  const [first] = segments;
  const hasHost = segments.length > 1 && first !== undefined && (/[.:]/.test(first) || first === 'localhost');
  const kept = (hasHost ? segments.slice(1) : segments).filter((segment) => segment !== '\u0000');
  const base = segments.at(-1);
  // Without the last segment nothing is left to compare; `<your image>` is none.
  if (base === undefined || base.includes('\u0000') || /[\s<>]/.test(base) || !/[A-Za-z0-9]/.test(base))
    return undefined;
  const path = kept.join('/').toLowerCase();
  return {
    path: path.replaceAll('\u0000', '').replace(/^library\//, ''),
    base: base.toLowerCase(),
    open: plain.includes('\u0000'),
  };
});

/** The reference as far as it is written; parts that the environment fills in stay as `${NAME}`. */
export function referenceText(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return String(expression.value);
    case 'env':
    case 'name':
      return `\${${expression.name}}`;
    case 'fallback':
      return referenceText(
        expression.options.at(-1) ?? { ...expression, kind: 'unknown', reason: 'dynamic', text: '' },
      );
    case 'arithmetic':
      return expression.operands.map(referenceText).join('');
    case 'convert':
      return referenceText(expression.operand);
    case 'either': {
      const [first] = expression.options;
      return first === undefined ? '' : referenceText(first);
    }
    case 'unknown':
      return expression.written ?? expression.text.match(/"([^"]*)"/)?.[1] ?? '';
  }
}

/** Undefined also where a word stands in for the name. */
export function containerImage(container: ContainerFact): ImageName | undefined {
  if (container.image === undefined || isFilledInLater(container)) return undefined;
  return imageName(referenceText(container.image));
}
/** The pipeline fills in the whole name: only a variable is written, or a word in capitals, which no image may have in its name. */
export function isFilledInLater(container: ContainerFact): boolean {
  if (container.image === undefined) return false;
  const reference = referenceText(container.image);
  const name = untagged(reference).replace(/^.*\//, '');
  return imageName(reference) === undefined || /^[A-Z][A-Z0-9_-]+$/.test(name);
}
/** The reference without its tag and digest. */
export function untagged(reference: string): string {
  const name = reference.replace(/@.*/s, '');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0 ? name : name.slice(0, colon);
}
/** The tag of a reference, when it has one. */
export function imageTag(reference: string): string | undefined {
  return /:([\w][\w.-]*)$/.exec(reference.replace(/@.*/s, ''))?.[1];
}

/** Tags that every image may have, whatever program is in it. */
const anyones =
  /\b(?:latest|stable|edge|main|master|dev|develop|development|prod|production|staging|nightly|release|snapshot|test|beta|alpha|sha|rc)\b/g;
/** Whether the reference, whose tag a template may fill in, can have that tag: by words that both write, not by what is filled in alone. */
export function isTagLike(reference: string, tag: string): boolean {
  const marked = reference.replace(/@.*/s, '').replace(placeholder, '\u0000');
  const own = /:([^:/]+)$/.exec(marked)?.[1];
  if (own === undefined || !/[A-Za-z]{2}/.test(own.replace(anyones, ''))) return false;
  // In turn, so that many parts to fill in take no longer than a few.
  const parts = own.split('\u0000');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return own === tag;
  if (!tag.startsWith(first) || tag.length < first.length + last.length || !tag.endsWith(last)) return false;
  let at = first.length;
  return parts.slice(1, -1).every((part) => {
    const found = tag.indexOf(part, at);
    at = found + part.length;
    return found >= 0 && at <= tag.length - last.length;
  });
}

/** `-cart-` of `${project}-cart-${stage}`: between what is filled in at both ends stands the name. */
export function withoutOpenEnds(name: string): string {
  let [start, end] = [0, name.length];
  while (name[start] === '-') start++;
  while (end > start && name[end - 1] === '-') end--;
  return name.slice(start, end);
}
/** What follows each hyphen of a name. */
export function endsOf(name: string): readonly string[] {
  const known = name.endsWith('-') ? `-${withoutOpenEnds(name)}` : name;
  return Array.from(known.matchAll(/-/g), ({ index }) => known.slice(index + 1));
}
