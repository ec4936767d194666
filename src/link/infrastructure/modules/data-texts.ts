// Data sources that put texts together: what `templatefile()` replaced, and the parts that cloud-init is given.
import type { ConfigValue, ResourceEntry } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { field } from '../resources/resource-links.js';
import { type Scope, settle } from '../values/settle-value.js';
import { itemsOf, type Settled } from '../values/settled.js';

/** `data.<type>.<name>.rendered`; undefined for other data sources. */
export function renderedData(entry: ResourceEntry, scope: Scope, at: Location): Settled | undefined {
  const written = (key: string): ConfigValue | undefined =>
    entry.values.entries.find((each) => each.key === key)?.value;
  if (entry.type === 'data.template_file') return templateFile(written('template'), written('vars'), scope, at);
  const parts = /^data\.(?:template_)?cloudinit_config$/.test(entry.type) ? written('part') : undefined;
  if (parts === undefined) return undefined;
  return { is: 'list', items: itemsOf(settle(parts, scope)).flatMap((part) => field(part, 'content') ?? []), at };
}

/** `rendered` is the file with its variables filled in. */
function templateFile(
  template: ConfigValue | undefined,
  variables: ConfigValue | undefined,
  scope: Scope,
  at: Location,
): Settled | undefined {
  if (template?.is !== 'call' || template.name !== 'file') return undefined;
  const filled = variables === undefined ? template.arguments : [...template.arguments, variables];
  return settle({ is: 'call', name: 'templatefile', arguments: filled, spread: false, at }, scope);
}
