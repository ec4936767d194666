// Load balancers, CDNs and configured proxies: their hops, and what each forwards to.
import { envKeys, factDuration, factRows, product as knowledgeOf } from '../../knowledge/lookup.js';
import type { ForwardRef, ProxyFact, StageFact, TargetGroupFact, WrittenSetting } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { groupByEach } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { type Known, known, type Setting, type TimeBound, unknown, written } from '../../model/setting.js';
import type { SettingName, SettingTypes } from '../../model/setting-names.js';
import type { Hop, HopTarget, SettingTable } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { versionOf } from '../kubernetes/route-hops.js';
import { containerVariables, processEnvironment, type Variables } from '../names/environment.js';
import { type Environment, emptyEnvironment, withNames } from '../names/evaluate.js';
import { placeKey } from '../names/proximity.js';
import { habitsOf } from '../settings/habits.js';
import { variablesNamed } from '../settings/named-settings.js';
import { productOf } from '../settings/products.js';
import { addMistakes, refusedAttributes } from '../settings/refusals.js';
import { buildSettingTable } from '../settings/setting-table.js';
import { hostName, resolveForward } from './addresses.js';
import { type BuiltImage, imageWith } from './built-images.js';
import { mergeAlike, mergeByIdentity, namesOfThing, sameScope } from './merged-proxies.js';
import { type ProxyHost, versionOfHost, withPlaceholders } from './proxy-hosts.js';
import { fileSettings } from './settings-file.js';
import { takesVariables } from './taken-variables.js';
import { settingsOfGroups } from './without-group.js';

/** One way through a proxy: through one of its target groups, or straight to addresses. */
export interface ProxyHop {
  readonly key: string;
  readonly proxy: ProxyFact;
  readonly targetGroup?: TargetGroupFact;
  /** The container that runs it, when that is one of ours: each has its own version, environment and neighbours. */
  readonly host?: ProxyHost;
  readonly hop: Hop;
  readonly forwards: readonly ForwardRef[];
}

export function linkProxies(
  context: LinkContext,
  hostsOf: (proxy: ProxyFact) => readonly ProxyHost[] | undefined,
): readonly ProxyHop[] {
  const merged = mergeAlike(mergeByIdentity(context.facts.of('proxy')));
  const groups = context.facts.of('target-group');
  const groupsByName = groupByEach(groups, namesOfThing);
  const environment = withNames(context.names);
  return merged.flatMap(({ proxy, others }): readonly ProxyHop[] => {
    const hosts = hostsOf(proxy);
    if (hosts === undefined) return [];
    if (hosts.length > 0) return hosts.map((host) => withTargets(hostedHop(proxy, others, host, context), context));
    const toGroups = proxy.forwardsTo.filter((each) => each.to === 'target-group');
    const direct = proxy.forwardsTo.filter((each) => each.to !== 'target-group');
    const named = new Set(
      toGroups.flatMap(({ value, scope }) =>
        (groupsByName.get(value) ?? []).filter((group) => sameScope(scope === undefined ? proxy : { scope }, group)),
      ),
    );
    const reached = named.size === 0 ? [] : groups.filter((group) => named.has(group));
    const hops = reached.map((group) =>
      proxyHop({ proxy, others, group, environment, forwards: group.forwardsTo ?? [] }, context),
    );
    if (direct.length > 0 || reached.length === 0)
      hops.push(proxyHop({ proxy, others, environment, forwards: direct }, context));
    return hops.map((each) => withTargets(each, context));
  });
}

/** What each address of the configuration stands for. */
function withTargets(way: ProxyHop, context: LinkContext): ProxyHop {
  const targets = way.forwards.flatMap((reference): HopTarget[] => {
    if (reference.to !== 'address') return [];
    const found = resolveForward(reference, context, way);
    const { port, beside } = found !== undefined && 'workload' in found ? found : {};
    return [
      {
        reference: port === undefined ? reference : { ...reference, port },
        host: hostName(reference.value),
        ...(found === undefined ? {} : 'service' in found ? { service: found.service } : { workload: found.workload }),
        ...(way.host === undefined ? {} : { runsOn: way.host.workload.platform }),
        ...(beside === undefined ? {} : { beside }),
      },
    ];
  });
  return targets.length === 0 ? way : { ...way, hop: { ...way.hop, targets } };
}

