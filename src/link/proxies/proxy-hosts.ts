// Which containers run a proxy configuration of the repository: their image copies the file, or it is mounted into them.
import { productsOfImage } from '../../knowledge/lookup.js';
import { perName, perObject } from '../../knowledge/memo.js';
import type { ContainerFact, ProxyFact, StageFact, Text, WorkloadFact } from '../../model/facts.js';
import { imageTag, referenceText } from '../image/image-names.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { joinPath } from '../names/environment.js';
import { placesOf } from '../nginx/placements.js';
import { containerKey, containersByKey, isHidden } from './container-files.js';
import type { Builds, BuiltFrom, Deployed } from './deployed.js';
import { possibleHosts } from './possible-hosts.js';

export interface ProxyHost {
  readonly workload: WorkloadFact;
  readonly container: ContainerFact;
  readonly stages: readonly StageFact[];
  /** The folder its build starts in. */
  readonly context?: string;
  /** The proxy's image, when it is one of the product's own. */
  readonly image?: Text;
}

/** None where no file shows who runs it; undefined where it is certain that nobody does. */
export function proxyHosts(proxy: ProxyFact, deployed: Deployed): readonly ProxyHost[] | undefined {
  const { workloads, builtFrom } = deployed;
  const { at, product, runsIn, mounted } = proxy;
  if (mounted !== undefined) {
    const [workload, index] = containersByKey(workloads).get(mounted.in) ?? [];
    return workload === undefined || index === undefined ? undefined : hostAt(workload, index, product, builtFrom);
  }
  if (runsIn === undefined) return [];
  if (runsIn !== 'file') {
    const named = workloads.filter(({ name, scope }) => name === runsIn.workload && scope === proxy.scope);
    return named.flatMap((workload) => hostAt(workload, 0, product, builtFrom));
  }
  return hostsOfFile(deployed)(product)(at.file);
}
const noStages: readonly StageFact[] = [];
interface ProxyFile {
  readonly product: string;
  readonly file: string;
}
/** One file may make thousands of proxies, and all of them run where it does. */
const hostsOfFile = perObject((deployed: Deployed) =>
  perName((product) => perName((file) => runningHosts({ product, file }, deployed))),
);
function runningHosts(proxy: ProxyFile, deployed: Deployed): readonly ProxyHost[] | undefined {
  const { builtFrom } = deployed;
  let hidden = 0;
  const claimed = deployed.claimed.get(proxy.file);
  const hosts = possibleHosts(deployed, proxy.file).flatMap((workload): readonly ProxyHost[] => {
    const index = runningContainers(workload).findIndex((container, place) => {
      const isClaimed = claimed?.has(containerKey(workload, container)) === true;
      const found = isClaimed ? 'hidden' : runs(container, builtFrom(workload, place), proxy);
      if (found === 'hidden') hidden++;
      return found === 'yes';
    });
    return hostAt(workload, index, proxy.product, builtFrom);
  });
  if (hosts.length === 0 && hidden > 0) return undefined;
  // The whole project is mounted for the sake of its source: a file that is also mounted by itself is not run there.
  const meant = hosts.filter(({ container }) => !hasByProject(container, proxy.file));
  return meant.length > 0 && meant.some(({ container }) => mountsOf(container, proxy.file).length > 0) ? meant : hosts;
}
const mountsOf = ({ mounts = [] }: ContainerFact, file: string): NonNullable<ContainerFact['mounts']> =>
  mounts.filter((mount) => mount.from === 'file' && covers(mount.source, file));
/** Only as one of all files of the project. */
function hasByProject(container: ContainerFact, file: string): boolean {
  const mounts = mountsOf(container, file);
  return mounts.length > 0 && mounts.every(({ source }) => source !== file && covers(source, container.at.file));
}
function hostAt(workload: WorkloadFact, index: number, product: string, builtFrom: Builds): readonly ProxyHost[] {
  const container = runningContainers(workload)[index];
  if (container === undefined) return [];
  const { stages = noStages, ...built } = builtFrom(workload, index) ?? {};
  const image = productImage(container, stages, product);
  return [{ ...built, workload, container, stages, ...(image === undefined ? {} : { image }) }];
}

