// Pieces of HTML. Only this module makes one, so a text from a file cannot pass for markup: everything else is escaped.
import { xmlText } from '../xml-text.js';

export class Markup {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }
  /** For text that this program itself writes: a style sheet, a script. Never for anything read from a file. */
  static trusted(text: string): Markup {
    return new Markup(text);
  }
}
type Piece = Markup | string | number | undefined | readonly Markup[];

/** `<p title="${a}">${b}</p>`: strings are escaped, pieces stand as they are, nothing is nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const text = strings.reduce((whole, part, index) => {
    const piece = pieces[index];
    return `${whole}${part}${piece === undefined ? '' : textOf(piece)}`;
  }, '');
  return Markup.trusted(text);
}
function textOf(piece: NonNullable<Piece>): string {
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map((each) => each.text).join('');
  return xmlText(String(piece));
}
/** Pieces one after the other with a line break between, for a source that people can read. */
export function lines(pieces: readonly Markup[]): Markup {
  return Markup.trusted(pieces.map((each) => each.text).join('\n'));
}
