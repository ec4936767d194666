// `printf`: text with arguments put in, whose places stay theirs.
import { type Piece, textPiece } from '../../kit/pieces.js';
import type { Sourced } from '../../kit/sourced.js';
import { printed, stringOf } from './truth.js';

/** Undefined for verbs that depend on more than the value's text. */
export function formatted(format: string | undefined, args: readonly Sourced[]): readonly Piece[] | undefined {
  if (format === undefined) return undefined;
  const out: Piece[] = [];
  let next = 0;
  let at = 0;
  for (const match of format.matchAll(/%(-?\d*)([a-zA-Z%])/g)) {
    if (match.index > at) out.push(textPiece(format.slice(at, match.index)));
    at = match.index + match[0].length;
    const verb = match[2] ?? '';
    if (verb === '%') {
      out.push(textPiece('%'));
      continue;
    }
    const arg = args[next++];
    const pieces = arg === undefined ? undefined : formatOne(verb, arg);
    if (pieces === undefined || match[1] !== '') return undefined;
    out.push(...pieces);
  }
  if (/%[^a-zA-Z%\d-]/.test(format) || next !== args.length) return undefined;
  if (at < format.length) out.push(textPiece(format.slice(at)));
  return out;
}

function formatOne(verb: string, arg: Sourced): readonly Piece[] | undefined {
  if (arg.kind === 'unknown') return verb === 'q' ? undefined : printed(arg);
  switch (verb) {
    case 's':
      return arg.kind === 'text' ? arg.pieces : undefined;
    case 'd':
      return arg.kind === 'number' && !arg.float ? printed(arg) : undefined;
    case 'v':
    case 't':
      return arg.kind === 'nothing' || arg.kind === 'list' || arg.kind === 'map' ? undefined : printed(arg);
    case 'q': {
      const text = arg.kind === 'text' ? stringOf(arg) : undefined;
      return text === undefined ? undefined : [textPiece('"'), ...printed(arg), textPiece('"')];
    }
    default:
      return undefined;
  }
}
