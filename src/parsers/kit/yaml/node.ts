// The tree that YAML and JSON files are read into: values with the place where they stand.

export type YamlNode = YamlScalar | YamlMap | YamlSeq;

/** A single value. Offsets include quotes and the header of a block, never a line break behind the value. */
export interface YamlScalar {
  readonly kind: 'scalar';
  /** As Kubernetes reads it; quoted and block scalars are always strings. */
  readonly value: string | number | boolean | null;
  /** The decoded string behind `value`: `1e3` for 1000, empty for nothing. */
  readonly text: string;
  /** In quotes or a block, so a string whatever it looks like. */
  readonly quoted: boolean;
  /** A tag that is not one of YAML's own: `!Ref`, `!Sub`. */
  readonly tag?: string;
  /** A template fills it in, or has it only under a condition: what stands here says nothing about the real value. */
  readonly filledIn?: true;
  readonly start: number;
  readonly end: number;
}

export interface YamlMap {
  readonly kind: 'map';
  /** One entry per key: the last of duplicates, and what merge keys bring. */
  readonly entries: readonly YamlEntry[];
  readonly tag?: string;
  readonly filledIn?: true;
  readonly start: number;
  readonly end: number;
}

/** A key that is a map or a sequence in the source is its source text here. */
export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

export interface YamlSeq {
  readonly kind: 'seq';
  readonly items: readonly YamlNode[];
  readonly tag?: string;
  readonly filledIn?: true;
  readonly start: number;
  readonly end: number;
}

/** Something wrong with a document; what could be read all the same is in its tree. */
export interface YamlProblem {
  readonly message: string;
  readonly offset: number;
  /**
   * `repeated-key`: a key that says the same twice. `indentation`: text in quotes that goes on further left than YAML allows, which
   * the readers of Kubernetes and Helm take.
   */
  readonly code: 'syntax' | 'duplicate-key' | 'repeated-key' | 'indentation' | 'alias' | 'limit';
}

/** Whether the tree is whole all the same. */
export function isKeySetTwice({ code }: YamlProblem): boolean {
  return code === 'duplicate-key' || code === 'repeated-key';
}

/** Whether what was recovered of the document may stand elsewhere than its author meant, so that nothing follows from where it stands. */
export function isBroken({ errors }: { readonly errors: readonly YamlProblem[] }): boolean {
  return errors.some(({ code }) => code === 'syntax');
}

/** What one file may cost. */
export const limits = {
  characters: 5 * 1024 * 1024,
  documents: 10_000,
  nodes: 200_000,
  depth: 200,
  problems: 20,
} as const;

export type YamlPath = readonly (string | number)[];

/** The node at a path of keys and indexes, compared as text: `get(root, 'spec', 'ports', 0, 'name')`. */
export function get(node: YamlNode | undefined, ...path: YamlPath): YamlNode | undefined {
  return nodeAt(node, path);
}
/** The same for a path that is a list already. */
export function nodeAt(node: YamlNode | undefined, path: YamlPath): YamlNode | undefined {
  let current = node;
  for (let index = 0; index < path.length; index++) {
    const step = path[index];
    if (current === undefined || step === undefined) return undefined;
    current = child(current, step);
  }
  return current;
}

function child(node: YamlNode, step: string | number): YamlNode | undefined {
  switch (node.kind) {
    case 'map': {
      const text = typeof step === 'string' ? step : String(step);
      const { entries } = node;
      // The innermost loop of all readers of objects: an iterator would be made each time.
      for (let index = 0; index < entries.length; index++) {
        const entry = entries[index];
        if (entry?.key.text === text) return entry.value;
      }
      return undefined;
    }
    case 'seq':
      return typeof step === 'number' ? node.items[step] : undefined;
    case 'scalar':
      return undefined;
  }
}