/** In its container, variables have values. */
function hostedHop(proxy: ProxyFact, others: number, host: ProxyHost, context: LinkContext): ProxyHop {
  const variables = containerVariables(host.workload, host.container, host.stages, context);
  const filled = (text: string): string =>
    text.replaceAll(
      /\$\{([A-Za-z_]\w*)(?::-([^}]{0,300}))?\}/g,
      (whole, name: string, otherwise: string | undefined) => {
        const value = variables.get(name);
        return value?.state === 'known' ? value.value : (withPlaceholders(host.container, name) ?? otherwise ?? whole);
      },
    );
  const forwards = proxy.forwardsTo.map((each) =>
    each.value.includes('$') ? { ...each, value: filled(each.value) } : each,
  );
  return proxyHop(
    {
      ...{ proxy, others, host, forwards },
      environment: processEnvironment(variables, context.names),
      // Of a mode of its own, the configuration itself says everything.
      given:
        proxy.mode !== undefined
          ? []
          : [
              ...fileSettings(proxy.product, host, context),
              ...(takesVariables(proxy.product, host, context) ? settingsGiven(proxy, host, variables) : []),
            ],
    },
    context,
  );
}

/** By variables, which come before files. */
function settingsGiven({ product, at }: ProxyFact, { container }: ProxyHost, variables: Variables): WrittenSetting[] {
  return [...envKeys(product)].flatMap(([pattern, entries]) =>
    variablesNamed(pattern, variables).flatMap((name) => {
      const keyAt = container.env.find((each) => each.name === name)?.at ?? at;
      const value = { kind: 'env', name, at: keyAt } as const;
      return entries.map(({ setting }) => ({ name: setting, key: pattern, value, keyAt }));
    }),
  );
}

interface ProxyWay {
  readonly proxy: ProxyFact;
  /** How many more of its file are alike. */
  readonly others: number;
  readonly group?: TargetGroupFact;
  readonly host?: ProxyHost;
  readonly environment: Environment;
  readonly forwards: readonly ForwardRef[];
  /** What its settings file and variables of its container set. */
  readonly given?: readonly WrittenSetting[];
}
function proxyHop(
  { proxy, others, group, host, environment, forwards, given = [] }: ProxyWay,
  context: LinkContext,
): ProxyHop {
  const id =
    group !== undefined && knowledgeOf(group.product)?.modeOf === proxy.product
      ? group.product
      : (proxy.mode ?? proxy.product);
  const product = productOf(id, proxy.at);
  const built = host ?? imageWith(proxy, context.facts.of('dockerfile'));
  const named = proxy.version ?? versionOfHost(built);
  const version = versionOf(named, proxy.at);
  const certain = named === undefined ? undefined : version;
  const creator = group?.createdBy ?? proxy.createdBy;
  const isGroupless = group === undefined && host === undefined;
  const ofGroups = isGroupless ? settingsOfGroups(proxy, id, `${product.title} ${proxy.name}`, given) : [];
  const { table, refusals } = buildSettingTable({
    product: id,
    version: certain,
    ...(creator === undefined ? {} : { creator }),
    impliedBy: proxy.at,
    impliedByPart: (name) =>
      /^(?:drain|health|target)\./.test(name) ? group?.at : name.startsWith('inbound.') ? proxy.listensAt : undefined,
    layers: [given, group?.settings ?? [], proxy.settings],
    environment,
    computed: new Map([...ofGroups, ...packagedSettings(proxy, built)]),
  });
  // Files of a product's own language are judged where they are read.
  if (creator !== undefined) addMistakes(context, refusedAttributes(id, refusals));
  const hop: Hop = {
    is: 'hop',
    id: `${proxy.product}/${proxy.name}${group === undefined ? '' : `/${group.name}`}`,
    name: `${product.title} ${proxy.shownAs === undefined ? proxy.name : `(${proxy.shownAs})`}${others === 0 ? '' : ` and ${others} more like it`}`,
    product,
    at: proxy.at,
    settings: (proxy.traits ?? []).some((each) => each.name === 'answers-itself')
      ? withoutUpstream(table, `${product.title} ${proxy.shownAs ?? proxy.name}`, proxy.at)
      : table,
    habits: habitsOf(id, certain, proxy.at),
    proxy,
    version,
    ...(host === undefined ? {} : { host: host.workload }),
  };
  const place = host === undefined ? '' : `:${placeKey(host.workload)}`;
  const key = `proxy:${placeKey(proxy)}:${proxy.id}${group === undefined ? '' : `:${group.id}`}${place}`;
  return {
    key,
    proxy,
    hop,
    forwards,
    ...(group === undefined ? {} : { targetGroup: group }),
    ...(host === undefined ? {} : { host }),
  };
}

