// Finds for each rendered line the template line that wrote it: the cheapest walk through the template, top to bottom, loops allowed.
import { hasParts } from '../../model/wildcard.js';
import type { TemplateLine, TemplateText } from './template-lines.js';

/** Per rendered line the index of its template line, and how it was written; undefined where nothing fits. */
export interface Alignment {
  readonly index: number;
  readonly how: 'literal' | 'pattern' | 'grown';
}

/** More comparisons than this are not made: such a pair of texts is aligned by equal lines alone. */
const mostCells = 4_000_000;
/** A longer line is not compared with patterns. */
const longestLine = 2000;
const gapCost = 0.1;
const loopCost = 0.2;
const unfit = -2;

type Fit = { readonly score: number; readonly how: Alignment['how'] };

/**
 * The documents of a template come in the order of their kinds: each rendered one is aligned with that of the template which
 * fits it best, the first that is not taken yet where several fit as well.
 */
export function alignDocuments(
  documents: readonly (readonly string[])[],
  template: TemplateText,
): (Alignment | undefined)[][] {
  const parts = partsOf(template);
  const taken = new Map<number, number>();
  return documents.map((document) => {
    // The comment that names the template stands in front of what the template wrote.
    const named = document[0]?.startsWith('# Source:') === true ? 1 : 0;
    const rendered = document.slice(named);
    const found = parts.map(({ from, part }, index) => ({ from, index, ...align(rendered, part) }));
    const best = found.reduce((a, b) =>
      b.score - (taken.get(b.index) ?? 0) * 1e-6 > a.score - (taken.get(a.index) ?? 0) * 1e-6 ? b : a,
    );
    taken.set(best.index, (taken.get(best.index) ?? 0) + 1);
    const aligned = best.found.map((each) =>
      each === undefined ? undefined : { ...each, index: each.index + best.from },
    );
    return named === 0 ? aligned : [undefined, ...aligned];
  });
}

/** Between the lines that are only a marker. */
function partsOf({ lines, loops }: TemplateText): { readonly from: number; readonly part: TemplateText }[] {
  const marks = lines.flatMap(({ text }, index) => (/^---\s*$/.test(text) ? [index] : []));
  return [-1, ...marks].map((mark, index) => {
    const from = mark + 1;
    const to = marks[index] ?? lines.length;
    return {
      from,
      part: {
        lines: lines.slice(from, to),
        loops: loops.flatMap((loop) =>
          loop.to < from || loop.from >= to
            ? []
            : [{ from: Math.max(0, loop.from - from), to: Math.min(to, loop.to + 1) - 1 - from }],
        ),
      },
    };
  });
}

interface Aligned {
  readonly score: number;
  readonly found: readonly (Alignment | undefined)[];
}

function align(rendered: readonly string[], template: TemplateText): Aligned {
  const { lines } = template;
  const written = lines.flatMap((line, index) => (line.kind === 'control' ? [] : [index]));
  if (written.length === 0) return { score: Number.NEGATIVE_INFINITY, found: rendered.map(() => undefined) };
  if (rendered.length * written.length > mostCells) {
    const found = alignEqual(rendered, lines);
    return { score: found.filter((each) => each !== undefined).length, found };
  }
  const fits = written.map((index) => fitter(lines[index]));
  const position = new Map(written.map((index, place) => [index, place]));
  const loops = template.loops.map(({ from, to }) => ({
    from: Math.min(...placesIn(position, from, to)),
    to: Math.max(...placesIn(position, from, to)),
  }));
  const grows = written.map((index) => lines[index]?.grows === true);
  const walk = walkOver(written.length);
  const choices: Int32Array[] = [];
  const manners: Uint8Array[] = [];
  for (const [row, text] of rendered.entries()) {
    if (row === 0) start(walk);
    else advance(walk, loops);
    const { best, from, scores } = walk;
    const choice = new Int32Array(written.length);
    const manner = new Uint8Array(written.length);
    const rendering = { text, trimmed: text.trim(), tight: withoutSpace(text) };
    const isBlank = rendering.trimmed === '';
    for (let place = 0; place < written.length; place++) {
      const fit = fits[place]?.(rendering);
      const fresh = (best[place] ?? Number.NEGATIVE_INFINITY) + (fit?.score ?? unfit);
      const growth = isBlank ? 0 : grows[place] === true ? 0.4 : unfit - 0.5;
      const grown = row === 0 ? Number.NEGATIVE_INFINITY : (scores[place] ?? Number.NEGATIVE_INFINITY) + growth;
      scores[place] = Math.max(fresh, grown);
      choice[place] = grown > fresh ? place : (from[place] ?? -1);
      manner[place] = hows.indexOf(grown > fresh ? 'grown' : fit?.how);
    }
    choices.push(choice);
    manners.push(manner);
  }
  return {
    score: walk.scores.reduce((a, b) => Math.max(a, b)),
    found: walkBack(walk.scores, choices, manners, written),
  };
}

/** By the number that stands for it. */
const hows: readonly (Alignment['how'] | undefined)[] = [undefined, 'literal', 'pattern', 'grown'];

