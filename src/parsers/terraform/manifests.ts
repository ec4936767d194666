// Kubernetes objects that Terraform creates from manifests: as text for whoever reads those, with the way back to each value.
import { literal } from '../../model/expression.js';
import type { AccessStep, ConfigMap, ConfigValue, ResourceEntry } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import type { LineIndex } from '../kit/text.js';
import type { ManifestText } from '../parser.js';
import { heredocOf } from './heredoc.js';

/** Which attribute holds the object: as a value, or as text. */
const attributes: Readonly<Record<string, string>> = {
  kubernetes_manifest: 'manifest',
  kubectl_manifest: 'yaml_body',
};

export function manifestTexts(resources: readonly ResourceEntry[], lines: LineIndex): readonly ManifestText[] {
  return resources.flatMap(({ type, values, at }): readonly ManifestText[] => {
    const key = Object.hasOwn(attributes, type) ? attributes[type] : undefined;
    const value = /^kubernetes_config_map(?:_v\d+)?$/.test(type) ? configMapOf(values) : entryOf(values, key);
    const text = value === undefined ? undefined : textOf(value, lines);
    return text === undefined ? [] : [{ ...text, at }];
  });
}
const entryOf = (map: ConfigValue | undefined, key: string | undefined): ConfigValue | undefined =>
  map?.is === 'map' ? map.entries.find((each) => each.key === key)?.value : undefined;

/** What a controller reads in it is for those to say who read ConfigMaps. Its values are text, whatever gives them. */
function configMapOf(values: ConfigMap): ConfigMap | undefined {
  const given = entryOf(values, 'metadata');
  const metadata = given?.is === 'list' ? given.items[0] : given;
  const data = entryOf(values, 'data');
  if (metadata?.is !== 'map' || data?.is !== 'map' || data.entries.some(({ computed }) => computed !== undefined))
    return undefined;
  const named = metadata.entries.filter(({ key }) => key === 'name' || key === 'namespace');
  const texts = data.entries.map((each) =>
    each.value.is === 'scalar' ? { ...each, value: asText(each.value) } : { ...each, value: hole(each.value) },
  );
  const { at } = values;
  const word = (key: string, text: string): ConfigMap['entries'][number] => ({
    key,
    keyAt: at,
    value: { is: 'scalar', expression: literal(text, at) },
  });
  return {
    is: 'map',
    at,
    entries: [
      word('apiVersion', 'v1'),
      word('kind', 'ConfigMap'),
      { key: 'metadata', keyAt: at, value: { ...metadata, entries: named } },
      { key: 'data', keyAt: at, value: { ...data, entries: texts } },
    ],
  };
}
/** A number or a truth becomes the text that it is written as. */
function asText(value: Extract<ConfigValue, { is: 'scalar' }>): ConfigValue {
  const { expression } = value;
  if (expression.kind !== 'literal' || expression.value === null) return value;
  return { is: 'scalar', expression: { ...expression, value: String(expression.value) } };
}
const hole = (value: Exclude<ConfigValue, { is: 'scalar' }>): ConfigValue => ({
  is: 'template',
  parts: [value],
  at: value.at,
});

function textOf(value: ConfigValue, lines: LineIndex): Omit<ManifestText, 'at'> | undefined {
  if (value.is === 'map') return written(value);
  if (value.is === 'call' && (value.name === 'yamldecode' || value.name === 'yamlencode')) {
    const [only, ...others] = value.arguments;
    return only === undefined || others.length > 0 ? undefined : textOf(only, lines);
  }
  const heredoc = heredocOf(value, lines);
  // More than the name of a value in a hole: nobody can tell what it becomes.
  if (heredoc === undefined || /(?<!\$)\$\{(?![\w.]+\})|(?<!%)%\{/.test(heredoc.text)) return undefined;
  return { name: 'manifest.yaml', text: heredoc.text.replaceAll(/([$%])\1\{/g, '$1{'), move: heredoc.move };
}

/** One line for every key, value and bracket: lines lead back to what stands there. */
interface Line {
  readonly text: string;
  readonly at: Location;
}
function written(map: ConfigMap): Omit<ManifestText, 'at'> | undefined {
  const lines: Line[] = [];
  if (!write(map, '', lines)) return undefined;
  const place = (line: number): Location => lines[line - 1]?.at ?? map.at;
  return {
    name: 'manifest.json',
    text: lines.map(({ text }) => text).join('\n'),
    move({ line, endLine }) {
      const [start, end] = [place(line), place(endLine)];
      return { ...start, endLine: end.endLine, endColumn: end.endColumn };
    },
  };
}

/** False where a part that may hold others is decided elsewhere: what it leaves out would look like what nobody wrote. */
function write(value: ConfigValue, key: string, lines: Line[]): boolean {
  switch (value.is) {
    case 'map':
      return writeAll(
        value.entries.map((entry) => ({ ...entry, isOpen: entry.computed !== undefined })),
        { opens: '{', closes: '}', at: value.at },
        lines,
      );
    case 'list':
      return writeAll(
        value.items.map((item) => ({ key, value: item, isOpen: false })),
        { opens: '[', closes: ']', at: value.at },
        lines,
      );
    case 'scalar': {
      const { expression } = value;
      const text = expression.kind === 'literal' ? JSON.stringify(expression.value) : '"${value}"';
      lines.push({ text, at: expression.at });
      return true;
    }
    case 'template':
      lines.push({ text: JSON.stringify(holeText(value.parts)), at: value.at });
      return true;
    case 'reference':
      lines.push({ text: JSON.stringify(referenceText(value.steps)), at: value.at });
      return plain.test(key);
    default:
      return false;
  }
}
/** Named by the first value that goes into it. */
function holeText(parts: readonly ConfigValue[]): string {
  const first = parts.find((part) => part.is === 'reference');
  return first?.is === 'reference' ? referenceText(first.steps) : '${value}';
}
const referenceText = (steps: readonly AccessStep[]): string =>
  `\${${steps.filter((step) => typeof step !== 'object').join('.')}}`;

/** Fields that hold one value, whatever object they are of. */
const plain =
  /(?:^|[a-z])(?:name|namespace|class|host|hostname|port|image|path|replicas|type|(?:[Tt]imeout|[Ii]nterval|[Dd]elay|[Pp]eriod)\w{0,20}|Name|Class|Port|Path|Sec|Seconds|Ms)$/;

interface Part {
  readonly key: string;
  readonly keyAt?: Location;
  readonly value: ConfigValue;
  readonly isOpen: boolean;
}
interface Brackets {
  readonly opens: string;
  readonly closes: string;
  readonly at: Location;
}
function writeAll(parts: readonly Part[], { opens, closes, at }: Brackets, lines: Line[]): boolean {
  lines.push({ text: opens, at: { ...at, endLine: at.line, endColumn: at.column } });
  const known = parts.every(({ key, keyAt, value, isOpen }, index) => {
    if (isOpen) return false;
    if (index > 0) lines.push({ text: ',', at });
    if (keyAt !== undefined) lines.push({ text: `${JSON.stringify(key)}:`, at: keyAt });
    return write(value, key, lines);
  });
  lines.push({ text: closes, at: { ...at, line: at.endLine, column: at.endColumn } });
  return known;
}
