// Three-valued comparison. A verdict keeps the settings that decided it; unknown never turns into yes or no.
import { formatDuration, type Milliseconds, milliseconds, sumOf } from './duration.js';
import type { Known, Origin, Setting, TimeBound, UnknownReason } from './setting.js';
import { computed, finite, originPlace, unbounded, unknown } from './setting.js';

export type Verdict =
  | { readonly holds: 'yes' | 'no'; readonly because: readonly Origin[] }
  | { readonly holds: 'unknown'; readonly because: readonly UnknownReason[] };

const yes = (because: readonly Origin[]): Verdict => ({ holds: 'yes', because });
const no = (because: readonly Origin[]): Verdict => ({ holds: 'no', because });

/** The known forms a setting can take: itself, or its candidates. */
function possibilities<T>(setting: Setting<T>): readonly Known<T>[] {
  return setting.state === 'known' ? [setting] : (setting.candidates ?? []);
}
function reasons(...settings: readonly Setting<unknown>[]): readonly UnknownReason[] {
  return settings.flatMap((setting) => (setting.state === 'unknown' ? [setting.reason] : []));
}

/** Answers only if every combination of candidates agrees. */
function compare<A, B>(a: Setting<A>, b: Setting<B>, test: (a: A, b: B) => boolean): Verdict {
  if (a.state === 'known' && b.state === 'known') {
    const because = [a.origin, b.origin];
    return test(a.value, b.value) ? yes(because) : no(because);
  }
  const as = possibilities(a);
  const bs = possibilities(b);
  const because = [...as, ...bs].map((each) => each.origin);
  const answers = new Set(as.flatMap((left) => bs.map((right) => test(left.value, right.value))));
  if (answers.size !== 1) return { holds: 'unknown', because: reasons(a, b) };
  return answers.has(true) ? yes(because) : no(because);
}

/** Orders bounds by how long they let a thing last. `off` means the thing does not happen at all. */
export function boundLength(bound: TimeBound): Milliseconds {
  switch (bound.kind) {
    case 'finite':
      return bound.length;
    case 'unbounded':
      return milliseconds(Number.POSITIVE_INFINITY);
    case 'off':
      return milliseconds(0);
  }
}

/** `longer` lasts strictly longer than `shorter` plus `margin`. Equality is a race; two unbounded clocks never race. */
export function outlasts(longer: Setting, shorter: Setting, margin: Milliseconds = milliseconds(0)): Verdict {
  return compare(longer, shorter, (a, b) => {
    const left = boundLength(a);
    if (left === Number.POSITIVE_INFINITY) return true;
    return left > boundLength(b) + margin;
  });
}
/** `a` is at least as long as `b`. */
export function atLeast(a: Setting, b: Setting): Verdict {
  return compare(a, b, (left, right) => boundLength(left) >= boundLength(right));
}
/** One number is larger than the other; equality is not enough. */
export function exceeds(larger: Setting<number>, smaller: Setting<number>): Verdict {
  return compare(larger, smaller, (left, right) => left > right);
}
/** A yes/no question about one known value. */
export function satisfies<T>(setting: Setting<T>, test: (value: T) => boolean): Verdict {
  return compare(setting, { state: 'known', value: null, origin: anyOrigin(setting) }, (value) => test(value));
}
function anyOrigin(setting: Setting<unknown>): Origin {
  if (setting.state === 'known') return setting.origin;
  return { kind: 'written', at: setting.reason.at };
}

/** The parts fit strictly into the whole with `margin` to spare. */
export function sumFits(parts: readonly Setting[], whole: Setting, margin: Milliseconds = milliseconds(0)): Verdict {
  return outlasts(whole, sumSettings(parts), margin);
}

/** Adds lengths; the result is derived from all of them. Unknown if any is, with the sums of the candidates. */
export function sumSettings(parts: readonly Setting[]): Setting {
  const missing = parts.find((part) => part.state === 'unknown');
  if (missing?.state !== 'unknown') return addKnown(parts.flatMap((part) => possibilities(part)));
  const sums = parts.reduce<readonly (readonly Known<TimeBound>[])[]>(
    (lists, part) => lists.flatMap((list) => possibilities(part).map((each) => [...list, each])),
    [[]],
  );
  const candidates = sums.length > mostCandidates ? [] : sums.map(addKnown);
  return unknown(missing.reason, candidates);
}
/** More combinations than this answer nothing. */
const mostCandidates = 16;

function addKnown(parts: readonly Known<TimeBound>[]): Known<TimeBound> {
  const first = parts[0];
  if (first === undefined) throw new RangeError('a sum needs at least one part');
  const open = parts.some((part) => part.value.kind === 'unbounded');
  const total = sumOf(...parts.map((part) => boundLength(part.value)));
  const origin =
    parts.length === 1
      ? first.origin
      : computed(
          originPlace(first.origin),
          parts.map((part) => formatBound(part.value)).join(' + '),
          parts.map((part) => part.origin),
        );
  return { state: 'known', value: open ? unbounded : finite(total), origin };
}
export function formatBound(bound: TimeBound): string {
  return bound.kind === 'finite' ? formatDuration(bound.length) : bound.kind === 'unbounded' ? 'no limit' : 'off';
}

export function all(...verdicts: readonly Verdict[]): Verdict {
  const failed = verdicts.filter((each) => each.holds === 'no');
  if (failed.length > 0) return merge('no', failed);
  const open = verdicts.filter((each) => each.holds === 'unknown');
  return open.length > 0 ? mergeUnknown(open) : merge('yes', verdicts);
}
export function any(...verdicts: readonly Verdict[]): Verdict {
  const held = verdicts.filter((each) => each.holds === 'yes');
  if (held.length > 0) return merge('yes', held);
  const open = verdicts.filter((each) => each.holds === 'unknown');
  return open.length > 0 ? mergeUnknown(open) : merge('no', verdicts);
}
export function not(verdict: Verdict): Verdict {
  if (verdict.holds === 'unknown') return verdict;
  return { holds: verdict.holds === 'yes' ? 'no' : 'yes', because: verdict.because };
}
function merge(holds: 'yes' | 'no', verdicts: readonly Verdict[]): Verdict {
  return { holds, because: verdicts.flatMap((each) => (each.holds === 'unknown' ? [] : each.because)) };
}
function mergeUnknown(verdicts: readonly Verdict[]): Verdict {
  return { holds: 'unknown', because: verdicts.flatMap((each) => (each.holds === 'unknown' ? each.because : [])) };
}