function placesIn(position: ReadonlyMap<number, number>, from: number, to: number): number[] {
  return [...position].flatMap(([index, place]) => (index >= from && index <= to ? [place] : []));
}

/** One row of the walk: what is reached so far, and the best to come from. The same arrays serve every row. */
interface Walk {
  readonly scores: Float64Array;
  readonly best: Float64Array;
  readonly from: Int32Array;
}
const walkOver = (count: number): Walk => ({
  scores: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
  best: new Float64Array(count),
  from: new Int32Array(count),
});
function start({ best, from }: Walk): void {
  best.fill(-gapCost);
  best[0] = 0;
  from.fill(-1);
}

interface Loop {
  readonly from: number;
  readonly to: number;
}

/**
 * The best score to come from for each place: from the line above it, from further up for the price of a gap, or from further
 * down the loop it is in. A gap has a price however long it is, so that two short ones are no better than one.
 */
function advance({ scores, best, from }: Walk, loops: readonly Loop[]): void {
  let above = Number.NEGATIVE_INFINITY;
  let aboveAt = -1;
  for (let place = 0; place < scores.length; place++) {
    const next = scores[place - 1] ?? Number.NEGATIVE_INFINITY;
    const jump = above - gapCost;
    best[place] = Math.max(next, jump);
    from[place] = next >= jump ? place - 1 : aboveAt;
    if (next >= above) {
      above = next;
      aboveAt = place - 1;
    }
  }
  for (const loop of loops) {
    let again = Number.NEGATIVE_INFINITY;
    let againAt = -1;
    for (let place = loop.to; place >= loop.from; place--) {
      if ((scores[place] ?? Number.NEGATIVE_INFINITY) > again) {
        again = scores[place] ?? again;
        againAt = place;
      }
      if (again - loopCost > (best[place] ?? Number.NEGATIVE_INFINITY)) {
        best[place] = again - loopCost;
        from[place] = againAt;
      }
    }
  }
}

function walkBack(
  scores: Float64Array,
  choices: readonly Int32Array[],
  manners: readonly Uint8Array[],
  written: readonly number[],
): (Alignment | undefined)[] {
  const found: (Alignment | undefined)[] = choices.map(() => undefined);
  let place = scores.reduce(
    (top, score, index) => (score > (scores[top] ?? Number.NEGATIVE_INFINITY) ? index : top),
    0,
  );
  for (let row = choices.length - 1; row >= 0; row--) {
    const index = written[place];
    const how = hows[manners[row]?.[place] ?? 0];
    if (index !== undefined && how !== undefined) found[row] = { index, how };
    const before = choices[row]?.[place];
    if (before === undefined || before < 0) break;
    place = before;
  }
  return found;
}

/** A rendered line in the forms that template lines are compared with. */
interface Rendering {
  readonly text: string;
  readonly trimmed: string;
  readonly tight: string;
}
/** How much space stands between two words is a matter of taste, and of what trimmed it. */
const withoutSpace = (text: string): string => text.replaceAll(/\s+/g, '');

function fitter(line: TemplateLine | undefined): (rendering: Rendering) => Fit | undefined {
  if (line === undefined) return () => undefined;
  const literal = line.text.trim();
  switch (line.kind) {
    case 'literal':
      return ({ text, trimmed }) =>
        trimmed === literal ? { score: 4 + (indent(text) === indent(line.text) ? 0.5 : 0), how: 'literal' } : undefined;
    case 'block':
      return ({ trimmed }) => (trimmed === '' ? undefined : { score: 0.4, how: 'grown' });
    case 'pattern': {
      const parts = partsAround(line);
      const weight = outsideLength(line) >= 3 ? 3 : 0.6;
      return ({ tight }) =>
        tight.length <= longestLine && hasParts(parts, tight, 0) ? { score: weight, how: 'pattern' } : undefined;
    }
    case 'control':
      return () => undefined;
  }
}

const indent = (text: string): number => text.length - text.trimStart().length;

function outsideLength(line: TemplateLine): number {
  return line.text.trim().length - line.holes.reduce((sum, hole) => sum + hole.end - hole.start, 0);
}

/** What a line writes around its expressions. */
function partsAround(line: TemplateLine): readonly string[] {
  const ends = [...line.holes.map((hole) => hole.start), line.text.length];
  return ends.map((end, index) => withoutSpace(line.text.slice(line.holes[index - 1]?.end ?? 0, end)));
}

/** For texts too large to compare in full: the next equal line below the last one found. */
function alignEqual(rendered: readonly string[], lines: readonly TemplateLine[]): (Alignment | undefined)[] {
  const places = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const list = places.get(line.text.trim());
    if (list === undefined) places.set(line.text.trim(), [index]);
    else list.push(index);
  }
  let last = -1;
  return rendered.map((text) => {
    const index = text.trim() === '' ? undefined : places.get(text.trim())?.find((place) => place > last);
    if (index === undefined) return undefined;
    last = index;
    return { index, how: 'literal' };
  });
}
