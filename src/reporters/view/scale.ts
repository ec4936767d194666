// Time axes of the drawings: how long they are, where their ticks stand, and how far a length reaches.
import { formatDuration, milliseconds } from '../../model/duration.js';

/** A bar more than this many times as long as the shortest would make that one invisible: it is cut, and shown as cut. */
const widestSpread = 12;

export interface Scale {
  readonly end: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** One axis for these lengths, in milliseconds. `cut`: lengths far beyond the shortest reach past its end. */
export function scaleFor(lengths: readonly number[], cut: boolean): Scale {
  const finite = lengths.filter((each) => Number.isFinite(each) && each > 0);
  const longest = Math.max(1, ...finite);
  const end = cut && finite.length > 0 ? Math.min(longest, Math.min(...finite) * widestSpread) : longest;
  return { end, ticks: ticksOf(end) };
}
/** Whether one axis shows all of them without cutting. */
export function fitsOneScale(lengths: readonly number[]): boolean {
  const finite = lengths.filter((each) => Number.isFinite(each) && each > 0);
  return finite.length === 0 || Math.max(...finite) <= Math.min(...finite) * widestSpread;
}
/** Share of the axis, 0 to 1; a length beyond its end fills it. */
export function shareOf(length: number, { end }: Scale): number {
  return Math.max(0, Math.min(1, length / end));
}
export function isCut(length: number, { end }: Scale): boolean {
  return length > end;
}

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400].map(
    (each) => each * 1000,
  ),
];
/** Three to six round times, zero first. */
function ticksOf(end: number): Scale['ticks'] {
  const step = steps.find((each) => end / each <= 5) ?? end / 4;
  const count = Math.floor(end / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: index * step,
    text: formatDuration(milliseconds(Math.round(index * step))),
  }));
}
