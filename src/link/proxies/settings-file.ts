// What a proxy is told in a settings file that variables come before: which file a container has, and what it sets.
import { factRows, fileKeys } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type { BindingsFact, MountFact, StageFact, WorkloadFact, WrittenSetting } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { configMapsByName } from '../lookups.js';
import { joinPath } from '../names/environment.js';
import { nearest } from '../names/proximity.js';
import { placesOf } from '../nginx/placements.js';
import { containerKey } from './container-files.js';
import type { ProxyHost } from './proxy-hosts.js';

export type SettingsHost = Pick<ProxyHost, 'workload' | 'container' | 'stages' | 'context'>;
export type SettingsScan = Pick<LinkContext, 'facts' | 'hasFile'>;

/** Those that the product takes from its file; unknown where the container has one that nobody sees. */
export function fileSettings(product: string, host: SettingsHost, scan: SettingsScan): readonly WrittenSetting[] {
  const usual = textsOf(product, 'settings-files');
  if (usual.length === 0) return [];
  const named = namedFile(product, host);
  const paths = named === undefined ? usual : [named.path];
  for (const path of paths) {
    const found = fileAt(path, host, scan);
    if (found !== undefined) return settingsIn(product, found);
  }
  return named === undefined ? [] : settingsIn(product, unseen(`${named.path}, which is not in the scan`, named.at));
}

/** What sets a key; undefined where nothing does. */
type Configured = (key: string) => Expression | undefined;
const nothing: Configured = () => undefined;
const unseen =
  (what: string, at: Location): Configured =>
  () => ({ kind: 'unknown', reason: 'not-in-scan', text: `it may be set in ${what}`, at });

function settingsIn(product: string, configured: Configured): readonly WrittenSetting[] {
  return [...fileKeys(product)].flatMap(([key, entries]) => {
    // What belongs to one service stands in files of another kind.
    const value = key.includes('[]') ? undefined : configured(key);
    return value === undefined ? [] : entries.map(({ setting: name }) => ({ name, key, value, keyAt: value.at }));
  });
}
const configuredBy =
  ({ names }: BindingsFact): Configured =>
  (key) =>
    Object.hasOwn(names, key) ? names[key]?.at(-1) : undefined;

// ---------------------------------------------------------------- which file

const textsOf = (product: string, fact: string): readonly string[] =>
  factRows(product, fact).flatMap(({ value }) => (Array.isArray(value) ? value : []));

/** `kong start -c /opt/kong.conf`, also inside the line of a shell. */
function namedFile(product: string, { container, stages }: SettingsHost): { path: string; at: Location } | undefined {
  const options = textsOf(product, 'settings-file-options');
  for (const command of [container.args, container.command, stages[0]?.cmd, stages[0]?.entrypoint]) {
    const words = command?.words.flatMap((word) => word.split(/\s+/)) ?? [];
    const start = words.findIndex((word) => baseNameOf(word) === product);
    for (let index = start + 1; start >= 0 && command !== undefined && index < words.length; index++) {
      const [name = '', joined] = (words[index] ?? '').split(/=(.*)/s);
      if (/^(?:[;|&]|&&|\|\|)$/.test(name)) break;
      const path = options.includes(name) ? (joined ?? words[index + 1]) : undefined;
      if (path !== undefined) return { path: plain(path), at: command.at };
    }
  }
  return undefined;
}

/** Without what the shell takes off, or stops at. */
const plain = (word: string): string => word.replace(/^["']/, '').replace(/(?<!["';])["';]+$/, '');

