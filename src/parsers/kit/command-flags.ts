// Flags of one command with the words that belong to them.

export interface CommandFlags {
  /** Values of a flag, each as often as it is given. */
  all(...names: readonly string[]): readonly string[];
  has(...names: readonly string[]): boolean;
  last(...names: readonly string[]): string | undefined;
  /** Words that belong to no flag. */
  readonly words: readonly string[];
}

/**
 * `switches` take no value. `lists` take all words up to the next flag.
 */
export function flagsOf(
  words: readonly string[],
  switches: (name: string) => boolean,
  lists: (name: string) => boolean = () => false,
): CommandFlags {
  const found: (readonly [name: string, value: string])[] = [];
  const seen = new Set<string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!/^--?[A-Za-z]/.test(word)) {
      rest.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    seen.add(name);
    if (equals >= 0) found.push([name, word.slice(equals + 1)]);
    else if (lists(name)) while (at + 1 < words.length && !isFlag(words[at + 1])) found.push([name, words[++at] ?? '']);
    else if (!switches(name) && at + 1 < words.length && !isFlag(words[at + 1])) found.push([name, words[++at] ?? '']);
  }
  const all = (...names: readonly string[]): readonly string[] =>
    found.flatMap(([name, value]) => (names.includes(name) ? [value] : []));
  const has = (...names: readonly string[]): boolean => names.some((name) => seen.has(name));
  return { all, has, last: (...names) => all(...names).at(-1), words: rest };
}
const isFlag = (word: string | undefined): boolean => word !== undefined && /^--?[A-Za-z]/.test(word);
