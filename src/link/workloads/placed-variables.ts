// A `.env` file where a program runs that is not simply copied from the repository: mounted into the container, or written by the build.
import { perObject } from '../../knowledge/memo.js';
import type { ContainerFact, WorkloadFact } from '../../model/facts.js';
import { baseNameOf, insideImage } from '../../model/file-paths.js';
import { groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { known, type Setting, written } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import type { EffectiveImage } from '../image/effective-image.js';
import { envFilesByPath } from '../lookups.js';
import { joinPath, textOf, type Variables } from '../names/environment.js';
import { type PlacedFile, valuesOf } from '../names/loaded-variables.js';
import type { NameResolver } from '../names/names.js';
import { containerKey, isHidden } from '../proxies/container-files.js';

interface Scan {
  readonly facts: FactIndex;
  readonly names: NameResolver;
}
const mountedByContainer = perObject((facts: FactIndex) =>
  groupBy(
    facts.of('bindings').filter(({ space }) => space === 'env-file'),
    ({ mounted }) => mounted?.in,
  ),
);

/** Undefined where nothing lies over what the repository has. `copied`: the file of the repository under a name. */
export function placedFile(
  name: string,
  workload: WorkloadFact,
  container: ContainerFact,
  image: EffectiveImage,
  copied: (name: string) => string | undefined,
  scan: Scan,
): PlacedFile | undefined {
  const path = insideImage(image.workdir, name);
  return mountedAt(path, workload, container, scan) ?? writtenAt(name, image, copied, scan.facts);
}

function mountedAt(
  path: string,
  workload: WorkloadFact,
  container: ContainerFact,
  { facts, names }: Scan,
): PlacedFile | undefined {
  const mounted = mountedByContainer(facts)
    .get(containerKey(workload, container))
    ?.find((each) => each.mounted?.path === path);
  if (mounted !== undefined) {
    const values = Object.entries(mounted.names).flatMap(([name, [value]]) =>
      value === undefined ? [] : [[name, textOf(value, new Map(), names)] as const],
    );
    return { values: new Map(values) };
  }
  const mount = container.mounts?.find(
    ({ target }) => (path === target || path.startsWith(`${target}/`)) && isHidden(container, path),
  );
  if (mount === undefined) return undefined;
  const { from, source, target, at } = mount;
  if (from === 'file') {
    const file = envFilesByPath(facts).get(joinPath('', `${source}${path.slice(target.length)}`))?.[0];
    if (file !== undefined) return { values: valuesOf(file) };
  }
  // A whole folder that is mounted is one of data, most often.
  if (target !== path && from !== 'configmap' && from !== 'secret') return undefined;
  const title = from === 'configmap' ? 'ConfigMap ' : from === 'secret' ? 'Secret ' : '';
  return { values: new Map(), unseen: { text: `${title}${source}, which ${container.name} mounts at ${target}`, at } };
}

const longest = 4000;
/** `RUN echo "PORT=3000" >> .env`, `RUN cp .env.production .env` */
function writtenAt(
  name: string,
  image: EffectiveImage,
  copied: (name: string) => string | undefined,
  facts: FactIndex,
): PlacedFile | undefined {
  const values = new Map<string, Setting<string>>();
  let unseen: PlacedFile['unseen'];
  let isWritten = false;
  const read = (from: string): Variables | undefined => {
    const path = copied(from);
    const [file] = (path === undefined ? undefined : envFilesByPath(facts).get(path)) ?? [];
    return file && valuesOf(file);
  };
  const runs = [...image.stages].reverse().flatMap((stage) => stage.runs);
  for (const { text, at } of runs) {
    if (!text.includes(name) || text.length > longest) continue;
    for (const command of text.split(/&&|;|\n/)) {
      const write = writeOf(command.trim(), name);
      if (write === undefined) continue;
      if (write.appends && !isWritten) for (const [key, value] of read(name) ?? []) values.set(key, value);
      if (!write.appends) values.clear();
      isWritten = true;
      const added = write.from === undefined ? write.pair && pairAt(write.pair, at) : read(write.from);
      if (added === undefined) unseen = { text: `${name}, which the build writes`, at };
      for (const [key, value] of added ?? []) values.set(key, value);
    }
  }
  return isWritten ? { values, ...(unseen === undefined ? {} : { unseen }) } : undefined;
}
const pairAt = ([name, value]: readonly [string, string], at: Location): Variables =>
  new Map([[name, known(value, written(at))]]);

interface Write {
  readonly appends: boolean;
  readonly pair?: readonly [name: string, value: string];
  readonly from?: string;
}
const told = /^(?:echo|printf)[ \t]+(?:-\w+[ \t]+)?["']?([A-Za-z_]\w{0,100})=([^"'$`\\]{0,300})(?:\\n)?["']?$/;
function writeOf(command: string, name: string): Write | undefined {
  const words = command.split(/\s+/);
  const isMeant = (word: string | undefined): boolean => baseNameOf((word ?? '').replace(/["']/g, '')) === name;
  const arrow = command.lastIndexOf('>');
  if (arrow >= 0 && isMeant(command.slice(arrow + 1).trim())) {
    const appends = command[arrow - 1] === '>';
    const [, variable, value] = told.exec(command.slice(0, appends ? arrow - 1 : arrow).trim()) ?? [];
    return variable === undefined || value === undefined ? { appends } : { appends, pair: [variable, value.trim()] };
  }
  if (!isMeant(words.at(-1))) return undefined;
  if (/^(?:cp|mv)$/.test(words[0] ?? '')) return { appends: false, from: words.at(-2) ?? '' };
  return words.includes('tee') ? { appends: words.includes('-a') } : undefined;
}
