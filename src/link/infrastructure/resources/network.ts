// The resources of one language, ready to be asked what refers to what.
import type { WrittenSetting } from '../../../model/facts.js';
import type { ResourceInstance } from './resource-instance.js';
import type { ResourceNames } from './resource-links.js';
import type { Language } from './resource-products.js';

export interface Network {
  readonly language: Language;
  readonly resources: readonly ResourceInstance[];
  readonly names: ResourceNames;
  /** Settings that stand apart from the resource they belong to. */
  readonly attributes?: (owner: ResourceInstance, product: string) => readonly WrittenSetting[];
}

/** An answer of an API holds every value itself. */
export function creatorOf({ language }: Network): { readonly createdBy?: 'terraform' | 'cloudformation' | 'cdk' } {
  return language === 'aws-cli' ? {} : { createdBy: language };
}
