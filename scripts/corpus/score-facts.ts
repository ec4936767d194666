// Compares what hoplint extracted with the labelled facts: the same kind of thing, near the labelled line, agreeing with every claim.
import type { Model } from '../../src/model/topology.js';
import { extractFacts } from './extract-facts.js';
import { isNear, type LabelledFact } from './labels.js';
import { type Claims, familyOf, readClaims } from './read-claims.js';
import type { Extracted } from './say-values.js';

export interface FactScore {
  readonly label: LabelledFact;
  readonly found: boolean;
  /** What stood at that place instead, for the list of misses. */
  readonly instead: string;
}

export function scoreFacts(labels: readonly LabelledFact[], model: Model): readonly FactScore[] {
  const extracted = extractFacts(model);
  return labels.map((label) => {
    const family = familyOf(label.key);
    const own = extracted.filter((each) => each.families.includes(family));
    const sameKind = own.length > 0 ? own : extracted.filter((each) => each.families.includes('time'));
    const near = sameKind.filter((each) => each.at.some((at) => isNear(at, label)));
    const claims = readClaims(label.key, label.value);
    const found = near.some((each) => claims.some((wanted) => agrees(wanted, each)));
    return {
      label,
      found,
      instead: claims.length === 0 ? 'the label says nothing comparable' : insteadOf(near, sameKind, claims),
    };
  });
}
function agrees(wanted: Claims, { says }: Extracted): boolean {
  return Object.entries(wanted).every(([name, text]) => says[name]?.includes(text) === true);
}
/** For the claims that are compared, what hoplint says at that place, or elsewhere. */
function insteadOf(near: readonly Extracted[], elsewhere: readonly Extracted[], claims: readonly Claims[]): string {
  const names = new Set(claims.flatMap((each) => Object.keys(each)));
  const shown = (near.length > 0 ? near : elsewhere).map(({ says }) =>
    [...names].map((name) => `${name}=${says[name]?.at(-1) ?? '?'}`).join(' '),
  );
  const text = [...new Set(shown)].slice(0, 3).join(' | ');
  return near.length > 0 || text === '' ? text : `${text}, elsewhere`;
}
