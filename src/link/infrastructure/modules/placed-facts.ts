// What the readings of a configuration yield: facts with the files they belong to, and the names that their values came through.
import type { Fact } from '../../../model/facts.js';
import type { NameBinding } from './walk.js';

/** A fact and the file it belongs to. */
export interface PlacedFact {
  readonly file: string;
  readonly fact: Fact;
}

export function placedAt(fact: Fact): PlacedFact {
  return { file: 'at' in fact && typeof fact.at === 'object' ? fact.at.file : '', fact };
}

/** One fact per folder, in the first file that uses a name there. */
export function bindingFacts(bindings: ReadonlyMap<string, NameBinding>): PlacedFact[] {
  const folders = new Map<string, { file: string; names: Record<string, NameBinding['values']> }>();
  for (const { folder, file, name, values } of bindings.values()) {
    const found = folders.get(folder);
    if (found === undefined) folders.set(folder, { file, names: { [name]: values } });
    else found.names[name] = values;
  }
  return [...folders].map(([owner, { file, names }]) => ({
    file,
    fact: { kind: 'bindings', space: 'terraform', owner, names },
  }));
}
