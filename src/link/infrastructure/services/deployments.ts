// Joins what commands and pipelines hand to applications with the files that describe those, and makes the ones that no file describes.
import type {
  ContainerFact,
  DeploymentFact,
  Fact,
  FileFacts,
  HostedKind,
  WorkloadFact,
  WorkloadKind,
} from '../../../model/facts.js';
import { baseNameOf, joinPath } from '../../../model/file-paths.js';
import { groupBy } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { podless } from '../../../model/podless.js';
import { imageName, referenceText } from '../../image/image-names.js';
import { inCheckout } from './checkout-paths.js';
import { givenTo } from './given-variables.js';
import { appServiceChooses } from './hosted-services.js';
import { joinTasks } from './registered-tasks.js';

/** What stays in the files as `deployment` found nothing that it is for. */
export function settleDeployments(
  files: readonly FileFacts[],
  hasFile: (path: string) => boolean,
): readonly FileFacts[] {
  const said = files.flatMap(({ facts }) => facts.filter((fact) => fact.kind === 'deployment'));
  const found = new Map(said.map((each) => [each, inCheckout(each, hasFile)] as const));
  const all = [...found.values()];
  const workloads = files.flatMap(({ facts }) => facts.filter((fact) => fact.kind === 'workload'));
  const meant = new Map(all.map((each) => [each, meantBy(each, workloads)] as const));
  const changed = new Map<WorkloadFact, WorkloadFact>();
  for (const workload of workloads) {
    const given = all.filter((each) => meant.get(each)?.workloads.includes(workload) === true);
    if (given.length > 0)
      changed.set(
        workload,
        withGiven(workload, given, (each) => meant.get(each)?.certain === true),
      );
  }
  const settled = new Map<Fact, readonly Fact[]>([...changed].map(([workload, now]) => [workload, [now]]));
  const now = new Map(workloads.map((workload) => [changed.get(workload) ?? workload, workload] as const));
  for (const [workload, becomes] of joinTasks([...now.keys()], all))
    settled.set(now.get(workload) ?? workload, becomes === undefined ? [] : [becomes]);
  if (settled.size + all.length === 0) return files;
  const left = all.filter((each) => meant.get(each)?.workloads.length === 0);
  for (const [each, now] of found) settled.set(each, left.includes(now) ? [now] : []);
  const writtenAs = new Map([...found].map(([each, now]) => [now, each] as const));
  for (const [, alike] of groupBy(left, (each) => identity(makerOf(each, left)))) {
    const first = alike.find(makesOne);
    if (first === undefined) continue;
    for (const each of alike) settled.set(writtenAs.get(each) ?? each, []);
    settled.set(writtenAs.get(first) ?? first, [withGiven(made(first, alike, hasFile), alike, () => true)]);
  }
  return files.map((file) =>
    file.facts.some((fact) => settled.has(fact))
      ? { ...file, facts: file.facts.flatMap((fact) => settled.get(fact) ?? [fact]) }
      : file,
  );
}

