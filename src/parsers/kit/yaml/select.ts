// Finds nodes by the paths that the knowledge table uses: `spec.http[].timeout`, `attributes[]{key=idle}.value`.
import { stepsOf, type ValueStep } from '../../../model/value-path.js';
import type { YamlNode, YamlScalar } from './node.js';

export interface Selected {
  readonly node: YamlNode;
  /** The key it stands behind; the nearest one above for an element of a list. */
  readonly key: YamlScalar | undefined;
}

/** Every node at the path. */
export function selectNodes(root: YamlNode | undefined, path: string): Selected[] {
  if (root === undefined) return [];
  let current: readonly Selected[] = [{ node: root, key: undefined }];
  for (const step of stepsOf(path)) current = current.flatMap((selected) => follow(selected, step));
  return [...current];
}

function follow(selected: Selected, step: ValueStep): readonly Selected[] {
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
