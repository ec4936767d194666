// Which product a resource is, and which of its attributes are settings: asked of the knowledge table.
import { awsCliKeys, cdkKeys, cloudformationKeys, products, terraformKeys } from '../../../knowledge/lookup.js';
import type { ResourceCondition } from '../../../knowledge/schema-keys.js';
import type { ResourceShape } from '../../../knowledge/schema-objects.js';
import type { Expression } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import type { SettingName } from '../../../model/setting-names.js';
import { expressionAt, selectValues } from '../values/select-values.js';
import { isUnset, type Settled, textOf } from '../values/settled.js';
import type { Network } from './network.js';
import type { ResourceInstance } from './resource-instance.js';

export type Language = ResourceShape['in'];
export interface Classified {
  readonly product: string;
  readonly role: ResourceShape['role'];
}

/**
 * Undefined for a resource that is nothing a request passes. A condition that cannot be decided leaves the first product; one that holds
 * comes before products without any.
 */
export function classify(
  { language, names }: Network,
  { type, values, scope }: ResourceInstance,
): Classified | undefined {
  const spoken = languageOf(language, type);
  const shapes = products().flatMap((file) =>
    (file.claims?.resources ?? []).flatMap((shape) =>
      shape.in === spoken && shape.resource === type ? [{ product: file.product, shape }] : [],
    ),
  );
  const judged = shapes.map((each) => ({ ...each, holds: holdsFor(each.shape.when) }));
  const certain = judged.filter((each) => each.holds === 'yes');
  const chosen =
    certain.find(({ shape }) => shape.when?.through !== undefined) ??
    certain[0] ??
    judged.find((each) => each.holds === 'unknown');
  return chosen === undefined ? undefined : { product: chosen.product, role: chosen.shape.role };

  function holdsFor(when: ResourceCondition | undefined): 'yes' | 'no' | 'unknown' {
    const { through } = when ?? {};
    if (when === undefined || through === undefined) return holds(when, values);
    const named = selectValues(values, through)
      .flatMap(({ value }) => names.all(scope, value))
      .filter(({ resource }) => resource.type === when.resource);
    return named.some(({ resource }) => holds(when, resource.values) === 'yes') ? 'yes' : 'no';
  }
}

export function holds(when: ResourceCondition | undefined, values: Settled): 'yes' | 'no' | 'unknown' {
  if (when === undefined) return 'yes';
  const otherwise = when.absent === true ? 'yes' : 'no';
  const answers = selectValues(values, when.path).map(({ value }) => {
    if (isUnset(value)) return otherwise;
    const text = textOf(value)?.toLowerCase();
    if (text === undefined) return 'unknown';
    return when.values.some((each) => each.toLowerCase() === text) ? 'yes' : 'no';
  });
  const [only = otherwise, ...others] = new Set(answers);
  return others.length > 0 ? 'unknown' : only;
}

export interface PathKey {
  readonly product: string;
  readonly setting: SettingName;
  readonly key: { readonly path: string; readonly only?: ResourceCondition };
}
/** Programs of the CDK make resources of templates, too. */
const languageOf = (language: Language, type: string): Language =>
  type.startsWith('AWS::') ? 'cloudformation' : language;

export function keysOf(language: Language, type: string): readonly PathKey[] {
  switch (languageOf(language, type)) {
    case 'terraform':
      return terraformKeys(type);
    case 'cloudformation':
      return cloudformationKeys(type);
    case 'cdk':
      return cdkKeys(type);
    case 'aws-cli':
      return awsCliKeys(type);
  }
}

/** The settings of one product that a resource writes. */
export function settingsOf(language: Language, type: string, product: string, values: Settled): WrittenSetting[] {
  return keysOf(language, type).flatMap(({ product: owner, setting, key }): WrittenSetting[] => {
    if (owner !== product) return [];
    const applies = holds(key.only, values);
    if (applies === 'no') return [];
    const found = expressionAt(values, key.path);
    // Plans and states write an empty text where nothing is set.
    const isEmpty = found?.value.kind === 'literal' && found.value.value === '';
    if (found === undefined || isEmpty) return [];
    const text = `${key.only?.path ?? ''} decides whether it applies`;
    const value: Expression =
      applies === 'yes' ? found.value : { kind: 'unknown', reason: 'dynamic', text, at: found.value.at };
    return [{ name: setting, key: key.path, keyAt: found.keyAt, value }];
  });
}

export function productsWithKeys(language: Language, type: string): readonly string[] {
  return [...new Set(keysOf(language, type).map((each) => each.product))];
}