/** `hidden`: its image has the file, and something that is mounted lies above it. */
function runs(container: ContainerFact, built: BuiltFrom | undefined, proxy: ProxyFile): 'yes' | 'no' | 'hidden' {
  const { file, product } = proxy;
  const mounts = mountsOf(container, file);
  if (mounts.length > 0) {
    const isProxy = isProduct(container, built, product);
    const isRun =
      isProxy === 'yes' || (isProxy === 'unknown' && mounts.some((mount) => isForIt(mount, container, proxy)));
    return isRun ? 'yes' : 'no';
  }
  const copied = built === undefined ? [] : copiesInto(built)(file);
  if (copied.length === 0 || isProduct(container, built, product) !== 'yes') return 'no';
  return copied.every((places) => places.length > 0 && places.every((path) => isHidden(container, path)))
    ? 'hidden'
    : 'yes';
}
/** Many containers may run one image. */
const copiesInto = perObject(({ context, stages }: BuiltFrom) =>
  perName((file) => stages.flatMap((stage) => copies(stage, context, file))),
);
/** The file itself is mounted, or a folder that something about the container says is this proxy's: a folder may hold files of many programs. */
function isForIt(
  { source, target }: { readonly source: string; readonly target: string },
  container: ContainerFact,
  { file, product }: ProxyFile,
): boolean {
  if (source === file) return true;
  // A folder with the compose file in it is the whole project, and not mounted for a proxy's sake.
  if (covers(source, container.at.file)) return false;
  const image = container.image === undefined ? '' : referenceText(container.image);
  const started = [...(container.command?.words ?? []), ...(container.args?.words ?? [])];
  return [target, image, container.name, ...started].some((each) => each.includes(product));
}
/** Where the copies of a file may lie, for each of them; nowhere that we know for one that an earlier stage had. */
export function copies(stage: StageFact, context: string, file: string): readonly (readonly string[])[] {
  return stage.copies.flatMap((copy) =>
    copy.sources.flatMap((source) => {
      if (copy.from !== undefined) return isSameBelow(source, context, file) ? [[]] : [];
      const from = joinPath(context, source);
      return covers(from, file) ? [placesOf(file, from, copy.target)] : [];
    }),
  );
}
function covers(source: string, file: string): boolean {
  return source === '' || source === file || file.startsWith(`${source}/`);
}
/** A file that an earlier stage copied in keeps its path below that stage's working directory. */
function isSameBelow(source: string, context: string, file: string): boolean {
  const inside = context === '' ? file : file.startsWith(`${context}/`) ? file.slice(context.length + 1) : undefined;
  return inside !== undefined && (source === inside || source.endsWith(`/${inside}`));
}

/** `COPY . .` copies every file, and a folder may be mounted anywhere: only an image of the proxy itself runs its configuration. */
function isProduct(container: ContainerFact, built: BuiltFrom | undefined, product: string): 'yes' | 'no' | 'unknown' {
  const stages = built?.stages ?? noStages;
  if (installs(stages)(product) || productImage(container, stages, product) !== undefined) return 'yes';
  const others =
    container.image?.kind === 'literal' && typeof container.image.value === 'string'
      ? productsOfImage(container.image.value)
      : [];
  return others.length > 0 ? 'no' : 'unknown';
}
const installs = perObject((stages: readonly StageFact[]) =>
  perName((product) => {
    const named = new RegExp(`\\b${product}\\b`);
    // `COPY --from=caddy:2 /usr/bin/caddy /usr/bin/caddy`: the program beside that of the image.
    const takes = ({ from, sources, target }: StageFact['copies'][number]): boolean =>
      from !== undefined &&
      [...sources, target].some((path) => path.endsWith(`/bin/${product}`) || path.endsWith(`/sbin/${product}`));
    return stages.some(({ runs, copies }) => runs.some((run) => named.test(run.text)) || copies.some(takes));
  }),
);
function productImage(container: ContainerFact, stages: readonly StageFact[], product: string): Text | undefined {
  const built = basesOf(stages)(product);
  if (built !== undefined || container.image === undefined) return built;
  const own = { text: referenceText(container.image), at: container.image.at };
  return productsOfImage(own.text).includes(product) ? own : undefined;
}
const basesOf = perObject((stages: readonly StageFact[]) =>
  perName((product) => stages.map(({ from }) => from).find(({ text }) => productsOfImage(text).includes(product))),
);

/** The version that the image's tag names, if only as `latest`. */
export function versionOfHost(host: Pick<ProxyHost, 'image'> | undefined): Text | undefined {
  const tag = host?.image === undefined ? undefined : imageTag(host.image.text);
  return tag === undefined || host?.image === undefined ? undefined : { text: tag, at: host.image.at };
}

/** A variable that a template fills in later, as it is written: a Service may be called by the very same words, as in OpenShift's templates. */
export function withPlaceholders({ env }: ContainerFact, name: string): string | undefined {
  const value = env.find((each) => each.name === name)?.value;
  if (value?.kind !== 'unknown' || value.reason !== 'templated') return undefined;
  const text = referenceText(value);
  return text.includes('${') ? text : undefined;
}
