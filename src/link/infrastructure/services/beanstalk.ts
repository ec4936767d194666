// Environments of Elastic Beanstalk: the load balancer that their options make, the nginx that the application brings, and what Terraform makes of the folder that is deployed.
import type { Expression } from '../../../model/expression.js';
import type {
  ContainerFact,
  Directive,
  Fact,
  FileFacts,
  PlatformOption,
  ProxyFact,
  TargetGroupFact,
  WorkloadFact,
  WrittenSetting,
} from '../../../model/facts.js';
import { folderOf, joinPath } from '../../../model/file-paths.js';
import type { SettingName } from '../../../model/setting-names.js';

export function settleBeanstalk(files: readonly FileFacts[], hasFile: (path: string) => boolean): readonly FileFacts[] {
  const all = files.flatMap(({ facts }) => facts.filter(isEnvironment));
  if (all.length === 0) return files;
  const settled = new Map<Fact, readonly Fact[]>();
  const own = ownProxies(files);
  const folders = all.filter((each) => folderOfApp(each) !== undefined);
  const made = all.filter((each) => folderOfApp(each) === undefined);
  const [folder, another] = folders;
  // One application may have many environments.
  const deployed = another === undefined ? folder : undefined;
  for (const each of folders)
    settled.set(each, each === deployed && made.length > 0 ? [] : complete(built(each, hasFile), own));
  for (const each of made)
    settled.set(each, complete(deployed === undefined ? each : ofFolder(each, built(deployed, hasFile)), own));
  return files.map((file) =>
    file.facts.some(isEnvironment)
      ? { ...file, facts: file.facts.flatMap((fact) => settled.get(fact) ?? [fact]) }
      : file,
  );
}

function isEnvironment(fact: Fact): fact is WorkloadFact {
  return fact.kind === 'workload' && fact.workloadKind === 'BeanstalkEnvironment';
}
function folderOfApp({ containers: [container] }: WorkloadFact): string | undefined {
  return container?.build?.context ?? container?.mounts?.find(({ from }) => from === 'file')?.source;
}

/** Its Docker platform builds the Dockerfile of the folder; a Procfile is for the others. */
function built(environment: WorkloadFact, hasFile: (path: string) => boolean): WorkloadFact {
  const folder = folderOfApp(environment);
  const [container] = environment.containers;
  const isPlain = container?.build === undefined && container?.image === undefined && container?.command === undefined;
  if (folder === undefined || !isPlain || !hasFile(joinPath(folder, 'Dockerfile'))) return environment;
  const containers = environment.containers.map(({ mounts: _, workingDir: __, ...each }): ContainerFact => {
    return { ...each, build: { context: folder, by: 'Elastic Beanstalk', at: each.at } };
  });
  return { ...environment, containers };
}

/** What the environment sets itself comes before what the files of the application say. */
function ofFolder(environment: WorkloadFact, folder: WorkloadFact): WorkloadFact {
  const [app] = folder.containers;
  if (app === undefined) return environment;
  const containers = environment.containers.map((own): ContainerFact => {
    const names = new Set(own.env.map(({ name }) => name));
    return { ...app, ...own, env: [...app.env.filter(({ name }) => !names.has(name)), ...own.env] };
  });
  const given = [...(folder.options?.given ?? []), ...(environment.options?.given ?? [])];
  return { ...environment, complete: true, containers, options: { ...environment.options, given } };
}

function complete(environment: WorkloadFact, own: ReadonlySet<string>): readonly Fact[] {
  const balancer = balancerOf(environment);
  const served = balancer === undefined ? environment : registeredIn(environment, balancer.group);
  return [withOwnProxy(served, own), ...(balancer === undefined ? [] : [balancer.proxy, balancer.group])];
}

