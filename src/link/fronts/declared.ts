// Hops stated in hoplint.yaml: which stand in front, and which is the server that answers in the end.
import { product } from '../../knowledge/lookup.js';
import { type Declarations, type DeclaredHop, declaredNamesOf } from '../../model/declarations.js';
import type { WorkloadFact } from '../../model/facts.js';
import type { Hop, Product, Workload } from '../../model/topology.js';
import { noVersion } from '../kubernetes/route-hops.js';
import { emptyEnvironment } from '../names/evaluate.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';

/** What was stated for this workload, or for everything. */
export function declaredFor(workload: Workload | undefined, declarations: Declarations): readonly DeclaredHop[] {
  return declarations.hops.filter(
    (hop) => hop.workload === undefined || (workload !== undefined && isDeclaredFor(hop, workload.fact)),
  );
}
/** It names this workload, and not every one. */
export function isDeclaredFor({ workload }: DeclaredHop, fact: WorkloadFact): boolean {
  return workload !== undefined && declaredNamesOf(fact).includes(workload.toLowerCase());
}

export interface DeclaredParts {
  /** Client first. */
  readonly fronts: readonly DeclaredHop[];
  /** What the workload runs, where the last of them is a server and not a proxy. */
  readonly server?: DeclaredHop;
}
export function splitDeclared(hops: readonly DeclaredHop[]): DeclaredParts {
  const last = hops.at(-1);
  return last !== undefined && isServer(last) ? { fronts: hops.slice(0, -1), server: last } : { fronts: hops };
}
/** A server product, or a hop of which only the accepting face is stated: it sends to nobody. */
function isServer({ product: id, settings, workload }: DeclaredHop): boolean {
  if (product(id)?.kind === 'server') return true;
  const names = [...settings.keys()];
  return (
    id === 'generic' && workload !== undefined && names.length > 0 && names.every((name) => name.startsWith('inbound.'))
  );
}

function nameOf({ name, product: id }: DeclaredHop, { kind, title }: Product): string {
  if (id === 'generic') return name;
  return kind === 'server' || title.toLowerCase() === name.toLowerCase() ? name : `${title} ${name}`;
}

/** A hop the user declared: its stated settings first, the product's defaults for the rest. */
export function declaredHop(declared: DeclaredHop): Hop {
  const product = productOf(declared.product, declared.at);
  const { table } = buildSettingTable({
    product: declared.product,
    version: undefined,
    impliedBy: declared.at,
    layers: [],
    environment: emptyEnvironment,
    computed: declared.settings,
  });
  return {
    is: 'hop',
    id: `${declared.product}/${declared.name}`,
    name: nameOf(declared, product),
    product,
    at: declared.at,
    settings: table,
    habits: habitsOf(declared.product, undefined, declared.at),
    version: noVersion({ nameAt: declared.at }),
    declared: true,
  };
}
