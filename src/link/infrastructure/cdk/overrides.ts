// Properties of resources that a program sets past its constructs: what is written there wins over what the construct was given.
import type { Location } from '../../../model/location.js';
import { fieldOf, openScalar, type Settled, type SettledEntry, type SettledMap, textOf } from '../values/settled.js';

export interface Override {
  /** Undefined where another file makes the construct, and nobody can tell which it is. */
  readonly on?: string;
  /** Of the resource, where the program says it. */
  readonly of?: string;
  readonly path: readonly string[];
  readonly value: Settled;
  readonly at: Location;
}

/** What the program calls or sets, with what it is given. */
interface Statement {
  readonly type: string;
  readonly given: SettledMap;
  readonly on?: string;
  readonly at: Location;
}
export function overrideFrom({ type, given, at, on }: Statement): Override | undefined {
  const path = textOf(fieldOf(given, 'path'));
  const value = fieldOf(given, 'value');
  if (type !== 'override' || path === undefined || value === undefined) return undefined;
  const of = textOf(fieldOf(given, 'of'));
  return {
    path: path.split('.'),
    value: capitalised(value),
    at,
    ...(on === undefined ? {} : { on }),
    ...(of === undefined ? {} : { of }),
  };
}
/** One that another file says of a construct: it may be this one, and nobody can tell. */
export function fromElsewhere(override: Override): Override {
  const { path, at } = override;
  return {
    ...override,
    value: openScalar('dynamic', `${path.join('.')} is overridden on a construct that is handed over`, at),
  };
}

/** The resource of a template that a construct, or a part of one, stands for. */
export function templateTypeOf(type: string): string | undefined {
  if (type.startsWith('AWS::')) return type;
  const [, kind] = /(LoadBalancer|TargetGroup|Listener|Service|TaskDefinition)$/.exec(type) ?? [];
  if (kind === undefined) return type === 'Distribution' ? 'AWS::CloudFront::Distribution' : undefined;
  return `AWS::${/^(?:Service|TaskDefinition)$/.test(kind) ? 'ECS' : 'ElasticLoadBalancingV2'}::${kind}`;
}

/** What of a construct ends up in a list that an override can take the place of. */
const listed: Readonly<Record<string, readonly string[]>> = {
  LoadBalancerAttributes: ['attributes', 'idleTimeout', 'clientKeepAlive'],
  TargetGroupAttributes: ['attributes', 'deregistrationDelay', 'slowStart'],
  ListenerAttributes: ['attributes', 'tcpIdleTimeout'],
};

/**
 * A resource with what overrides it. One of a template has its properties below `Properties`; another keeps there what only a template
 * calls by these names.
 */
export function withOverrides(type: string, values: SettledMap, overrides: readonly Override[]): SettledMap {
  return overrides.reduce((before, { path, value, at }) => {
    const [name = ''] = path;
    const inTemplate = overridden(before, ['Properties', ...path], value, at);
    if (type.startsWith('AWS::')) return inTemplate;
    const replaced = Object.hasOwn(listed, name) ? (listed[name] ?? []) : [];
    const kept = inTemplate.entries.filter(({ key }) => !replaced.includes(key));
    return overridden({ ...inTemplate, entries: kept }, path, value, at);
  }, values);
}

function overridden(whole: SettledMap, path: readonly string[], value: Settled, at: Location): SettledMap {
  const [name = '', ...rest] = path;
  const before = whole.entries.findLast(({ key }) => plain(key) === plain(name));
  const entry: SettledEntry = { key: before?.key ?? name, keyAt: at, value: inside(before?.value, rest, value, at) };
  return { ...whole, entries: [...whole.entries.filter((each) => each !== before), entry] };
}
function inside(before: Settled | undefined, path: readonly string[], value: Settled, at: Location): Settled {
  const [step, ...rest] = path;
  if (step === undefined) return replacing(before, value);
  const isIndex = /^\d+$/.test(step);
  if (isIndex && before?.is === 'list' && before.items[Number(step)] !== undefined)
    return {
      ...before,
      items: before.items.map((item, place) => (place === Number(step) ? inside(item, rest, value, at) : item)),
    };
  if (!isIndex && before?.is === 'map') return overridden(before, path, value, at);
  if (!isIndex && before === undefined) return overridden({ is: 'map', entries: [], at }, path, value, at);
  return openScalar('dynamic', `an override sets a part of it, ${path.join('.')}`, at);
}
/** Where the override may not run, what was there is the other possibility. */
export function replacing(before: Settled | undefined, value: Settled): Settled {
  if (value.is !== 'either' || before === undefined) return value;
  const options = value.options.map((each) => (each.is === 'scalar' && each.value === null ? before : each));
  return { ...value, options };
}
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Classes of resources write `healthCheckPath`, templates `HealthCheckPath`. */
export function capitalised(value: Settled): Settled {
  switch (value.is) {
    case 'list':
      return { ...value, items: value.items.map(capitalised) };
    case 'either':
      return { ...value, options: value.options.map(capitalised) };
    case 'map':
      return {
        ...value,
        entries: value.entries.map((entry) => ({
          ...entry,
          key: entry.key.charAt(0).toUpperCase() + entry.key.slice(1),
          value: capitalised(entry.value),
        })),
      };
    default:
      return value;
  }
}

/** Those about one resource. */
export function overridesOf(address: string, type: string, overrides: readonly Override[]): readonly Override[] {
  return overrides.filter(({ on, of }) =>
    on === undefined ? of === undefined || of === templateTypeOf(type) : on === address,
  );
}