/** Folders of nginx with a main file that itself, or by a file beside it, sends to the application; else the platform does, in a place that no file shows. */
function ownProxies(files: readonly FileFacts[]): ReadonlySet<string> {
  const written = files.flatMap(({ facts }) => facts.filter((fact) => fact.kind === 'directive-file'));
  const mains = written.filter(({ at }) => /(?:^|\/)\.platform\/nginx\/nginx\.conf$/.test(at.file));
  return new Set(
    mains.flatMap(({ at }) => {
      const folder = folderOf(at.file);
      const beside = written.filter((each) => each.at.file.startsWith(`${folder}/`));
      return beside.some(({ directives }) => passesOn(directives)) ? [folder] : [];
    }),
  );
}
const passesOn = (directives: readonly Directive[]): boolean =>
  directives.some(({ name, block = [] }) => name === 'proxy_pass' || passesOn(block));

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-linux-extend.proxy.html */
function withOwnProxy(environment: WorkloadFact, own: ReadonlySet<string>): WorkloadFact {
  const without = optionOf(environment, 'aws:elasticbeanstalk:environment:proxy', 'ProxyServer');
  const folder = folderOfApp(environment);
  const nginx = folder === undefined ? '' : joinPath(folder, '.platform/nginx');
  if (own.has(nginx)) {
    const mount = { from: 'file', source: nginx, target: '/etc/nginx', at: environment.at } as const;
    const containers = environment.containers.map((each) => ({ ...each, mounts: [...(each.mounts ?? []), mount] }));
    return { ...environment, bringsProxy: true, containers };
  }
  return textOf(without) === 'none' ? { ...environment, bringsProxy: true } : environment;
}

interface Balancer {
  readonly proxy: ProxyFact;
  readonly group: TargetGroupFact;
}
/** Which kind it is decides whoever creates the environment, where no option says so. */
function balancerOf(environment: WorkloadFact): Balancer | undefined {
  const kind = kindOf(environment);
  if (kind === undefined) return undefined;
  const { name, at, scope, nameAt, address = name } = environment;
  const id = `balancer of ${address}`;
  const groupId = `targets of ${address}`;
  // What a distribution in front of it names is the environment.
  const alias = address.startsWith(`${scope ?? ''} `) ? address.slice((scope ?? '').length + 1) : undefined;
  const common = { at: nameAt, createdBy: 'elastic-beanstalk', ...(scope === undefined ? {} : { scope }) } as const;
  const shared = optionOf(environment, space, 'LoadBalancerIsShared');
  const isShared = shared !== undefined && textOf(shared) !== 'false';
  const listed = settingsOf(environment, kind.balancer);
  return {
    proxy: {
      kind: 'proxy',
      product: kind.product,
      id,
      name: `of ${name}`,
      ...(alias === undefined ? {} : { aliases: [alias] }),
      settings: isShared ? kind.balancer.flatMap((each) => notHere(each, shared)) : listed,
      forwardsTo: [{ to: 'target-group', value: groupId, at, ...(scope === undefined ? {} : { scope }) }],
      ...common,
    },
    group: {
      kind: 'target-group',
      product: kind.product,
      id: groupId,
      name,
      settings: kind === kinds['classic'] ? drainOf(environment) : settingsOf(environment, kind.group),
      ...common,
    },
  };
}
function registeredIn(environment: WorkloadFact, { id }: TargetGroupFact): WorkloadFact {
  return { ...environment, targetGroups: [{ ref: id, at: environment.nameAt }] };
}

interface OptionRow {
  readonly namespace: string;
  readonly option: string;
  readonly names: readonly SettingName[];
}
interface BalancerKind {
  readonly product: string;
  readonly balancer: readonly OptionRow[];
  readonly group: readonly OptionRow[];
}
const space = 'aws:elasticbeanstalk:environment';
const process = 'aws:elasticbeanstalk:environment:process:default';
/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html */
const targets: readonly OptionRow[] = [
  { namespace: process, option: 'DeregistrationDelay', names: ['drain.deregistrationDelay'] },
  { namespace: process, option: 'HealthCheckPath', names: ['health.path'] },
  { namespace: process, option: 'HealthCheckInterval', names: ['health.interval'] },
  { namespace: process, option: 'HealthCheckTimeout', names: ['health.timeout'] },
  { namespace: process, option: 'HealthyThresholdCount', names: ['health.healthyThreshold'] },
  { namespace: process, option: 'UnhealthyThresholdCount', names: ['health.unhealthyThreshold'] },
  { namespace: process, option: 'MatcherHTTPCode', names: ['health.matcher'] },
];
const everyIdle: readonly SettingName[] = [
  'inbound.idleTimeout',
  'outbound.idleTimeout',
  'outbound.responseTimeout',
  'stream.idleTimeout',
];
const kinds: Readonly<Record<string, BalancerKind>> = {
  application: {
    product: 'aws-alb',
    balancer: [{ namespace: 'aws:elbv2:loadbalancer', option: 'IdleTimeout', names: everyIdle }],
    group: targets,
  },
  network: { product: 'aws-nlb', balancer: [], group: targets },
  classic: {
    product: 'aws-clb',
    balancer: [{ namespace: 'aws:elb:policies', option: 'ConnectionSettingIdleTimeout', names: everyIdle }],
    group: [],
  },
};
function kindOf(environment: WorkloadFact): BalancerKind | undefined {
  if (textOf(optionOf(environment, space, 'EnvironmentType')) === 'SingleInstance') return undefined;
  const type = optionOf(environment, space, 'LoadBalancerType');
  if (type !== undefined) return Object.hasOwn(kinds, textOf(type) ?? '') ? kinds[textOf(type) ?? ''] : undefined;
  const said = (environment.options?.given ?? []).flatMap((each) => kindSaidBy(each) ?? []);
  const [only, ...others] = new Set(said);
  return only === undefined || others.length > 0 ? undefined : kinds[only];
}
/**
 * A kind that alone reads an option: an Application Load Balancer has rules, certificates and a time, a classic one is in spaces of its own.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */
function kindSaidBy({ namespace, name, value }: PlatformOption): keyof typeof kinds | undefined {
  if (/^aws:elb:(?:listener|loadbalancer|policies|healthcheck)(?::|$)/.test(namespace)) return 'classic';
  if (namespace.startsWith('aws:elbv2:listenerrule:')) return 'application';
  if (namespace === 'aws:elbv2:loadbalancer') return name === 'IdleTimeout' ? 'application' : undefined;
  if (!namespace.startsWith('aws:elbv2:listener:')) return undefined;
  const isHttp = name === 'Protocol' && value.kind === 'literal' && /^https?$/i.test(String(value.value));
  return isHttp || name === 'Rules' || name === 'SSLCertificateArns' ? 'application' : undefined;
}

function settingsOf(environment: WorkloadFact, rows: readonly OptionRow[]): readonly WrittenSetting[] {
  return rows.flatMap((row): readonly WrittenSetting[] => {
    const found = optionOf(environment, row.namespace, row.option);
    const open = environment.options?.open;
    if (found === undefined) return open === undefined ? [] : unseen(row, open);
    return row.names.map((name) => ({ name, key: row.option, keyAt: found.at, value: found.value }));
  });
}
/** A classic one drains where that is switched on. */
function drainOf(environment: WorkloadFact): readonly WrittenSetting[] {
  const policies = 'aws:elb:policies';
  const enabled = optionOf(environment, policies, 'ConnectionDrainingEnabled');
  const row: OptionRow = {
    namespace: policies,
    option: 'ConnectionDrainingTimeout',
    names: ['drain.deregistrationDelay'],
  };
  if (textOf(enabled) === 'false') return [];
  const written = textOf(enabled) === 'true' ? settingsOf(environment, [row]) : [];
  const open = enabled === undefined ? environment.options?.open : { text: noTime, at: enabled.at };
  return written.length > 0 || open === undefined ? written : unseen(row, open);
}
const noTime = 'ConnectionDrainingEnabled alone does not tell for how long';
function unseen(
  { names, option }: OptionRow,
  { text, at }: { readonly text: string; readonly at: PlatformOption['at'] },
) {
  const value: Expression = { kind: 'unknown', reason: 'not-in-scan', text: `${option} may be set, as ${text}`, at };
  return names.map((name): WrittenSetting => ({ name, key: option, keyAt: at, value }));
}
function notHere({ names, option }: OptionRow, { at }: PlatformOption): readonly WrittenSetting[] {
  const text = 'the load balancer is shared with others, and made elsewhere';
  const value: Expression = { kind: 'unknown', reason: 'not-in-scan', text, at };
  return names.map((name) => ({ name, key: option, keyAt: at, value }));
}
const optionOf = (environment: WorkloadFact, namespace: string, name: string): PlatformOption | undefined =>
  environment.options?.given.findLast((each) => each.namespace === namespace && each.name === name);
function textOf(option: PlatformOption | undefined): string | undefined {
  return option?.value.kind === 'literal' ? String(option.value.value) : undefined;
}
