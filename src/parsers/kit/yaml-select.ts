// Finds nodes by the paths that the knowledge table uses: `spec.http[].timeout`, `attributes[]{key=idle}.value`.
import type { YamlNode, YamlScalar } from './yaml-node.js';

export interface Selected {
  readonly node: YamlNode;
  /** The key it stands behind; the nearest one above for an element of a list. */
  readonly key: YamlScalar | undefined;
}

type Step =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'every-key' }
  | { readonly kind: 'each' }
  | { readonly kind: 'where'; readonly key: string; readonly value: string };

const stepPattern = /\[\]|\['([^']*)'\]|\{([^={}]+)=([^{}]*)\}|[^.[\]{}]+|\./gy;
const compiled = new Map<string, readonly Step[]>();

function stepsOf(path: string): readonly Step[] {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const steps: Step[] = [];
  for (const match of path.matchAll(stepPattern)) {
    const [token, quoted, key, value] = match;
    if (token === '.') continue;
    if (token === '[]') steps.push({ kind: 'each' });
    else if (quoted !== undefined) steps.push({ kind: 'key', name: quoted });
    else if (key !== undefined && value !== undefined) steps.push({ kind: 'where', key, value });
    else steps.push(token === '*' ? { kind: 'every-key' } : { kind: 'key', name: token });
  }
  compiled.set(path, steps);
  return steps;
}

/**
 * Every node at the path. `[]` steps over a list (a single map counts as a list of one), `{k=v}` keeps the maps whose `k`
 * reads `v`, `*` is any key, `['a.b']` a key with a dot.
 */
export function selectNodes(root: YamlNode | undefined, path: string): Selected[] {
  if (root === undefined) return [];
  let current: readonly Selected[] = [{ node: root, key: undefined }];
  for (const step of stepsOf(path)) current = current.flatMap((selected) => follow(selected, step));
  return [...current];
}

function follow(selected: Selected, step: Step): readonly Selected[] {
  const { node, key } = selected;
  switch (step.kind) {
    case 'key': {
      if (node.kind !== 'map') return [];
      const entry = node.entries.find((each) => each.key.text === step.name);
      return entry === undefined ? [] : [{ node: entry.value, key: entry.key }];
    }
    case 'every-key':
      return node.kind === 'map' ? node.entries.map((entry) => ({ node: entry.value, key: entry.key })) : [];
    case 'each':
      return node.kind === 'seq'
        ? node.items.map((item) => ({ node: item, key }))
        : node.kind === 'map'
          ? [selected]
          : [];
    case 'where': {
      if (node.kind === 'seq') return node.items.flatMap((item) => follow({ node: item, key }, step));
      if (node.kind !== 'map') return [];
      const found = node.entries.find((each) => each.key.text === step.key)?.value;
      return found?.kind === 'scalar' && found.text === step.value ? [selected] : [];
    }
  }
}