function fileAt(path: string, host: SettingsHost, scan: SettingsScan): Configured | undefined {
  return written(path, host) ?? mountedAt(path, host, scan) ?? copiedTo(path, host, scan);
}
/** `envsubst < kong.conf.tmpl > /etc/kong/kong.conf` */
function written(path: string, { container, stages }: SettingsHost): Configured | undefined {
  const lines = [container.command, container.args, ...stages.flatMap(({ cmd, entrypoint }) => [cmd, entrypoint])];
  const texts = [
    ...lines.flatMap((line) => (line === undefined ? [] : [{ text: line.words.join(' '), at: line.at }])),
    ...stages.flatMap(({ runs }) => runs),
  ];
  const writer = texts.find(({ text }) => isWritten(text, path));
  return writer === undefined ? undefined : unseen(`${path}, which a command writes`, writer.at);
}
function isWritten(text: string, path: string): boolean {
  const before = text.split(path).slice(0, -1);
  return before.some((each) => /(?:>|\b(?:tee|sed|cp|mv)\b[^;&|\n]{0,300}?)\s{0,9}["']?$/.test(each));
}

function mountedAt(path: string, { workload, container }: SettingsHost, scan: SettingsScan): Configured | undefined {
  const mounts = (container.mounts ?? []).filter(({ target }) => covers(target, path));
  // The deepest one hides the others.
  const [mount] = mounts.toSorted((a, b) => b.target.length - a.target.length);
  if (mount === undefined) return undefined;
  const held = mountedFiles(scan.facts).get(`${containerKey(workload, container)} ${path}`);
  if (held !== undefined) return configuredBy(held);
  if (mount.from === 'file') return ofRepository(joinPath(mount.source, below(mount.target, path)), mount, path, scan);
  const isListed = mount.items?.some((item) => joinPath(mount.target, item.path) === path.slice(1));
  if (isListed === false || isSeen(mount, workload, scan.facts)) return nothing;
  return unseen(`${path}, which ${container.name} has from ${titleOf(mount)}`, mount.at);
}
function ofRepository(file: string, mount: MountFact, path: string, { facts, hasFile }: SettingsScan): Configured {
  const found = plainFiles(facts).get(file);
  if (found !== undefined) return configuredBy(found);
  // A folder of the repository without it has none.
  const isKnown = hasFile(file) || (mount.target !== path && !mount.source.startsWith('..'));
  return isKnown ? nothing : unseen(`${mount.source}, which is not in the scan`, mount.at);
}
function titleOf({ from, source }: MountFact): string {
  if (from === 'volume') return `the volume ${source}`;
  return `${from === 'configmap' ? 'ConfigMap' : from === 'secret' ? 'Secret' : 'the config'} ${source}`;
}
const covers = (target: string, path: string): boolean =>
  path === target || path.startsWith(`${target.replace(/\/$/, '')}/`);
const below = (target: string, path: string): string => path.slice(target.replace(/\/$/, '').length).replace(/^\//, '');

function copiedTo(path: string, host: SettingsHost, { facts, hasFile }: SettingsScan): Configured | undefined {
  for (const { source, context, copy } of copiesIn(host)) {
    const from = joinPath(context, source);
    const found = [...plainFiles(facts)].find(([file]) => placesOf(file, from, copy.target).includes(path));
    if (found !== undefined) return configuredBy(found[1]);
    if (copy.target === path) return hasFile(from) ? nothing : unseen(`${from}, which is not in the scan`, copy.at);
  }
  return undefined;
}
type Copy = StageFact['copies'][number];
function copiesIn({ stages, context = '' }: SettingsHost): readonly { source: string; context: string; copy: Copy }[] {
  return stages.flatMap(({ copies }) =>
    copies.flatMap((copy) =>
      copy.from === undefined ? copy.sources.map((source) => ({ source, context, copy })) : [],
    ),
  );
}

/** A ConfigMap of the scan shows all that it holds. */
function isSeen({ from, source }: MountFact, workload: WorkloadFact, facts: FactIndex): boolean {
  return from === 'configmap' && nearest(workload, configMapsByName(facts).get(source) ?? []).length > 0;
}

const programFiles = perObject((facts: FactIndex) =>
  facts.of('bindings').filter(({ space }) => space === 'program-file'),
);
const mountedFiles = perObject(
  (facts: FactIndex): ReadonlyMap<string, BindingsFact> =>
    new Map(
      programFiles(facts).flatMap((each) =>
        each.mounted === undefined ? [] : [[`${each.mounted.in} ${each.mounted.path}`, each]],
      ),
    ),
);
const plainFiles = perObject(
  (facts: FactIndex): ReadonlyMap<string, BindingsFact> =>
    new Map(programFiles(facts).flatMap((each) => (each.mounted === undefined ? [[each.owner, each]] : []))),
);
