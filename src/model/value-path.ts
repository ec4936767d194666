// Paths into structured values as the knowledge table writes them: `spec.http[].timeout`, `attributes[]{key=idle}.value`.

/**
 * `[]` steps over a list (a single map counts as a list of one), `{k=v}` keeps the maps whose `k` reads `v`, `*` is any key,
 * `['a.b']` a key with a dot.
 */
export type ValueStep =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'every-key' }
  | { readonly kind: 'each' }
  | { readonly kind: 'where'; readonly key: string; readonly value: string };

const stepPattern = /\[\]|\['([^']*)'\]|\{([^={}]+)=([^{}]*)\}|[^.[\]{}]+|\./gy;
/** Paths come from a table: there are some hundreds, asked for again and again. */
const compiled = new Map<string, readonly ValueStep[]>();

export function stepsOf(path: string): readonly ValueStep[] {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const steps = [...path.matchAll(stepPattern)].flatMap(([token, quoted, key, value]): ValueStep[] => {
    if (token === '.') return [];
    if (token === '[]') return [{ kind: 'each' }];
    if (quoted !== undefined) return [{ kind: 'key', name: quoted }];
    if (key !== undefined && value !== undefined) return [{ kind: 'where', key, value }];
    return [token === '*' ? { kind: 'every-key' } : { kind: 'key', name: token }];
  });
  compiled.set(path, steps);
  return steps;
}
