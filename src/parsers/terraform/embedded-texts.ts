// Files inside the configuration: heredocs in the data of a ConfigMap or a Secret that Terraform creates.
import type { ConfigMap, ResourceEntry } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import type { LineIndex } from '../kit/text.js';
import type { EmbeddedText } from '../parser.js';

const holders: Readonly<Record<string, EmbeddedText['holder']['holder']>> = {
  kubernetes_config_map: 'configmap',
  kubernetes_config_map_v1: 'configmap',
  kubernetes_secret: 'secret',
  kubernetes_secret_v1: 'secret',
};
/** Longer text is no configuration that a person wrote. */
const longest = 256 * 1024;

export function embeddedTexts(resources: readonly ResourceEntry[], lines: LineIndex): readonly EmbeddedText[] {
  return resources.flatMap(({ type, address, values, at }): readonly EmbeddedText[] => {
    const holder = Object.hasOwn(holders, type) ? holders[type] : undefined;
    if (holder === undefined) return [];
    return dataOf(values).flatMap(({ key, value, computed }): readonly EmbeddedText[] => {
      const inner = value.is === 'template' ? value.at : value.is === 'scalar' ? value.expression.at : undefined;
      const text = computed !== undefined || inner === undefined ? undefined : heredocText(inner, lines);
      if (inner === undefined || text === undefined || text.length > longest) return [];
      return [
        {
          name: key,
          text,
          places: () => (place) => moved(place, inner),
          holder: { holder, name: address, block: true, at, key },
        },
      ];
    });
  });
}
function dataOf(values: ConfigMap): ConfigMap['entries'] {
  const data = values.entries.find(({ key }) => key === 'data')?.value;
  return data?.is === 'map' ? data.entries : [];
}

/** As it stands in the file, its indentation included; undefined for text in quotes. */
function heredocText({ line, endLine }: Location, lines: LineIndex): string | undefined {
  if (!/<<-?\s*\w+\s*$/.test(lines.lineText(line))) return undefined;
  // The last line may hold the marker that ends it.
  const texts = Array.from({ length: Math.max(0, endLine - line) }, (_, index) => lines.lineText(line + 1 + index));
  const marker = /<<-?\s*(\w+)\s*$/.exec(lines.lineText(line))?.[1];
  const end = texts.findIndex((text) => text.trim() === marker);
  const own = end < 0 ? texts : texts.slice(0, end);
  return withHoles(`${own.join('\n')}\n`);
}
/** A value that Terraform fills in is a variable of the inner language that nobody sets; undefined where more than a name stands there. */
function withHoles(text: string): string | undefined {
  const named = text.replaceAll(/(?<!\$)\$\{[\w.]+\}/g, (hole) => hole.replaceAll('.', '_'));
  if (/(?<!\$)\$\{(?!\w+\})|(?<!%)%\{/.test(named)) return undefined;
  return named.replaceAll(/([$%])\1\{/g, '$1{');
}
function moved(place: Location, { file, line }: Location): Location {
  return { ...place, file, line: place.line + line, endLine: place.endLine + line };
}
