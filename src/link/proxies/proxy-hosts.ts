// Which containers run a proxy configuration of the repository: their image copies the file, or it is mounted into them.
import { productsOfImage } from '../../knowledge/lookup.js';
import type { ContainerFact, ProxyFact, StageFact, Text, WorkloadFact } from '../../model/facts.js';
import { imageTag, referenceText } from '../image/image-names.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { joinPath } from '../names/environment.js';
import { containersByKey } from './container-files.js';

/** What is known of one container's image: the folder its build starts in and its stages, final first. */
export interface BuiltFrom {
  readonly context: string;
  readonly stages: readonly StageFact[];
}
export interface ProxyHost {
  readonly workload: WorkloadFact;
  readonly container: ContainerFact;
  readonly stages: readonly StageFact[];
  /** The proxy's image, when it is one of the product's own. */
  readonly image?: Text;
}

export function proxyHosts(
  proxy: ProxyFact,
  workloads: readonly WorkloadFact[],
  builtFrom: (workload: WorkloadFact, container: number) => BuiltFrom | undefined,
): readonly ProxyHost[] {
  const { runsIn, mounted } = proxy;
  if (runsIn === undefined) return [];
  if (mounted !== undefined) {
    const [workload, index] = containersByKey(workloads).get(mounted.in) ?? [];
    return workload === undefined || index === undefined ? [] : hostAt(workload, index, proxy, builtFrom);
  }
  return workloads.flatMap((workload): readonly ProxyHost[] => {
    if (runsIn !== 'file' && (workload.name !== runsIn.workload || workload.scope !== proxy.scope)) return [];
    const index =
      runsIn === 'file'
        ? runningContainers(workload).findIndex((container, at) => runs(container, builtFrom(workload, at), proxy))
        : 0;
    return hostAt(workload, index, proxy, builtFrom);
  });
}
function hostAt(
  workload: WorkloadFact,
  index: number,
  proxy: ProxyFact,
  builtFrom: (workload: WorkloadFact, container: number) => BuiltFrom | undefined,
): readonly ProxyHost[] {
  const container = runningContainers(workload)[index];
  if (container === undefined) return [];
  const stages = builtFrom(workload, index)?.stages ?? [];
  const image = productImage(container, stages, proxy.product);
  return [{ workload, container, stages, ...(image === undefined ? {} : { image }) }];
}

function runs(container: ContainerFact, built: BuiltFrom | undefined, proxy: ProxyFact): boolean {
  const { at, product } = proxy;
  const mounts = (container.mounts ?? []).filter((mount) => mount.from === 'file' && covers(mount.source, at.file));
  if (mounts.length > 0) {
    const isProxy = isProduct(container, built, product);
    return isProxy === 'yes' || (isProxy === 'unknown' && mounts.some((mount) => isForIt(mount, container, proxy)));
  }
  if (built === undefined) return false;
  return (
    built.stages.some((stage) => copies(stage, built.context, at.file)) &&
    isProduct(container, built, product) === 'yes'
  );
}
/** The file itself is mounted, or a folder that something about the container says is this proxy's: a folder may hold files of many programs. */
function isForIt(
  { source, target }: { readonly source: string; readonly target: string },
  container: ContainerFact,
  { at, product }: ProxyFact,
): boolean {
  if (source === at.file) return true;
  // A folder with the compose file in it is the whole project, and not mounted for a proxy's sake.
  if (covers(source, container.at.file)) return false;
  const image = container.image === undefined ? '' : referenceText(container.image);
  const started = [...(container.command?.words ?? []), ...(container.args?.words ?? [])];
  return [target, image, container.name, ...started].some((each) => each.includes(product));
}
function copies(stage: StageFact, context: string, file: string): boolean {
  return stage.copies.some((copy) =>
    copy.sources.some((source) =>
      copy.from === undefined ? covers(joinPath(context, source), file) : isSameBelow(source, context, file),
    ),
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
  const stages = built?.stages ?? [];
  const named = new RegExp(`\\b${product}\\b`);
  const installed = stages.some((stage) => stage.runs.some((run) => named.test(run.text)));
  if (installed || productImage(container, stages, product) !== undefined) return 'yes';
  const others =
    container.image?.kind === 'literal' && typeof container.image.value === 'string'
      ? productsOfImage(container.image.value)
      : [];
  return others.length > 0 ? 'no' : 'unknown';
}
function productImage(container: ContainerFact, stages: readonly StageFact[], product: string): Text | undefined {
  const named: readonly Text[] = [
    ...stages.map((stage) => stage.from),
    ...(container.image === undefined ? [] : [{ text: referenceText(container.image), at: container.image.at }]),
  ];
  return named.find((each) => productsOfImage(each.text).includes(product));
}

/** The version that the image's tag names, if only as `latest`. */
export function versionOfHost(host: ProxyHost | undefined): Text | undefined {
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
