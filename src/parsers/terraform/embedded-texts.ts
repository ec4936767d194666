// Files inside the configuration: heredocs in the data of a ConfigMap or a Secret that Terraform creates.
import type { ConfigMap, ResourceEntry } from '../../model/infrastructure.js';
import type { LineIndex } from '../kit/text.js';
import type { EmbeddedText } from '../parser.js';
import { heredocOf } from './heredoc.js';

const holders: Readonly<Record<string, EmbeddedText['holder']['holder']>> = {
  kubernetes_config_map: 'configmap',
  kubernetes_config_map_v1: 'configmap',
  kubernetes_secret: 'secret',
  kubernetes_secret_v1: 'secret',
};
export function embeddedTexts(resources: readonly ResourceEntry[], lines: LineIndex): readonly EmbeddedText[] {
  return resources.flatMap(({ type, address, values, at }): readonly EmbeddedText[] => {
    const holder = Object.hasOwn(holders, type) ? holders[type] : undefined;
    if (holder === undefined) return [];
    return dataOf(values).flatMap(({ key, value, computed }): readonly EmbeddedText[] => {
      const found = computed === undefined ? heredocOf(value, lines) : undefined;
      const text = found === undefined ? undefined : withHoles(found.text);
      if (found === undefined || text === undefined) return [];
      return [
        {
          name: key,
          text,
          places: () => found.move,
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

/** A value that Terraform fills in is a variable of the inner language that nobody sets; undefined where more than a name stands there. */
function withHoles(text: string): string | undefined {
  const named = text.replaceAll(/(?<!\$)\$\{[\w.]+\}/g, (hole) => hole.replaceAll('.', '_'));
  if (/(?<!\$)\$\{(?!\w+\})|(?<!%)%\{/.test(named)) return undefined;
  return named.replaceAll(/([$%])\1\{/g, '$1{');
}
