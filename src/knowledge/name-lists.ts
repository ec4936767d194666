// Lists of all names that a product reads under a prefix, and whether a name is among them.
import { configmapKeys, nameLists } from './lookup.js';
import { perObject } from './memo.js';
import type { NameList } from './schema-objects.js';

export function isConfigKey(productId: string, key: string): boolean {
  return configmapKeys(productId).has(key) || nameLists('configmap', productId).some((list) => isListed(list, key));
}

/** Whether a list of names has this one; the prefix of the list is part of the name. */
export function isListed(list: NameList, name: string): boolean {
  const rest = name.slice(prefixLength(list));
  const { names, patterns } = opened(list);
  return names.has(rest) || patterns.some((pattern) => pattern.test(rest));
}
const opened = perObject((list: NameList) => ({
  names: new Set(list.names),
  patterns: (list.patterns ?? []).map((pattern) => new RegExp(`^(?:${pattern})$`)),
}));
export const prefixLength = (list: NameList): number => (list.prefix === undefined ? 0 : list.prefix.length);
