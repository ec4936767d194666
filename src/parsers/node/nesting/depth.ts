// How deep the token at hand stands, in units: brackets around it, and what stands in a row before it.
import { inElement, inTag } from './markup.js';
import { bracket } from './units.js';

/** Closers of levels in which brackets are text. */
const texts: ReadonlySet<string> = new Set(['`', inTag, inElement]);

interface Level {
  readonly closer: string;
  readonly isHead: boolean;
  readonly around: number;
  readonly row: number;
  readonly held: number;
  readonly firstAngle: number;
}
interface Angle {
  readonly row: number;
  readonly held: number;
  isPlain: boolean;
}

export class Depth {
  /** A template is a level, and so is what it fills in. */
  private readonly levels: Level[] = [];
  private openTexts = 0;
  /** `<` that are still open; those of this level from `firstAngle` on. */
  private readonly angles: Angle[] = [];
  private firstAngle = 0;
  /** What the levels around take. */
  private around = 0;
  /** Operators and words in a row: a comma ends it. */
  private row = 0;
  /** What only the end of the statement ends. */
  private held = 0;

  get units(): number {
    return this.around + this.held + this.row;
  }
  get innermost(): string | undefined {
    return this.levels.at(-1)?.closer;
  }
  /** Whether what closes at the wrong place makes code of a text, or the other way round. */
  get isInText(): boolean {
    return this.openTexts > 0;
  }

  add(): void {
    this.row += 1;
  }
  hold(units = 1): void {
    this.held += this.row + units;
    this.row = 0;
  }
  endRow(): void {
    this.row = 0;
  }
  endStatement(): void {
    this.row = 0;
    this.held = 0;
    if (this.angles.length > this.firstAngle) this.angles.length = this.firstAngle;
  }

  open(closer: string, isHead = false): void {
    const { around, row, held, firstAngle } = this;
    this.levels.push({ closer, isHead, around, row, held, firstAngle });
    this.around += bracket + row + held;
    this.row = 0;
    this.held = 0;
    this.firstAngle = this.angles.length;
    if (texts.has(closer)) this.openTexts += 1;
  }
  /** Whatever is still open inside was closed where nobody could tell. Undefined where nothing like it is open, or a text in between. */
  close(closer: string): Level | undefined {
    for (let level = this.levels.pop(); level !== undefined; level = this.levels.pop()) {
      if (this.angles.length > this.firstAngle) this.angles.length = this.firstAngle;
      this.firstAngle = level.firstAngle;
      if (level.closer === closer) {
        this.around = level.around;
        this.row = level.row;
        this.held = level.held;
        if (texts.has(closer)) this.openTexts -= 1;
        return level;
      }
      if (texts.has(level.closer)) return undefined;
    }
    return undefined;
  }

  openAngle(): void {
    this.angles.push({ row: this.row, held: this.held, isPlain: true });
    this.hold(bracket);
  }
  /** What stood between type arguments is over with them. Between two comparisons it may go on. */
  closeAngle(): void {
    const angle = this.angles.length > this.firstAngle ? this.angles.pop() : undefined;
    if (angle?.isPlain === true) [this.row, this.held] = [angle.row, angle.held];
    else this.spoilAngle();
  }
  /** What stands behind the last `<` are no type arguments, or not only. */
  spoilAngle(): void {
    const angle = this.angles.length > this.firstAngle ? this.angles.at(-1) : undefined;
    if (angle !== undefined) angle.isPlain = false;
  }
}
