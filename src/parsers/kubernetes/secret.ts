// Secrets, and the objects that controllers make them of: which keys there are, and what is written in clear text.
import type { SecretFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { isFilledIn, isOpen, items, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

type Keys = SecretFact['keys'];

/** Somebody fills it in elsewhere. */
const isSample = /example|sample|template|dummy|placeholder/i;

/** SOPS encrypts what keys hold, and leaves their names. One without keys is filled by somebody else. */
export function plainSecret(object: ManifestObject): SecretFact {
  const { root } = object;
  const isReadable = get(root, 'sops') === undefined && !isSample.test(baseNameOf(object.base.at.file));
  const keys = [
    ...keysIn(object, get(root, 'stringData'), (text) => (isReadable ? text : undefined)),
    ...keysIn(object, get(root, 'data'), (text) => (isReadable ? decoded(text) : undefined)),
  ];
  const open = [get(root, 'stringData'), get(root, 'data')].find((each) => isOpen(each));
  return secret(object, undefined, keys, open ?? (keys.length === 0 ? root : undefined));
}

/** https://github.com/bitnami-labs/sealed-secrets: the names of `encryptedData` are those of the Secret, 2026-11-26. */
export function sealedSecret(object: ManifestObject): SecretFact {
  const { reader, root } = object;
  const sealed = get(root, 'spec', 'encryptedData');
  const template = get(root, 'spec', 'template');
  const keys = [...keysIn(object, sealed), ...keysIn(object, get(template, 'data'))];
  const name = reader.text(template, 'metadata', 'name');
  return secret(object, name?.text, keys, sealed?.kind === 'map' ? undefined : root);
}

/** https://external-secrets.io/latest/api/externalsecret/: a template replaces what was fetched, unless it is merged; 2026-11-26. */
export function externalSecret(object: ManifestObject): SecretFact {
  const { reader, root } = object;
  const target = get(root, 'spec', 'target');
  const template = get(target, 'template');
  const made = get(template, 'data');
  const fetched = items(root, 'spec', 'data').flatMap((entry) => keyOf(object, get(entry, 'secretKey')));
  const isWhole = made === undefined || reader.string(template, 'mergePolicy') === 'Merge';
  const keys = [...(isWhole ? fetched : []), ...keysIn(object, made)];
  const open = [get(template, 'templateFrom'), isWhole ? get(root, 'spec', 'dataFrom') : undefined].find(
    (each) => each?.kind === 'seq' && each.items.length > 0,
  );
  const isOwn = !/^(?:Merge|None)$/.test(reader.string(target, 'creationPolicy') ?? '');
  return secret(object, reader.string(target, 'name'), keys, open ?? (isOwn && keys.length > 0 ? undefined : root));
}
function secret(
  { reader, base }: ManifestObject,
  name: string | undefined,
  keys: Keys,
  open: YamlNode | undefined,
): SecretFact {
  const at: Location | undefined = open && reader.at(open);
  return { ...base, ...present({ name }), kind: 'secret', keys, ...present({ open: at }) };
}
function keysIn(
  { reader }: ManifestObject,
  node: YamlNode | undefined,
  read: (text: string) => string | undefined = () => undefined,
): Keys {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) => {
    const scalar = presentScalar(value);
    const text = scalar === undefined || isFilledIn(scalar) ? undefined : read(scalar.text);
    const at = reader.at(scalar ?? key);
    return text !== undefined && isPlain.test(text) ? [{ key: key.text, value: text, at }] : [{ key: key.text, at }];
  });
}
function keyOf({ reader }: ManifestObject, node: YamlNode | undefined): Keys {
  const scalar = presentScalar(node);
  return scalar === undefined ? [] : [{ key: scalar.text, at: reader.at(scalar) }];
}
/** A number, a length of time, a switch: anything else of a Secret stays one. */
const isPlain = /^(?:\d{1,12}(?:\.\d{1,6})?\s?(?:ns|us|ms|s|m|h)?|true|false)$/;

function decoded(encoded: string): string | undefined {
  const digits = encoded.trim();
  if (digits.length > 40 || digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  return Buffer.from(digits, 'base64').toString('utf8').replace(/\n$/, '');
}
