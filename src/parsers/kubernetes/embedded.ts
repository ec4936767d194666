// The texts of a ConfigMap or a Secret that may be files: which languages they are of is for those to say who read them.
import { presentScalar } from '../kit/yaml/node-reader.js';
import { get } from '../kit/yaml/read-yaml.js';
import { movedOutOf } from '../kit/yaml/scalar-places.js';
import type { EmbeddedText } from '../parser.js';
import type { ManifestObject } from './object.js';

/** Longer text is no configuration that a person wrote. */
const longest = 256 * 1024;

interface Field {
  readonly field: string;
  readonly holder: EmbeddedText['holder']['holder'];
  readonly isEncoded?: true;
}
/** What `stringData` has wins over `data`. */
const fields: Readonly<Record<string, readonly Field[]>> = {
  ConfigMap: [{ field: 'data', holder: 'configmap' }],
  Secret: [
    { field: 'stringData', holder: 'secret' },
    { field: 'data', holder: 'secret', isEncoded: true },
  ],
};

export function embeddedTexts(object: ManifestObject): readonly EmbeddedText[] {
  const { kind, group } = object;
  const own = group === '' && Object.hasOwn(fields, kind) ? (fields[kind] ?? []) : [];
  const names = new Set<string>();
  return own.flatMap((field) =>
    textsIn(object, field).filter(({ name }) => {
      const isNew = !names.has(name);
      names.add(name);
      return isNew;
    }),
  );
}

function textsIn({ reader, root, base }: ManifestObject, { field, holder, isEncoded }: Field): readonly EmbeddedText[] {
  const data = get(root, field);
  if (data?.kind !== 'map') return [];
  return data.entries.flatMap(({ key, value }): EmbeddedText[] => {
    const scalar = presentScalar(value);
    if (scalar === undefined || scalar.filledIn === true) return [];
    const text = isEncoded === true ? decoded(scalar.text) : scalar.text;
    if (text === undefined || text.length > longest || !/[\n{]/.test(text)) return [];
    return [
      {
        name: key.text,
        text,
        // Of what is encoded no line stands in the file.
        places: () => (isEncoded === true ? () => reader.at(key) : movedOutOf(reader, scalar)),
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

/** What base64 stands for, where that is text. */
function decoded(encoded: string): string | undefined {
  const digits = encoded.replaceAll(/\s/g, '');
  if (digits.length > (longest * 4) / 3 || digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits))
    return undefined;
  const text = Buffer.from(digits, 'base64').toString('utf8');
  return /[\0\uFFFD]/.test(text) ? undefined : text;
}
