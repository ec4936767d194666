// Reads JSON with `${…}` holes in it, quoted or not, as templates of container definitions have them.
import type { ConfigEntry, ConfigValue } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { scalarOf } from '../kit/config-value.js';
import { readJson } from '../kit/json.js';
import type { LineIndex } from '../kit/text.js';
import { isKeySetTwice, type YamlNode, type YamlScalar } from '../kit/yaml/node.js';

export interface Hole {
  readonly start: number;
  readonly end: number;
  readonly value: ConfigValue;
}
interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly shift: number;
}

/** Undefined when the text between the two offsets is no JSON even with its holes filled. */
export function readJsonTemplate(
  source: Source,
  start: number,
  end: number,
  holes: readonly Hole[],
): ConfigValue | undefined {
  const text = source.text.slice(start, end);
  if (!/^\s*[[{]/.test(text)) return undefined;
  const { root, problems } = readJson(fillHoles(text, start, holes));
  if (root === undefined || root.kind === 'scalar' || !problems.every(isKeySetTwice)) return undefined;
  return new TemplateReader(source, start, holes).value(root);
}

/** Every hole becomes text of its own length that JSON takes there: more letters inside a string, a string elsewhere. */
function fillHoles(text: string, start: number, holes: readonly Hole[]): string {
  let filled = '';
  let at = 0;
  let quoted = false;
  for (const hole of holes) {
    const piece = text.slice(at, hole.start - start);
    filled += piece;
    quoted = endsInString(piece, quoted);
    const length = hole.end - hole.start;
    filled += quoted ? 'x'.repeat(length) : `"${'x'.repeat(Math.max(0, length - 2))}"`;
    at = hole.end - start;
  }
  return filled + text.slice(at);
}
function endsInString(text: string, quoted: boolean): boolean {
  let inside = quoted;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '\\' && inside) at++;
    else if (letter === '"') inside = !inside;
  }
  return inside;
}

class TemplateReader {
  readonly #source: Source;
  readonly #start: number;
  readonly #holes: readonly Hole[];

  constructor(source: Source, start: number, holes: readonly Hole[]) {
    this.#source = source;
    this.#start = start;
    this.#holes = holes;
  }

  value(node: YamlNode): ConfigValue {
    switch (node.kind) {
      case 'seq':
        return { is: 'list', items: node.items.map((item) => this.value(item)), at: this.#at(node) };
      case 'map':
        return {
          is: 'map',
          entries: node.entries.map(({ key, value }) => this.#entry(key, value)),
          at: this.#at(node),
        };
      case 'scalar':
        return this.#scalar(node);
    }
  }

  #entry(key: YamlScalar, value: YamlNode): ConfigEntry {
    return { key: key.text, keyAt: this.#at(key), value: this.value(value) };
  }

  #scalar(node: YamlScalar): ConfigValue {
    const from = this.#start + node.start;
    const to = this.#start + node.end;
    const inside = this.#holes.filter((hole) => hole.start >= from && hole.end <= to);
    const [first] = inside;
    if (first === undefined) return scalarOf(node.value, this.#at(node));
    if (first.start === from) return first.value;
    const parts: ConfigValue[] = [];
    let at = from + 1;
    const text = (end: number): void => {
      if (end > at) parts.push(scalarOf(this.#source.text.slice(at, end), this.#place(at, end)));
    };
    for (const hole of inside) {
      text(hole.start);
      parts.push(hole.value);
      at = hole.end;
    }
    text(to - 1);
    return { is: 'template', parts, at: this.#at(node) };
  }

  #at(node: { readonly start: number; readonly end: number }): Location {
    return this.#place(this.#start + node.start, this.#start + node.end);
  }
  #place(start: number, end: number): Location {
    return this.#source.lines.location(this.#source.file, start - this.#source.shift, end - this.#source.shift);
  }
}
