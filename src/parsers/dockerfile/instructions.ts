// Cuts a Dockerfile into instructions: at the ends of lines where it is plain, else with the library that knows all of the language.
import { createRequire } from 'node:module';
import { type Comment, type Instructions, instructionAt } from './instruction.js';
import { cutPlain } from './plain-instructions.js';

export function readInstructions(text: string): Instructions {
  return cutPlain(text) ?? cutWithLibrary(text);
}

/** Throws on some broken texts. */
export function cutWithLibrary(written: string): Instructions {
  const text = joinMarks(written);
  const tree = loadLibrary().DockerfileParser.parse(text);
  const starts = lineStarts(text);
  const offset = (position: { line: number; character: number }): number =>
    Math.min((starts[position.line] ?? text.length) + position.character, text.length);
  const escapeChar = tree.getEscapeCharacter() === '`' ? '`' : '\\';
  const instructions = tree.getInstructions().map((each) => {
    const range = each.getRange();
    const place = {
      keyword: each.getKeyword(),
      start: offset(range.start),
      keywordEnd: offset(each.getInstructionRange().end),
      end: offset(range.end),
    };
    return instructionAt(text, place, escapeChar);
  });
  const directives = tree.getDirectives().map((each) => ({ name: each.getName(), value: each.getValue() }));
  const comments = tree.getComments().map((each): Comment => {
    const range = each.getRange();
    const [start, end] = [offset(range.start), offset(range.end)];
    return { text: text.slice(start, end), start, end };
  });
  const syntax = directives.find((each) => each.name.toLowerCase() === 'syntax')?.value;
  return { instructions, comments, syntax };
}

/**
 * `RUN << EOF` begins a here-document as `RUN <<EOF` does, which the library does not know. Nothing moves: the spaces change sides.
 * https://github.com/moby/buildkit/blob/ca4838f8ddbd3612bca94bcb8a938d8a326110a3/frontend/dockerfile/shell/lex.go#L516-L533
 */
function joinMarks(text: string): string {
  if (!text.includes('<<')) return text;
  return text.replace(/(?<=\s)(<<-?)([ \t]+)(?=["']?\w+["']?(?:\s|$))/g, '$2$1');
}

/** In the bundles `require` is there and finds the library's own chunk; in plain ES modules it has to be made. */
function loadLibrary(): typeof import('dockerfile-ast') {
  return typeof require === 'function' ? require('dockerfile-ast') : createRequire(import.meta.url)('dockerfile-ast');
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const lineBreak of text.matchAll(/\r\n|\r|\n/g)) starts.push(lineBreak.index + lineBreak[0].length);
  return starts;
}
