// Text: what changes every piece of it keeps the places; what looks at the whole needs all of it known.
import { Buffer } from 'node:buffer';
import { foreignPattern, isShort } from '../../../model/foreign-pattern.js';
import { indentPieces, mapText, type Piece, plainText, textPiece, trimPieces } from '../../kit/pieces.js';
import type { Sourced } from '../../kit/sourced.js';
import { type Functions, type TemplateFunction, textFrom, truth } from './functions-types.js';
import { formatted } from './printf.js';
import { printed, stringOf } from './truth.js';

/** Longer text is not worked on. */
const longest = 200_000;
const piecesOf = (value: Sourced | undefined): readonly Piece[] | undefined =>
  value === undefined || value.kind === 'list' || value.kind === 'map' ? undefined : printed(value);
const asText = (pieces: readonly Piece[]): Sourced => ({ kind: 'text', pieces });

/** All arguments have to be known. */
const onStrings =
  (change: (...texts: string[]) => string | boolean | undefined): TemplateFunction =>
  (args) => {
    const texts = args.map(stringOf);
    if (texts.some((text) => text === undefined || text.length > longest)) return undefined;
    const result = change(...texts.map((text) => text ?? ''));
    return typeof result === 'string' ? textFrom(result, args) : truth(result);
  };
/** The last argument may hold holes. */
const onPieces =
  (change: (pieces: readonly Piece[], first: Sourced | undefined) => readonly Piece[] | undefined): TemplateFunction =>
  (args) => {
    const pieces = piecesOf(args.at(-1));
    const result = pieces === undefined ? undefined : change(pieces, args.length > 1 ? args[0] : undefined);
    return result === undefined ? undefined : asText(result);
  };

const quoteWith =
  (mark: string, escaped: (text: string) => string): TemplateFunction =>
  (args) => {
    const out: Piece[] = [];
    for (const arg of args) {
      if (arg.kind === 'nothing') continue;
      const pieces = piecesOf(arg);
      if (pieces === undefined) return undefined;
      out.push(
        ...(out.length === 0 ? [] : [textPiece(' ')]),
        textPiece(mark),
        ...mapText(pieces, escaped),
        textPiece(mark),
      );
    }
    return asText(out);
  };
const depthOf = (value: Sourced | undefined): number | undefined =>
  value?.kind === 'number' && value.value >= 0 && value.value <= 200 ? Math.trunc(value.value) : undefined;
const indented =
  (lead: readonly Piece[]): TemplateFunction =>
  ([size, value]) => {
    const depth = depthOf(size);
    const pieces = piecesOf(value);
    return depth === undefined || pieces === undefined ? undefined : asText([...lead, ...indentPieces(pieces, depth)]);
  };
const joinPieces = (separator: string, parts: readonly (readonly Piece[])[]): readonly Piece[] =>
  parts.flatMap((part, index) => (index === 0 || separator === '' ? part : [textPiece(separator), ...part]));

const words = (text: string): string[] =>
  text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** Go takes blanks between operands when neither is text. */
const print: TemplateFunction = (args) => {
  const out: Piece[] = [];
  for (const [index, arg] of args.entries()) {
    const pieces = piecesOf(arg);
    if (pieces === undefined) return undefined;
    if (index > 0 && arg.kind !== 'text' && args[index - 1]?.kind !== 'text') out.push(textPiece(' '));
    out.push(...pieces);
  }
  return asText(out);
};

