// A short external name costs a pod several useless look-ups before the right one, for every new connection.
import {
  defineRule,
  impliedBy,
  type Location,
  listOf,
  type Model,
  mainPath,
  type ServedWorkload,
  type Setting,
  servedWorkloads,
  showCount,
  type Verdict,
} from './kit/index.js';

interface ExternalName {
  readonly host: string;
  readonly variable: string;
  readonly at: Location;
}
interface Resolving extends ServedWorkload {
  readonly names: readonly ExternalName[];
  readonly dots: Setting<number>;
}
/** Variables that name a service this one calls; its own public address is in many others. */
const calls = /(^|_)(API|UPSTREAM|BACKEND|ENDPOINT|SERVICE|PROXY)(_|$)/;
const own = /PUBLIC|ORIGIN|CORS|CALLBACK|REDIRECT|ISSUER|FRONTEND|WEB_?SITE|ALLOWED|NEXT_|VITE_|REACT_/;
const internal = /\.(svc|local|internal|localhost|test|lan)$|\.svc\./;

function externalNames(
  { container }: ServedWorkload,
  dots: number,
  hosts: ReadonlySet<string>,
): readonly ExternalName[] {
  const found: ExternalName[] = [];
  for (const each of container.fact.env) {
    const value = container.env.get(each.name);
    if (value?.state !== 'known' || !calls.test(each.name) || own.test(each.name)) continue;
    const host = /^https?:\/\/(?:[^/@\s]*@)?([a-z0-9.-]+\.[a-z]{2,})(?::\d+)?(?:\/|$)/i.exec(value.value)?.[1];
    if (host === undefined || host.endsWith('.') || internal.test(host) || hosts.has(host)) continue;
    if (host.split('.').length - 1 >= dots) continue;
    found.push({ host, variable: each.name, at: each.at });
  }
  return found;
}
/** A default of the cluster is implied where the pod's specification starts. */
function headOf(at: Location): Location {
  return { ...at, endLine: at.line, endColumn: at.column };
}
function* resolving(model: Model): Iterable<Resolving> {
  const dots = model.platform.count('ndots');
  if (dots.state !== 'known') return;
  const hosts = new Set([
    ...model.facts.of('route').flatMap((each) => each.hosts),
    ...model.paths.flatMap((path) => path.hosts),
  ]);
  for (const served of servedWorkloads(model)) {
    const { fact } = served.workload;
    const policy = fact.dnsPolicy?.text;
    if (fact.platform !== 'kubernetes' || fact.ndots !== undefined || policy === 'Default' || policy === 'None')
      continue;
    const names = externalNames(served, dots.value, hosts);
    if (names.length > 0) yield { ...served, names, dots: impliedBy(dots, headOf(fact.podSpecAt)) };
  }
}

export default defineRule<Resolving>({
  id: 'external-dns',
  severity: 'note',
  summary: 'External names are looked up once, not once per search suffix of the cluster',
  cause: 'dns',
  reads: ['container.env', 'workload.ndots', 'ndots'],
  decides: 'only names that are written count, and a name nobody can know is no external one',

  each: (model) => resolving(model),
  requires: ({ names }): Verdict => ({ holds: 'no', because: names.map(({ at }) => ({ kind: 'written', at })) }),

  tell({ workload, container, names, dots }) {
    const path = mainPath(workload);
    const [first] = names;
    const hosts = [...new Set(names.map((each) => each.host))];
    return {
      message: `${workload.title} calls ${listOf(hosts)}, which ${hosts.length === 1 ? 'has' : 'have'} fewer dots than ndots ${showCount(dots)}, so each new connection first asks the cluster DNS for the name with every search suffix.`,
      help: 'Set dnsConfig.options ndots to 2 or less for this workload, or write the names with a dot at the end.',
      at: first?.at ?? container.at,
      related: names.slice(1).map(({ at, variable }) => ({ message: `${variable} is another`, location: at })),
      key: [workload.title, ...hosts],
      ...(path === undefined ? {} : { path }),
    };
  },
  subject: ({ workload, container }) => ({
    name: `external names of ${workload.title}`,
    at: container.at,
    of: workload.fact,
  }),
});
