// Numbers that look random and are the same in every run: the trees of a benchmark must not differ between machines.

export interface Random {
  /** From 0 up to, but not including, `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  chance(probability: number): boolean;
}

/** mulberry32: 32 bits of state are plenty for trees of some ten thousand files. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    chance: (probability) => next() < probability,
  };
}

const adjectives = ['amber', 'brisk', 'calm', 'dusty', 'early', 'fleet', 'grand', 'humble', 'ivory', 'jolly'] as const;
const nouns = [
  'anchor',
  'basket',
  'cargo',
  'ledger',
  'orchard',
  'parcel',
  'quarry',
  'rudder',
  'signal',
  'tariff',
] as const;

/** The same name for the same number, and another for every other. */
export function nameOf(index: number): string {
  const adjective = adjectives[index % adjectives.length] ?? 'plain';
  const noun = nouns[Math.floor(index / adjectives.length) % nouns.length] ?? 'thing';
  return `${adjective}-${noun}-${index}`;
}
