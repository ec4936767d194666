// Finds where a chart's value was written, among its values files: the last file that has it wins.
import type { Location } from '../../model/location.js';
import { LineIndex } from '../kit/text.js';
import { readYaml, type YamlNode } from '../kit/yaml/read-yaml.js';

export interface ValuesFile {
  readonly path: string;
  readonly text: string;
  /** Where the chart's values stand in this file: a parent chart holds those of a dependency under its name. */
  readonly below?: readonly string[];
  /** Where all of it stands, when the text is not that of the file. */
  readonly at?: Location;
}

export type ValuePath = readonly (string | number)[];

export class ValuesFiles {
  readonly #files: readonly {
    readonly root: YamlNode | undefined;
    readonly place: (node: YamlNode) => Location;
  }[];

  /** Weakest first, as `helm template -f a -f b` takes them. */
  constructor(files: readonly ValuesFile[]) {
    this.#files = files.toReversed().map(({ path, text, below, at: held }) => {
      const whole = readYaml(text)[0]?.root;
      const lines = new LineIndex(text);
      return {
        root: below === undefined ? whole : at(whole, below)?.node,
        place: ({ start, end }) => held ?? lines.location(path, start, end),
      };
    });
  }

  /** The place of the value or of its key; undefined where no file has it. */
  locate(path: ValuePath, part: 'key' | 'value'): Location | undefined {
    for (const { root, place } of this.#files) {
      const found = at(root, path);
      if (found === undefined) continue;
      const node = part === 'key' ? (found.key ?? found.node) : found.node;
      return place(node);
    }
    return undefined;
  }

  /** Below the item of a list, the scalar that reads so. */
  locateItem(list: ValuePath, below: ValuePath, text: string): Location | undefined {
    for (const { root, place } of this.#files) {
      const found = at(root, list)?.node;
      if (found === undefined) continue;
      const items = found.kind === 'seq' ? found.items : [];
      const node = items
        .map((item) => at(item, below)?.node)
        .find((each) => each?.kind === 'scalar' && each.text === text);
      return node === undefined ? undefined : place(node);
    }
    return undefined;
  }

  /** The scalar at this path as it is written. */
  text(path: ValuePath | undefined): string | undefined {
    if (path === undefined) return undefined;
    const found = this.#files.map(({ root }) => at(root, path)).find((each) => each !== undefined)?.node;
    return found?.kind === 'scalar' ? found.text : undefined;
  }
}

interface Found {
  readonly node: YamlNode;
  readonly key?: YamlNode;
}

function at(root: YamlNode | undefined, path: ValuePath): Found | undefined {
  if (root === undefined) return undefined;
  let found: Found = { node: root };
  for (const step of path) {
    const next = child(found.node, step);
    if (next === undefined) return undefined;
    found = next;
  }
  return found;
}

function child(node: YamlNode, step: string | number): Found | undefined {
  if (node.kind === 'seq') {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? undefined : { node: item };
  }
  if (node.kind !== 'map') return undefined;
  const entry = node.entries.find(({ key }) => key.text === String(step));
  return entry === undefined ? undefined : { node: entry.value, key: entry.key };
}