/**
 * A server of files keeps no connection upstream. What it waits for there, and how long a stream through it may be silent, has no
 * meaning: it is unknown, rather than its default.
 */
function withoutUpstream(table: SettingTable, name: string, at: Location): SettingTable {
  const isUpstream = (setting: SettingName): boolean => /^(?:outbound|stream)\./.test(setting);
  const text = `${name} sends no request on`;
  const keepsNone: Setting<boolean> = known(false, written(at));
  const get = <K extends SettingName>(setting: K): Setting<SettingTypes[K]> => {
    if (setting === 'outbound.pooling') return keepsNone as Setting<SettingTypes[K]>;
    return isUpstream(setting) ? unknown({ kind: 'no-default', text, at }) : table.get(setting);
  };
  return {
    ...table,
    get,
    isWritten: (setting) => !isUpstream(setting) && table.isWritten(setting),
    names: () => table.names().filter((setting) => !isUpstream(setting)),
  };
}

/** The product's own image brings the main file that the repository leaves out, and with it settings that are no defaults of the product. */
function packagedSettings(
  proxy: ProxyFact,
  built: ProxyHost | BuiltImage | undefined,
): ReadonlyMap<SettingName, Setting<unknown>> {
  const isOnMachine = built === undefined && proxy.runsIn === 'file';
  const packaged =
    (built?.image !== undefined || isOnMachine) &&
    (proxy.traits ?? []).some((each) => each.name === 'packaged-main-file');
  if (!packaged || proxy.settings.some((each) => each.name === 'inbound.idleTimeout')) return new Map();
  const idle = factDuration(proxy.product, 'packaged-idle-timeout', undefined, proxy.listensAt ?? proxy.at);
  if (idle.state === 'unknown' || idle.origin.kind !== 'default') return new Map();
  if (isOnMachine) return new Map([['inbound.idleTimeout', ofDistribution(proxy, known(idle.value, idle.origin))]]);
  const own = built === undefined ? undefined : ownMainFile(built, proxy.product);
  if (built !== undefined && own !== undefined) {
    const whose = 'container' in built ? `container ${built.container.name}` : own.at.file;
    const text = `the image of ${whose} has a main file of its own (${own.target})`;
    return new Map([['inbound.idleTimeout', unknown({ kind: 'not-in-scan', text, at: own.at })]]);
  }
  const label = `${productOf(proxy.product, proxy.at).title} image default`;
  return new Map([['inbound.idleTimeout', known(idle.value, { ...idle.origin, label })]]);
}

/** The package of a distribution may leave out what that of the product sets. */
function ofDistribution({ product, listensAt, at, machines }: ProxyFact, packaged: Known<TimeBound>): Setting<unknown> {
  const { table } = buildSettingTable({
    ...{ product, version: undefined, impliedBy: listensAt ?? at, layers: [], environment: emptyEnvironment },
  });
  const plain = table.get('inbound.idleTimeout');
  const { title } = productOf(product, at);
  const text =
    machines === undefined
      ? `the main file of ${title}, which is not in the scan, decides`
      : `the main file that the ${title} package of the machine brings decides`;
  return unknown<unknown>({ kind: 'not-in-scan', text, at: listensAt ?? at }, [
    packaged,
    ...(plain.state === 'known' ? [plain] : []),
  ]);
}

/** What the Dockerfile puts where the image of the product has its main file. */
function ownMainFile({ stages }: Pick<ProxyHost, 'stages'>, product: string): StageFact['copies'][number] | undefined {
  const usual = new Set(factRows(product, 'main-files').flatMap(({ value }) => (Array.isArray(value) ? value : [])));
  return stages
    .flatMap(({ copies }) => copies)
    .find(({ sources, target }) => {
      const folder = target.replace(/\/$/, '');
      const names = sources.map((source) => `${folder}/${baseNameOf(source)}`);
      return [folder, ...names].some((path) => usual.has(path));
    });
}
