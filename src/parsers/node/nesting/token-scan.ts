// Walks over the tokens of a text and counts how deep they nest. Where it is not sure it counts too much, or gives up: it is asked about texts
// that were written to deceive it.
import { Depth } from './depth.js';
import { type Keyword, keywordAt } from './keywords.js';
import { inElement, inTag, isElement, type MarkupPart, partInElement, partInTag, tagAt } from './markup.js';
import {
  endOfBlockComment,
  endOfLine,
  endOfPattern,
  endOfString,
  endOfTemplatePart,
  endOfWord,
  hasLineEnd,
  isLineEnd,
  isSpace,
} from './token-ends.js';
import { bracket } from './units.js';

/** `head`: a parenthesis behind which a statement begins. `unknown`: nobody can tell. */
type Before = 'start' | 'operator' | 'word' | 'keyword' | 'literal' | 'element' | ')' | ']' | '}' | 'head' | 'unknown';

/** The beginning of a tag, or what looks like one. */
const tag = /<\s*(?:[>/]|[\w$.:\u0080-\uffff-]+(?![\w$.:\u0080-\uffff-])\s*[>/\w{<$"'\u0080-\uffff])/y;
const slash = 0x2f;
const htmlComment = /<!--|-->/y;
const closerOf = { '(': ')', '[': ']', '{': '}' } as const;
/** Symbols that stand between type arguments too. */
const plain = ',.|&[]{}()<>';
/** Behind these an operand has to begin, or a type. */
const beforeOperand = '(,=?:&|[{';

/** In units; all above `most` are alike. Undefined where only a parser can tell. */
export function deepestNesting(text: string, mayHoldMarkup: boolean, most: number): number | undefined {
  const scan = new Scan(text, mayHoldMarkup);
  let deepest = 0;
  while (!scan.isOver && deepest <= most) {
    scan.readToken();
    deepest = Math.max(deepest, scan.units);
  }
  return scan.isUnclear || (scan.isDoubtful && deepest > most) ? undefined : deepest;
}

class Scan {
  isUnclear = false;
  /** Whether something was counted that may not be there. */
  isDoubtful = false;
  private at: number;
  private readonly depth = new Depth();
  private before: Before = 'start';
  /** Of the last token. */
  private last = -1;
  private keyword: Keyword | undefined;
  private isFirstOfLine = true;
  /** Whether the last token is a `!` that stands before its operand. */
  private isNegated = false;
  private hasSemicolon = false;
  /** Names of the elements that are open. */
  private readonly elements: string[] = [];

  constructor(
    private readonly text: string,
    private readonly mayHoldMarkup: boolean,
  ) {
    this.at = text.startsWith('#!') ? endOfLine(text, 0) : 0;
  }

  get isOver(): boolean {
    return this.isUnclear || this.at >= this.text.length;
  }
  get units(): number {
    return this.depth.units;
  }

  readToken(): void {
    const { innermost } = this.depth;
    if (innermost === inTag) this.readMarkup(partInTag(this.text, this.at));
    else if (innermost === inElement) this.readMarkup(partInElement(this.text, this.at));
    else this.readCode();
  }

  private readCode(): void {
    let code = this.text.charCodeAt(this.at);
    while (isSpace(code)) {
      if (isLineEnd(code)) this.isFirstOfLine = true;
      this.at += 1;
      code = this.text.charCodeAt(this.at);
    }
    if (this.at >= this.text.length || (code === slash && this.skipComment())) return;
    const end = endOfWord(this.text, this.at);
    if (end > this.at) this.readWord(end);
    else this.readSymbol(this.text.charAt(this.at));
    this.last = this.at - 1;
    this.isFirstOfLine = false;
  }

  private skipComment(): boolean {
    const start = this.at;
    const next = this.text.charAt(start + 1);
    if (next === '/') this.at = endOfLine(this.text, start);
    else if (next === '*') this.skipTo(endOfBlockComment(this.text, start));
    else return false;
    this.isFirstOfLine ||= hasLineEnd(this.text, start, this.at);
    return true;
  }

  /** What does not end is left to a parser. */
  private skipTo(end: number | undefined): void {
    if (end === undefined) this.isUnclear = true;
    else this.at = end;
  }

  private readWord(end: number): void {
    const last = this.text.charAt(this.last);
    const isName = last === '.' || last === '#';
    const keyword = isName ? undefined : keywordAt(this.text, this.at, end);
    const isNext = this.hasSemicolon || this.before === '}' || (this.isFirstOfLine && this.isComplete());
    if (isNext && keyword?.isJoining !== true) this.depth.endStatement();
    this.hasSemicolon = false;
    if (keyword?.isHolding === true) this.depth.hold(1);
    else if (keyword !== undefined || (this.before !== 'operator' && this.before !== 'start')) this.depth.add();
    this.before = keyword === undefined ? 'word' : 'keyword';
    this.keyword = keyword;
    this.at = end;
  }
  /** A word on the next line does not go on with what ends like this. */
  private isComplete(): boolean {
    const { before } = this;
    return before === 'word' || before === 'literal' || before === 'element' || before === ')' || before === ']';
  }

  private readSymbol(char: string): void {
    if (this.hasSemicolon) this.depth.endStatement();
    this.hasSemicolon = char === ';';
    if (char === '"' || char === "'") {
      this.skipTo(endOfString(this.text, this.at));
      this.before = 'literal';
    } else if (char === '`') {
      this.depth.open('`');
      this.at += 1;
      this.readTemplate();
    } else if (char === '/') {
      this.readSlash();
    } else if (char === '<' && this.isBeforeElement()) {
      this.readMarkup(tagAt(this.text, this.at));
    } else {
      this.readOperator(char);
      this.at += 1;
      if (char === '}' && this.depth.innermost === '`') this.readTemplate();
    }
  }

  private readTemplate(): void {
    this.skipTo(endOfTemplatePart(this.text, this.at));
    if (this.text.charAt(this.at - 1) === '{') {
      this.depth.open('}');
      this.before = 'operator';
    } else {
      this.close('`');
      this.before = 'literal';
    }
  }

  private readMarkup(part: MarkupPart | undefined): void {
    this.skipTo(part?.end);
    if (part?.is === 'code') {
      this.depth.open('}');
      this.before = 'operator';
    } else if (part?.is === 'tag') {
      this.elements.push(part.name);
      this.depth.open(part.name === '' ? inElement : inTag);
    } else if (part?.is === 'content') {
      this.depth.close(inTag);
      this.depth.open(inElement);
    } else if (part?.is === 'end') {
      const name = this.elements.pop();
      if (part.name !== undefined && part.name !== name) this.isUnclear = true;
      this.close(part.name === undefined ? inTag : inElement);
      this.before = 'element';
    }
    this.last = this.at - 1;
    this.isFirstOfLine = false;
  }

  private readOperator(char: string): void {
    if (char === '\\' || this.isMarkup(char)) this.isUnclear = true;
    if (!plain.includes(char)) this.depth.spoilAngle();
    this.isNegated = char === '!' && this.isBeforeOperand();
    if (char === '(') this.depth.open(')', this.before === 'keyword' && this.keyword?.isHead === true);
    else if (char === '[') this.depth.open(']');
    else if (char === '{') this.depth.open('}');
    else if (char === ')' || char === ']' || char === '}') {
      this.before = this.close(char) ? 'head' : char;
      return;
    } else if (char === ',' || char === ';') this.depth.endRow();
    else if (char === '<') this.depth.openAngle();
    else if (char === '>') this.readRightAngle();
    else this.depth.add();
    this.before = 'operator';
  }

  private readRightAngle(): void {
    const isArrow = this.text.charAt(this.at - 1) === '=';
    if (isArrow) this.depth.spoilAngle();
    else this.depth.closeAngle();
    this.depth.add();
  }

  /** Whether this certainly begins an element. */
  private isBeforeElement(): boolean {
    return this.mayHoldMarkup && !this.isDoubtful && this.isBeforeOperand() && isElement(this.text, this.at);
  }
  private isBeforeOperand(): boolean {
    if (this.before !== 'operator')
      return this.before === 'start' || (this.before === 'keyword' && this.keyword?.word === 'return');
    const last = this.text.charAt(this.last);
    return last === '>' ? this.text.charAt(this.last - 1) === '=' : beforeOperand.includes(last);
  }

  private isMarkup(char: string): boolean {
    if (char === '<' || (char === '-' && this.isFirstOfLine)) {
      htmlComment.lastIndex = this.at;
      if (htmlComment.test(this.text)) return true;
    }
    if (!this.mayHoldMarkup || char !== '<') return false;
    if (this.isBehindOperand() || this.isBehindCall() || this.isBehindWordOfTypes()) return false;
    tag.lastIndex = this.at;
    return tag.test(this.text);
  }

  /** Whether it was a head. What was never opened is left to a parser. */
  private close(closer: string): boolean {
    const level = this.depth.close(closer);
    if (level === undefined) this.isUnclear = true;
    return level?.isHead === true;
  }

  /** `function <T>()`, `as <T>() => U`, `from < to`: no element may stand behind these, whatever they mean there. */
  private isBehindWordOfTypes(): boolean {
    return this.before === 'keyword' && /^(?:as|from|function|satisfies)$/.test(this.keyword?.word ?? '');
  }

  private readSlash(): void {
    const meaning = this.slashMeans();
    if (meaning === 'pattern') {
      this.skipTo(endOfPattern(this.text, this.at));
      this.before = 'literal';
    } else if (meaning === 'division') {
      this.readOperator('/');
      this.at += 1;
    } else this.readDoubtfully(endOfLine(this.text, this.at));
  }

  private slashMeans(): 'pattern' | 'division' | 'either' {
    if (this.before === 'start' || (this.keyword?.isBeforePattern === true && this.before === 'keyword'))
      return 'pattern';
    if (this.before === 'operator' && this.isBeforePattern()) return 'pattern';
    if (this.isBehindOperand() || this.isBehindCall()) return 'division';
    const next = this.text.indexOf('/', this.at + 1);
    return next < 0 || next >= endOfLine(this.text, this.at) ? 'division' : 'either';
  }
  private isBehindOperand(): boolean {
    const isOperand = this.before === 'word' || this.before === 'literal' || this.before === ']';
    return isOperand && !this.isFirstOfLine;
  }
  /** A statement that begins with a tag may stand behind a head, and nothing else that ends like a call. */
  private isBehindCall(): boolean {
    return this.before === ')' && !this.isFirstOfLine && !this.isDoubtful;
  }
  /** What may follow an operand is no proof of a pattern: `a!`, `a++`, `1.` and type arguments. */
  private isBeforePattern(): boolean {
    const [before, last] = [this.text.charAt(this.last - 1), this.text.charAt(this.last)];
    if (last === '>') return before === '=';
    if (last === '!') return this.isNegated;
    return last !== '.' && !((last === '+' || last === '-') && before === last);
  }

  /** Either code or a pattern and what follows it: all that opens counts, nothing that closes. */
  private readDoubtfully(end: number): void {
    const line = this.text.slice(this.at, end);
    if (this.depth.isInText || /`|\/\*|<!--|\\$/.test(line)) this.isUnclear = true;
    this.isDoubtful = true;
    for (const [piece] of line.matchAll(/[\w$]+|[^\s\w$]/g)) {
      if (piece === '(' || piece === '[' || piece === '{') this.depth.open(closerOf[piece]);
      else this.depth.hold(piece === '<' ? bracket + 1 : 1);
    }
    this.before = 'unknown';
    this.at = end;
  }
}