export const textFunctions: Functions = {
  print,
  printf: ([format, ...args]) => {
    const pieces = formatted(stringOf(format), args);
    return pieces === undefined ? undefined : asText(pieces);
  },
  toString: onPieces((pieces) => pieces),
  quote: quoteWith('"', (text) => JSON.stringify(text).slice(1, -1)),
  squote: quoteWith("'", (text) => text),
  indent: indented([]),
  nindent: indented([textPiece('\n')]),
  trim: onPieces((pieces) => trimPieces(pieces, { start: true, end: true })),
  trimAll: onPieces((pieces, set) => {
    const chars = stringOf(set);
    return chars === undefined ? undefined : trimPieces(pieces, { start: true, end: true }, chars);
  }),
  trimSuffix: onPieces((pieces, suffix) => {
    const end = stringOf(suffix);
    const last = pieces.at(-1);
    const text = plainText(pieces) ?? (last?.kind === 'text' ? last.text : undefined);
    if (end === undefined || text === undefined) return undefined;
    if (!text.endsWith(end) || end === '')
      return text.length >= end.length || plainText(pieces) !== undefined ? pieces : undefined;
    return cutEnd(pieces, end.length);
  }),
  trimPrefix: onStrings((prefix = '', text = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trunc: (args) => {
    const [size, value] = args;
    const length = size?.kind === 'number' ? size.value : undefined;
    const text = stringOf(value);
    if (length === undefined || text === undefined) return undefined;
    if (length >= 0 && text.length <= length) return value;
    return textFrom(length < 0 ? text.slice(length) : text.slice(0, length), [value ?? args[0] ?? { kind: 'nothing' }]);
  },
  upper: onPieces((pieces) =>
    plainText(pieces) === undefined ? undefined : mapText(pieces, (text) => text.toUpperCase()),
  ),
  lower: onPieces((pieces) =>
    plainText(pieces) === undefined ? undefined : mapText(pieces, (text) => text.toLowerCase()),
  ),
  title: onStrings((text = '') =>
    text.replaceAll(/(^|[\s-])(\w)/g, (_, before: string, letter: string) => before + letter.toUpperCase()),
  ),
  nospace: onStrings((text = '') => text.replaceAll(/\s/g, '')),
  kebabcase: onStrings((text = '') => words(text).join('-').toLowerCase()),
  snakecase: onStrings((text = '') => words(text).join('_').toLowerCase()),
  camelcase: onStrings((text = '') => words(text).map(capital).join('')),
  replace: onStrings((from = '', to = '', text = '') => text.replaceAll(from, () => to)),
  repeat: (args) => {
    const [count, text] = [args[0]?.kind === 'number' ? args[0].value : undefined, stringOf(args[1])];
    return count === undefined || text === undefined || count < 0 || count * text.length > longest
      ? undefined
      : textFrom(text.repeat(count), args.slice(1));
  },
  contains: onStrings((part = '', text = '') => text.includes(part)),
  hasPrefix: onStrings((part = '', text = '') => text.startsWith(part)),
  hasSuffix: onStrings((part = '', text = '') => text.endsWith(part)),
  b64enc: onStrings((text = '') => Buffer.from(text, 'utf8').toString('base64')),
  b64dec: onStrings((text = '') => Buffer.from(text, 'base64').toString('utf8')),
  cat: (args) => {
    const parts = args.filter(({ kind }) => kind !== 'nothing').map(piecesOf);
    const known = parts.flatMap((part) => (part === undefined ? [] : [part]));
    return known.length === parts.length ? asText(joinPieces(' ', known)) : undefined;
  },
  join: ([separator, list]) => {
    const between = stringOf(separator);
    if (between === undefined || list?.kind !== 'list' || list.open !== undefined) return undefined;
    const parts = list.items.map(piecesOf);
    const known = parts.flatMap((part) => (part === undefined ? [] : [part]));
    return known.length === parts.length ? asText(joinPieces(between, known)) : undefined;
  },
  splitList: ([separator, value]) => {
    const [between, text] = [stringOf(separator), stringOf(value)];
    if (between === undefined || text === undefined || value === undefined) return undefined;
    return { kind: 'list', items: text.split(between).map((part) => textFrom(part, [value])) };
  },
  split: ([separator, value]) => {
    const [between, text] = [stringOf(separator), stringOf(value)];
    if (between === undefined || text === undefined || value === undefined) return undefined;
    const parts = text.split(between).map((part) => textFrom(part, [value]));
    return {
      kind: 'map',
      entries: new Map(parts.map((part, index) => [`_${index}`, { key: [textPiece(`_${index}`)], value: part }])),
    };
  },
  regexMatch: (args) => {
    const pattern = patternOf(args[0]);
    const text = stringOf(args[1]);
    return pattern === undefined || text === undefined || !isShort(text) ? undefined : truth(pattern.test(text));
  },
  regexFind: ([pattern, text]) => {
    const [source, input] = [patternOf(pattern), stringOf(text)];
    if (source === undefined || input === undefined || text === undefined || !isShort(input)) return undefined;
    source.lastIndex = 0;
    return textFrom(source.exec(input)?.[0] ?? '', [text]);
  },
  regexReplaceAll: ([pattern, text, replacement]) => {
    const [source, input, by] = [patternOf(pattern), stringOf(text), stringOf(replacement)];
    if (source === undefined || input === undefined || by === undefined || /\$/.test(by) || !isShort(input))
      return undefined;
    return textFrom(
      input.replaceAll(source, () => by),
      text === undefined ? [] : [text],
    );
  },
};

function cutEnd(pieces: readonly Piece[], length: number): readonly Piece[] | undefined {
  const last = pieces.at(-1);
  if (last?.kind !== 'text') return undefined;
  const rest = pieces.slice(0, -1);
  if (last.text.length > length) return [...rest, { ...last, text: last.text.slice(0, -length) }];
  return last.text.length === length ? rest : cutEnd(rest, length - last.text.length);
}

function patternOf(value: Sourced | undefined): RegExp | undefined {
  const source = stringOf(value);
  return source === undefined ? undefined : foreignPattern(source, 'g');
}