interface Meant {
  readonly workloads: readonly WorkloadFact[];
  /** No other can be meant. */
  readonly certain: boolean;
}
/** By the file or the name; where the name is filled in, or the platform keeps it, the only one there is. */
function meantBy({ kinds, name, file, by }: DeploymentFact, workloads: readonly WorkloadFact[]): Meant {
  const alike = workloads.filter(({ workloadKind }) => kinds.includes(workloadKind));
  if (file !== undefined) return { workloads: alike.filter(({ at }) => at.file === file), certain: true };
  const named = name === undefined || isFilledIn(name.text) ? undefined : name.text;
  const own = alike.filter((each) => each.name === named);
  if (own.length > 0) return { workloads: own, certain: true };
  const isNameless = alike.every(({ workloadKind }) => nameless.has(workloadKind));
  if (named !== undefined && !isNameless) return { workloads: [], certain: true };
  // A folder of its own says which, too.
  const beside = alike.filter(({ at }) => by === at.file);
  return { workloads: beside.length > 0 ? beside : alike, certain: alike.length === 1 };
}
const isFilledIn = (text: string): boolean => /[$`{]/.test(text);
/** Files of these name no application. */
const nameless: ReadonlySet<string> = new Set(['HerokuApp', 'BeanstalkEnvironment']);

const makesOne = ({ kinds: [kind], creates }: DeploymentFact): boolean => creates && kind !== undefined;
/** What changes an application further names it as what makes it does, by the same variable of the same file too. */
function makerOf(deployment: DeploymentFact, all: readonly DeploymentFact[]): DeploymentFact {
  const { kinds, name, at } = deployment;
  if (makesOne(deployment) || name === undefined || !isFilledIn(name.text)) return deployment;
  const isMaker = (each: DeploymentFact): boolean =>
    makesOne(each) && each.kinds[0] === kinds[0] && each.at.file === at.file && each.name?.text === name.text;
  return all.find(isMaker) ?? deployment;
}
function identity(deployment: DeploymentFact): string {
  const { kinds, container, source, at } = deployment;
  return `${kinds[0]} ${titleOf(deployment) ?? container.image ?? source ?? at.file}`;
}
function titleOf({ name, called, container: { image } }: DeploymentFact): string | undefined {
  if (name !== undefined && !isFilledIn(name.text)) return name.text;
  return called ?? (image === undefined ? undefined : imageName(referenceText(image))?.base);
}

function made(first: DeploymentFact, all: readonly DeploymentFact[], hasFile: (path: string) => boolean): WorkloadFact {
  const { kinds, at, name } = first;
  const kind = kinds[0] ?? 'CloudRunService';
  const source = all.find((each) => each.source !== undefined)?.source;
  const image = all.find(({ container }) => container.image !== undefined)?.container.image;
  const title = titleOf(first) ?? (baseNameOf(source ?? '') || 'app');
  const build = all.find((each) => each.build !== undefined && hasFile(each.build.dockerfile));
  const ports = all.find(({ container }) => container.ports.length > 0)?.container.ports ?? [];
  const runs =
    build?.build === undefined
      ? ran(source, image, first, hasFile)
      : { build: { ...build.build, by: build.by, at: build.at } };
  return {
    ...podless,
    kind: 'workload',
    workloadKind: kind,
    // Its manifests are those of Knative.
    platform: kind === 'CloudRunService' ? 'kubernetes' : 'hosted',
    name: title,
    nameAt: name?.at ?? at,
    at,
    scope: `deployed:${at.file}`,
    address: `${at.file}:${at.line}:${title}`,
    complete: true,
    containers: [{ ...empty, name: title, at, ports, ...runs, ...openPort(kind, at) }],
    podSpecAt: at,
  };
}
/** Where nobody tells App Service, it tells the server. */
const openPort = (kind: WorkloadKind, at: Location): Partial<ContainerFact> =>
  kind === 'AzureWebApp' ? { portsOpen: { text: appServiceChooses, at } } : {};
const empty = { env: [], envFrom: [], sidecar: false } as const;

/** A folder with a Dockerfile is built, any other runs as it lies there. */
function ran(
  source: string | undefined,
  image: ContainerFact['image'],
  { at, by }: DeploymentFact,
  hasFile: (path: string) => boolean,
): Partial<ContainerFact> {
  if (source === undefined) return image === undefined ? {} : { image };
  if (hasFile(joinPath(source, 'Dockerfile'))) return { build: { context: source, by, at } };
  return { mounts: [{ from: 'file', source, target: '/app', at }], workingDir: { text: '/app', at } };
}

function withGiven(
  workload: WorkloadFact,
  all: readonly DeploymentFact[],
  isCertain: (deployment: DeploymentFact) => boolean,
): WorkloadFact {
  const only = workload.containers.length === 1;
  const containers = workload.containers.map((container, index) => {
    const own = all.filter(({ container: { name } }) => (name === '' ? index === 0 : only || name === container.name));
    return own.length === 0 ? container : givenTo(container, own, isCertain);
  });
  return { ...workload, containers };
}

/** Whether the repository says by a command that it goes to this platform. */
export function isDeployedTo(kind: HostedKind, files: readonly FileFacts[]): boolean {
  return files.some(({ facts }) => facts.some((fact) => fact.kind === 'deployment' && fact.kinds.includes(kind)));
}
