// Namespaces that Terraform creates, and labels that it puts on those of others.
import type { NamespaceFact, ObjectBase } from '../../../model/facts.js';
import { field } from '../resources/resource-links.js';
import { asMap } from '../values/merged-maps.js';
import { isUnset, type Settled, textOf } from '../values/settled.js';

/** None where nobody knows its name: what has no label under that name may have it under another. */
export function namespaceFacts(base: ObjectBase, values: Settled): readonly NamespaceFact[] {
  const metadata = field(values, 'metadata');
  if (textOf(field(metadata, 'name')) === undefined) return [];
  return [{ ...base, kind: 'namespace', ...(areKnown(field(metadata, 'labels')) ? {} : { open: true }) }];
}
/** `kubernetes_labels` adds to what the object has. */
export function labelledNamespace(base: ObjectBase, labels: Readonly<Record<string, string>>): NamespaceFact {
  return { ...base, kind: 'namespace', labels, open: true };
}
function areKnown(labels: Settled | undefined): boolean {
  if (labels === undefined || isUnset(labels)) return true;
  const { entries, open } = asMap(labels);
  return open === undefined && entries.every(({ value }) => isUnset(value) || textOf(value) !== undefined);
}
