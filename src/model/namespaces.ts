// Which of the namespaces that files show a workload runs in.
import type { NamespaceFact } from './facts.js';

/**
 * Those of its own installation, else those that another one creates under the name that the workload gives:
 * a namespace of Terraform or of a plain file has the pods of every chart.
 */
export function namespacesOf(
  { namespace, scope }: { readonly namespace?: string; readonly scope?: string },
  namespaces: readonly NamespaceFact[],
): readonly NamespaceFact[] {
  const named = namespaces.filter(({ name }) => name === (namespace ?? 'default'));
  const own = named.filter((each) => each.scope === scope);
  return own.length > 0 || namespace === undefined ? own : named;
}
