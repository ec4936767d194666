// The lots of repositories that were judged: how each is called in accuracy.yaml, in a terminal and on the page.

/** Of the lots that were judged before anything was mended for them, from the third on, in order. A new lot is one more line. */
const ordinals = [
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
  'seventeenth',
  'eighteenth',
  'nineteenth',
  'twentieth',
  'twenty-first',
  'twenty-second',
  'twenty-third',
] as const;
type Ordinal = (typeof ordinals)[number];

/**
 * `fixing`: its findings were read while hoplint was being mended; `unseen`: all of them were judged before anything was mended; each of the
 * others: likewise, after what all before it had shown was mended.
 */
export type Sample = 'fixing' | 'unseen' | 'unseen-again' | `unseen-${Ordinal}`;
export const samples: readonly Sample[] = [
  'fixing',
  'unseen',
  'unseen-again',
  ...ordinals.map((each) => `unseen-${each}` as const),
];

/** `second`, `third` and so on; undefined of the two that came first. */
function ordinalOf(sample: Sample): string | undefined {
  if (sample === 'fixing' || sample === 'unseen') return undefined;
  return sample === 'unseen-again' ? 'second' : sample.slice('unseen-'.length);
}

export function shortTitle(sample: Sample): string {
  if (sample === 'fixing') return 'read while fixing';
  const ordinal = ordinalOf(sample);
  return `judged before anything was fixed${ordinal === undefined ? '' : `, ${ordinal} time`}`;
}

/** Behind the name of a repository. */
export function note(sample: Sample): string {
  if (sample === 'fixing') return '';
  const ordinal = ordinalOf(sample);
  return ordinal === undefined ? ' (unseen)' : ` (unseen, ${ordinal} time)`;
}

/** What sets the first ones apart; all others were judged like the sixth. */
const ways: Readonly<Record<string, string>> = {
  second: 'after what the first time had shown was mended',
  third: 'after what the second time had shown was mended',
  fourth: 'load balancers, Cloud Run and compose rather than Kubernetes',
  fifth: 'a little of everything',
  sixth: 'what a reader expects was written down first',
};
export function pageTitle(sample: Sample): string {
  if (sample === 'fixing') return 'Read while hoplint was being mended';
  const ordinal = ordinalOf(sample);
  if (ordinal === undefined) return 'Never seen before: all findings judged before anything was mended';
  const article = /^e(?:igh|lev)/.test(ordinal) ? 'an' : 'a';
  return `Never seen before, ${article} ${ordinal} time: ${ways[ordinal] ?? 'likewise'}`;
}
