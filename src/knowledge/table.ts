// The products of the generated table, each read on first use: asking for one costs one.
import { perName } from './memo.js';
import type { ProductFile } from './schema.js';
import { productTexts } from './table.generated.js';

const read = new Map<string, ProductFile>();
let all: readonly ProductFile[] | undefined;

export function product(id: string): ProductFile | undefined {
  const seen = read.get(id);
  if (seen !== undefined) return seen;
  const text = Object.hasOwn(productTexts, id) ? productTexts[id] : undefined;
  if (text === undefined) return undefined;
  const parsed: ProductFile = JSON.parse(text);
  read.set(id, parsed);
  return parsed;
}

/** Every product, sorted by id. */
export function products(): readonly ProductFile[] {
  all ??= Object.keys(productTexts).flatMap((id) => product(id) ?? []);
  return all;
}

/** The ids alone, which cost nothing to know. */
export function productIds(): readonly string[] {
  return Object.keys(productTexts);
}

/** The product and those it builds on, nearest first. The generator refuses circles. */
export const lineage = perName((id): readonly ProductFile[] => {
  const chain: ProductFile[] = [];
  for (
    let next = product(id);
    next !== undefined;
    next = next.extends === undefined ? undefined : product(next.extends)
  ) {
    chain.push(next);
  }
  return chain;
});

/** Whose version the product's defaults depend on: `node` for what runs on Node, `own` for its own. */
export function versionOf(id: string): string {
  return lineage(id).find((file) => file.versionOf !== undefined)?.versionOf ?? 'own';
}
