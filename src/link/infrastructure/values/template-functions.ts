// The functions of CloudFormation that are not among those of Terraform under another name.
import type { Builtin } from './list-functions.js';
import { entryOf, knownScalar, openScalar, placeOfSettled, type Settled, textOf, whyOpen } from './settled.js';

/** The mapping, its two keys, and `DefaultValue` where the template gives one. */
const findInMap: Builtin = ([map, outer, inner, options], at) => {
  const found = valuesAt(map, outer).flatMap((each) => valuesAt(each, inner));
  const otherwise = entryOf(options, 'DefaultValue')?.value;
  const isCertain = textOf(certain(outer)) !== undefined && textOf(certain(inner)) !== undefined;
  const values = otherwise === undefined || (isCertain && found.length > 0) ? found : [...found, otherwise];
  const [first] = values;
  if (first === undefined) return openScalar('not-in-scan', 'the mapping has no such keys', at);
  const open = whyOpen(outer) ?? whyOpen(inner);
  const why = `the key of the mapping is not known${open === undefined ? '' : `: ${open}`}`;
  return isAlike(values) ? first : { is: 'either', options: values, why, at };
};

/** A default of a parameter settles nothing: templates use mappings for what differs between environments. */
function valuesAt(map: Settled | undefined, key: Settled | undefined): readonly Settled[] {
  if (map?.is !== 'map') return [];
  const name = textOf(certain(key));
  if (name === undefined) return map.entries.map((entry) => entry.value);
  return map.entries.flatMap((entry) => (entry.key === name ? [entry.value] : []));
}
function certain(key: Settled | undefined): Settled | undefined {
  return key?.is === 'scalar' && key.assumed === true ? undefined : key;
}
function isAlike(values: readonly Settled[]): boolean {
  const texts = values.map((value) => textOf(value));
  return texts.every((text) => text !== undefined && text === texts[0]);
}

const commaDelimited: Builtin = ([value], at) => {
  const text = textOf(value);
  if (value === undefined || text === undefined) return value;
  const from = placeOfSettled(value);
  return { is: 'list', items: text.split(',').map((each) => knownScalar(each.trim(), from)), at };
};

export const templateFunctions: Readonly<Record<string, Builtin>> = {
  FindInMap: findInMap,
  CommaDelimitedList: commaDelimited,
};
