// Images that the repository builds and nothing in the scan runs: what they would give to the servers they start.
import type { ContainerFact, DockerfileFact, WorkloadFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { podless } from '../../model/podless.js';
import type { FactIndex, LinkReason } from '../../model/topology.js';
import { buildContext } from '../image/sources/build-context.js';

/** A container as `docker run` would make it. */
export interface LoneImage {
  readonly workload: WorkloadFact;
  readonly container: ContainerFact;
  readonly link: LinkReason;
}

/** One for each Dockerfile that is not among `run`; a variant beside a plain Dockerfile builds the same thing in another way. */
export function loneImages(
  facts: FactIndex,
  hasFile: (path: string) => boolean,
  run: ReadonlySet<string>,
): readonly LoneImage[] {
  const own = facts.of('dockerfile').filter(({ at }) => !run.has(at.file) && !/(?:^|\/)\.devcontainer\//.test(at.file));
  const plain = new Set(own.filter(isPlain).map(({ at }) => folderOf(at.file)));
  return own
    .filter((each) => isPlain(each) || !plain.has(folderOf(each.at.file)))
    .map((each) => loneImage(each, buildContext(each, facts, hasFile)));
}
const isPlain = ({ at }: DockerfileFact): boolean => /(?:^|\/)(?:Docker|Container)file$/i.test(at.file);

function loneImage({ at }: DockerfileFact, context: string): LoneImage {
  const name = context === '' ? 'the image' : context;
  const container: ContainerFact = {
    name,
    at,
    build: { context, dockerfile: at.file, at },
    env: [],
    envFrom: [],
    ports: [],
    sidecar: false,
  };
  const workload: WorkloadFact = {
    ...podless,
    kind: 'workload',
    workloadKind: 'ComposeService',
    platform: 'compose',
    name,
    nameAt: at,
    at,
    complete: true,
    containers: [container],
    podSpecAt: at,
  };
  const why = `${at.file} starts this server, and nothing in the scan runs its image`;
  return { workload, container, link: { from: name, to: at.file, why, strength: 'reference', at } };
}
