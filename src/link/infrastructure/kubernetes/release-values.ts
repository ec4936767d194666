// The documents of values that a `helm_release` has, one after the other: what they say, or that nobody knows.
import { decoded } from '../values/functions.js';
import { isUnset, openScalar, optionsOf, placeOfSettled, type Settled } from '../values/settled.js';

/** `isReadApart`: their readers have seen the text of such a document. */
export function valueDocuments(
  value: Settled | undefined,
  isReadApart: (document: Settled) => boolean,
): readonly Settled[] {
  if (value === undefined || isUnset(value)) return [];
  if (value.is === 'either') {
    const lists = optionsOf(value).map((option) => valueDocuments(option, isReadApart));
    return lists.flatMap((list) => list.map((document) => perhaps(document, value.why)));
  }
  if (value.is !== 'list') return [unseen(value)];
  return value.items.flatMap((item) => documentOf(item, isReadApart));
}
function documentOf(item: Settled, isReadApart: (document: Settled) => boolean): readonly Settled[] {
  if (isUnset(item) || isReadApart(item)) return [];
  if (item.is === 'either')
    return optionsOf(item).flatMap((option) =>
      documentOf(option, isReadApart).map((document) => perhaps(document, item.why)),
    );
  const read = decoded(item);
  if (read !== undefined) return [read];
  // The text of such a document is read where it stands.
  return item.is === 'scalar' && item.value !== undefined ? [] : [unseen(item)];
}
/** One of several: what it has counts, or what else is said. */
function perhaps(document: Settled, why: string): Settled {
  const at = placeOfSettled(document);
  return { is: 'either', options: [document, { is: 'map', entries: [], at }], why, at };
}
const unseen = (value: Settled): Settled =>
  value.is === 'scalar'
    ? value
    : openScalar('not-in-scan', 'its values are not in the files of this scan', placeOfSettled(value));
