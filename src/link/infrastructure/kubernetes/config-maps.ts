// ConfigMaps that Terraform creates: their entries, and for that of a controller what may be set where nobody sees them all.
import { configmapKeys, productsOfConfigMap } from '../../../knowledge/lookup.js';
import type { ConfigMapFact, ObjectBase, PolicyFact, WrittenSetting } from '../../../model/facts.js';
import { asMap } from '../values/merged-maps.js';
import { entryOf, expressionOf, isUnset, literalOf, placeOfSettled, type Settled } from '../values/settled.js';
import { openText } from './annotations.js';

export function configMapFact(base: ObjectBase, data: Settled | undefined): ConfigMapFact {
  const map = data === undefined || isUnset(data) ? undefined : asMap(data);
  return {
    ...base,
    kind: 'configmap',
    data: (map?.entries ?? []).flatMap(({ key, keyAt, value }) => {
      if (isUnset(value)) return [];
      const literal = literalOf(value);
      const place = { key, keyAt, isString: true, at: placeOfSettled(value) };
      return literal === undefined || literal === null
        ? [{ ...place, value: openText(value), filledIn: true as const }]
        : [{ ...place, value: String(literal) }];
    }),
    ...(map?.open === undefined ? {} : { open: map.open.at }),
  };
}

/** Any setting of the controller whose ConfigMap it is. */
export function hiddenConfiguration(base: ObjectBase, data: Settled | undefined): readonly PolicyFact[] {
  const map = data === undefined || isUnset(data) ? undefined : asMap(data);
  const [product] = map?.open === undefined ? [] : productsOfConfigMap(base.name);
  if (map === undefined || product === undefined) return [];
  const settings = [...configmapKeys(product)].flatMap(([key, entries]) => {
    const entry = entryOf(map, key);
    const value = expressionOf(entry?.value);
    if (entry === undefined || value === undefined) return [];
    return entries.map(({ setting: name }): WrittenSetting => ({ name, key, value, keyAt: entry.keyAt }));
  });
  return [
    {
      ...{ ...base, kind: 'policy', policyKind: 'ConfigMap', product },
      attach: [{ to: 'controller', at: base.nameAt }],
      settings,
    },
  ];
}
