// The texts of a ConfigMap or a Secret that may be files: which languages they are of is for those to say who read them.
import { presentScalar } from '../kit/yaml/node-reader.js';
import { get } from '../kit/yaml/read-yaml.js';
import { movedOutOf } from '../kit/yaml/scalar-places.js';
import type { EmbeddedText } from '../parser.js';
import type { ManifestObject } from './object.js';

/** Longer text is no configuration that a person wrote. */
const longest = 256 * 1024;

const fields = {
  ConfigMap: { field: 'data', holder: 'configmap' },
  Secret: { field: 'stringData', holder: 'secret' },
} as const;

export function embeddedTexts({ reader, root, kind, group, base }: ManifestObject): readonly EmbeddedText[] {
  if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret')) return [];
  const { field, holder } = fields[kind];
  const data = get(root, field);
  if (data?.kind !== 'map') return [];
  return data.entries.flatMap(({ key, value }): EmbeddedText[] => {
    const scalar = presentScalar(value);
    if (scalar === undefined || scalar.filledIn === true || scalar.text.length > longest) return [];
    if (!/[\n{]/.test(scalar.text)) return [];
    return [
      {
        name: key.text,
        text: scalar.text,
        places: () => movedOutOf(reader, scalar),
        holder: {
          holder,
          name: base.name,
          ...(base.namespace === undefined ? {} : { namespace: base.namespace }),
          at: base.at,
          key: key.text,
        },
      },
    ];
  });
}
