// Texts made to hurt: pieces that nest, repeat and never end, behind the door of every parser.
import { doors } from './doors.js';
import { disguised, levels } from './nesting.js';
import { repeats } from './repeating.js';
import { hostileRepositories } from './together.js';

export interface HostileText {
  readonly name: string;
  /** Texts by their paths. */
  readonly files: Readonly<Record<string, string>>;
}

/** For files whose name holds `part`; `size` is about how many characters a piece has. */
export function* hostileTexts(size: number, part: string): Generator<HostileText> {
  for (const { path, text } of doors) {
    if (!path.includes(part)) continue;
    const [before = '', after = ''] = text.split('@');
    for (const piece of pieces(size, /\.[jt]sx?$/.test(path))) {
      yield { name: `${path}: ${piece.name}`, files: { [path]: before + piece.text + after } };
    }
  }
  yield* hostileRepositories(size, part);
}

interface Piece {
  readonly name: string;
  readonly text: string;
}
/** Some levels show what the readers of a tree cannot bear though the parser can. */
const some = 1500;

function* pieces(size: number, isScript: boolean): Generator<Piece> {
  for (const [open, close] of isScript ? [...levels, ...disguised] : levels) {
    const most = Math.floor(size / (open.length + close.length));
    for (const depth of new Set([Math.min(some, most), most])) {
      const name = `${JSON.stringify(open)} ${depth} deep`;
      yield { name, text: `${open.repeat(depth)}1${close.repeat(depth)}` };
      if (close !== '' && depth > some) yield { name: `${name}, not closed`, text: open.repeat(depth) };
    }
  }
  for (const open of ['- ', 'a:', '- a:', '{', 'a: {']) {
    const lines = Array.from({ length: Math.floor(Math.sqrt(size * 2)) }, (_, at) => ' '.repeat(at) + open);
    yield { name: `${JSON.stringify(open)} further and further to the right`, text: `\n${lines.join('\n')}` };
  }
  for (const unit of repeats) {
    yield { name: `${JSON.stringify(unit)} again and again`, text: unit.repeat(Math.ceil(size / unit.length)) };
  }
}
