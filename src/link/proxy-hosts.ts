// Which workloads run a proxy configuration of the repository: their image copies the file, or it is mounted into them.
import type { StageFact, WorkloadFact } from '../model/facts.js';
import { productsOfImage } from '../knowledge/lookup.js';
import { folderOf } from './names.js';
import { joinPath } from './environment.js';
import type { ProxyHop } from './proxies.js';

/** What is known of one container's image: the folder its build starts in and its stages, final first. */
export interface BuiltFrom {
  readonly context: string;
  readonly stages: readonly StageFact[];
}

export function proxyHosts(
  proxy: ProxyHop,
  workloads: readonly WorkloadFact[],
  builtFrom: (workload: WorkloadFact, container: number) => BuiltFrom | undefined,
): readonly WorkloadFact[] {
  if (proxy.proxy.runsIn !== 'file') return [];
  const file = proxy.proxy.at.file;
  return workloads.filter((workload) =>
    workload.containers.some((container, index) => {
      const mounted = (container.mounts ?? []).some((mount) => mount.from === 'file' && covers(joinPath(folderOf(workload.at.file), mount.source), file));
      if (mounted) return true;
      const built = builtFrom(workload, index);
      if (built === undefined) return false;
      return built.stages.some((stage, depth) => depth === 0 && copies(stage, built.context, file) && runsProduct(built.stages, proxy.proxy.product));
    }),
  );
}
function covers(source: string, file: string): boolean {
  return source === file || file.startsWith(`${source}/`);
}
function copies(stage: StageFact, context: string, file: string): boolean {
  return stage.copies.some((copy) => copy.from === undefined && copy.sources.some((source) => covers(joinPath(context, source), file)));
}
/** `COPY . .` copies every file; only an image of the proxy itself runs its configuration. */
function runsProduct(stages: readonly StageFact[], product: string): boolean {
  return stages.some((stage) => productsOfImage(stage.from.text).includes(product) || stage.runs.some((run) => new RegExp(`\\b${product}\\b`).test(run.text)));
}
