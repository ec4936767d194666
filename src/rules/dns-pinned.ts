// A proxy that looks a name up once keeps sending to the address of that day.
import {
  atStart,
  defineRule,
  type Hop,
  type HopOnPath,
  type HopTarget,
  hopsOnPaths,
  type Location,
  listOf,
  type Model,
  type Verdict,
} from './kit/index.js';

interface Named extends HopOnPath {
  readonly target: HopTarget;
  readonly place: Location;
  /** Other names of the same file and compose project: one remark for all of them. */
  readonly others: ReadonlySet<string>;
}
type Stability =
  | { readonly moves: 'no' }
  | { readonly moves: 'yes'; readonly because: string; readonly mild?: true }
  | { readonly moves: 'unknown'; readonly because: string };

/** Whether the address behind a name can change while the proxy runs. */
function stabilityOf({ host, service, workload, runsOn }: HopTarget): Stability {
  if (service !== undefined) {
    if (service.externalName !== undefined)
      return { moves: 'yes', because: `Service ${service.name} is only another name for ${service.externalName.text}` };
    if (service.clusterIP?.text === 'None')
      return {
        moves: 'yes',
        because: `Service ${service.name} is headless: its name stands for pods that come and go`,
      };
    return { moves: 'no' };
  }
  if (workload !== undefined) {
    if (workload.platform === 'compose')
      return {
        moves: 'yes',
        because: `compose gives ${workload.name} another address when it is created anew`,
        mild: true,
      };
    if (workload.platform === 'ecs' && host.includes('.'))
      return { moves: 'yes', because: `every task of ${workload.name} has an address of its own and comes and goes` };
    return { moves: 'no' };
  }
  if (/(^|\.)docker\.internal$/.test(host) || host.includes('$')) return { moves: 'no' };
  if (!host.includes('.') || /\.svc(\.|$)/.test(host) || host.endsWith('.cluster.local')) {
    const where = runsOn === undefined ? '' : ` of this ${runsOn === 'compose' ? 'project' : 'cluster'}`;
    return {
      moves: 'unknown',
      because: `no file in the scan says what ${host} is; a Service${where} with an address of its own would be fine`,
    };
  }
  return { moves: 'yes', because: `${host} is a name outside the scan, whose address its owner may change` };
}
function trait({ hop }: HopOnPath, name: string): Location | undefined {
  return hop.proxy?.traits?.find((each) => each.name === name)?.at;
}

/** A name, and not one that a variable has looked up for each request by a resolver. */
function isLookedUp(each: HopOnPath, { host, reference }: HopTarget): boolean {
  if (!/[a-z]/i.test(host) || host.startsWith('unix') || host === 'localhost' || host.includes(':')) return false;
  if (reference.pinned === true) return true;
  return trait(each, 'variable-address') !== undefined && trait(each, 'resolver') === undefined;
}
/** A file that the configuration includes and that is not in the scan may hold the resolver. */
function unseenResolver({ proxy }: Hop, at: Location): Verdict | undefined {
  const value = proxy?.traits?.find((each) => each.name === 'resolver-out-of-sight')?.value;
  if (value?.kind !== 'unknown') return undefined;
  const settle = 'Lint the file together with the configuration that includes it.';
  return { holds: 'unknown', because: [{ kind: 'not-in-scan', text: value.text, settle, at }] };
}
function pinsNames({ habits, targets }: Hop): boolean {
  if (targets === undefined) return false;
  const pins = habits.truth('static-names-are-pinned');
  return pins.state === 'known' && pins.value;
}
function compareLines(a: Location, b: Location): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}
function lookedUp(model: Model): readonly Named[] {
  const named: Named[] = [];
  const composed = new Map<string, Set<string>>();
  const seen = new Set<string>();
  for (const each of hopsOnPaths(model)
    .filter(({ hop }) => pinsNames(hop))
    .sort((a, b) => compareLines(a.hop.at, b.hop.at))) {
    for (const target of each.hop.targets ?? []) {
      const { at, pinned } = target.reference;
      const key = `${at.file}:${at.line} ${target.host}`;
      if (!isLookedUp(each, target) || seen.has(key)) continue;
      seen.add(key);
      const stability = stabilityOf(target);
      const isMild = pinned === true && stability.moves === 'yes' && stability.mild === true;
      const others = new Set<string>();
      const first = isMild ? composed.get(at.file) : undefined;
      if (first !== undefined) {
        first.add(target.host);
        continue;
      }
      if (isMild) composed.set(at.file, others);
      named.push({ ...each, target, place: at, others });
    }
  }
  return named;
}

export default defineRule<Named>({
  id: 'dns-pinned',
  severity: 'warning',
  summary: 'A proxy looks names up again whose address can change',
  cause: 'dns',
  reads: ['hop.targets', 'static-names-are-pinned'],

  each: (model) => lookedUp(model),

  requires({ hop, target, place }): Verdict {
    const because = [{ kind: 'written' as const, at: place }];
    if (target.reference.pinned !== true) return unseenResolver(hop, place) ?? { holds: 'no', because };
    const stability = stabilityOf(target);
    if (stability.moves !== 'unknown') return { holds: stability.moves === 'yes' ? 'no' : 'yes', because };
    return {
      holds: 'unknown',
      because: [
        {
          kind: 'not-in-scan',
          text: stability.because,
          settle: 'Add its manifest to the scan, or pass the other repository with --with.',
          at: place,
        },
      ],
    };
  },
  tell({ hop, path, target, place, others, ...rest }) {
    const resolver = trait({ hop, path, ...rest }, 'resolver');
    const identity = { at: place, key: [hop.product.id, target.host, target.reference.value], path };
    if (target.reference.pinned !== true) {
      return {
        ...identity,
        message: `${atStart(hop.name)} puts the name ${target.host} together from a variable, but no resolver is configured, so every request fails with a 502.`,
        help: 'Add a resolver line with the address of the DNS server, or write the name without a variable.',
        related: [],
        severity: 'error' as const,
      };
    }
    const stability = stabilityOf(target);
    const why = stability.moves === 'no' ? '' : stability.because;
    const more = [...others].filter((host) => host !== target.host);
    const names = more.length === 0 ? target.host : `${target.host}, and likewise ${listOf(more)},`;
    const unused =
      resolver === undefined ? '' : ' (the resolver line is not asked, because the address has no variable in it)';
    return {
      ...identity,
      message: `${atStart(hop.name)} resolves ${names} only when it starts or reloads${unused}, but ${why}, so requests go to an old address until the next reload.`,
      help: `Put the name into a variable (set $upstream ${target.host};) and add a resolver with a short valid=, such as 10s; or use server … resolve with a zone where the version has it.`,
      related:
        resolver === undefined
          ? []
          : [{ message: 'this resolver is only asked for names in variables', location: resolver }],
      ...(stability.moves === 'yes' && stability.mild === true ? { severity: 'note' as const } : {}),
    };
  },
  subject: ({ hop, target, place }) => ({ name: `${target.host} in ${hop.name}`, at: place }),
});
