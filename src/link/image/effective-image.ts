// What an image is in the end: the last stage with those it builds on, its command, directory, shell and base image.
import { imageRow } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import { literal } from '../../model/expression.js';
import type { BuildFact, CommandFact, DockerfileFact, StageFact, Text } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { FactIndex, LinkReason } from '../../model/topology.js';
import { buildsByPath, dockerfileOf } from './build-index.js';
import { imageName } from './image-names.js';
import { fill, type StageView } from './source-paths.js';
import { viewOfTarget } from './stage-views.js';

/** A Dockerfile, or a bare folder, that a container's image may be built from. */
export interface ImageSource {
  readonly dockerfile?: DockerfileFact;
  /** Build target; the last stage when absent. */
  readonly target?: string;
  /** Build context: the folder that COPY reads from. */
  readonly context: string;
  readonly args: Readonly<Record<string, string>>;
  readonly build?: BuildFact;
  /** The image itself, where nothing is built and the source is only mounted. */
  readonly base?: Text;
  /** An entry file that the user declared. */
  readonly file?: string;
  readonly link: LinkReason;
}
export interface EffectiveImage {
  readonly source?: ImageSource;
  /** Final stage first, then the stages it builds on. */
  readonly stages: readonly StageFact[];
  readonly view: StageView;
  readonly entrypoint?: CommandFact;
  readonly cmd?: CommandFact;
  /** Words of the SHELL instruction. */
  readonly shell?: readonly string[];
  readonly workdir: string;
  readonly stopSignal?: Text;
  /** The image below the last stage; undefined when nothing names it. */
  readonly base?: Text;
  /** A build argument without a default decides the base image. */
  readonly baseOpen: boolean;
}

/** The image a container runs without a Dockerfile in the scan: what its name says, and nothing more. */
export function namedImage(reference: Text): EffectiveImage {
  const view: StageView = { chain: [], stageNamed: () => undefined, args: {}, context: '' };
  return { stages: [], view, workdir: '/', base: reference, baseOpen: /[${]/.test(reference.text) };
}

/** `facts`: a base image that the repository builds itself goes on in its own Dockerfile. */
export function effectiveImage(source: ImageSource, facts: FactIndex): EffectiveImage {
  const { dockerfile, target, context, args } = source;
  if (dockerfile === undefined) return composedImage(source, facts, 0);
  const made = imagesMade(facts);
  const images = made.get(dockerfile) ?? new Map<string, EffectiveImage>();
  made.set(dockerfile, images);
  const key = JSON.stringify([target, context, args]);
  const image = images.get(key) ?? composedImage(source, facts, 0);
  images.set(key, image);
  return { ...image, source };
}
/** A hundred services may be built from one Dockerfile: what its stages come to is worked out once. */
const imagesMade = perObject((_facts: FactIndex) => new Map<DockerfileFact, Map<string, EffectiveImage>>());

function composedImage(source: ImageSource, facts: FactIndex, depth: number): EffectiveImage {
  const own = ownImage(source);
  const below = depth < deepestBase ? baseSource(own, source, facts) : undefined;
  if (below === undefined) return own;
  const lower = composedImage(below, facts, depth + 1);
  // A stage that sets ENTRYPOINT forgets the CMD from below; one that sets CMD alone keeps the ENTRYPOINT.
  const { entrypoint, cmd, shell, stopSignal } = lower;
  return {
    ...own,
    stages: [...own.stages, ...lower.stages],
    workdir: own.stages.some((stage) => stage.workdir !== undefined) ? own.workdir : lower.workdir,
    baseOpen: lower.baseOpen,
    ...(own.entrypoint === undefined && entrypoint !== undefined ? { entrypoint } : {}),
    ...(own.entrypoint === undefined && own.cmd === undefined && cmd !== undefined ? { cmd } : {}),
    ...(own.shell === undefined && shell !== undefined ? { shell } : {}),
    ...(own.stopSignal === undefined && stopSignal !== undefined ? { stopSignal } : {}),
    ...(lower.base === undefined ? {} : { base: lower.base }),
  };
}
const deepestBase = 4;
/** The build that makes the base image, when the repository has one. */
function baseSource(
  { base, baseOpen }: EffectiveImage,
  source: ImageSource,
  facts: FactIndex,
): ImageSource | undefined {
  const wanted = base === undefined || baseOpen || !base.text.includes('/') ? undefined : imageName(base.text);
  if (base === undefined || wanted === undefined || wanted.open) return undefined;
  for (const { build, name } of buildsByPath(facts).get(wanted.path) ?? []) {
    const dockerfile = name.open ? undefined : dockerfileOf(build, facts);
    if (dockerfile === undefined || dockerfile === source.dockerfile) continue;
    const { context, args = {}, target } = build;
    const path = dockerfile.at.file;
    const why = `image ${build.image} is built from ${path}`;
    const link: LinkReason = { from: base.text, to: path, why, strength: 'reference', at: build.at };
    return { dockerfile, context, args, build, link, ...(target === undefined ? {} : { target }) };
  }
  return undefined;
}
function ownImage(source: ImageSource): EffectiveImage {
  const dockerfile = withArguments(source);
  const view = dockerfile === undefined ? undefined : viewOfTarget(dockerfile, source);
  const bottom = view?.chain.at(-1);
  if (view === undefined || bottom === undefined) {
    const { base } = source;
    return {
      source,
      stages: [],
      view: { chain: [], stageNamed: () => undefined, args: source.args, context: source.context },
      workdir: '/',
      baseOpen: base === undefined,
      ...(base === undefined ? {} : { base }),
    };
  }
  let settled: Pick<EffectiveImage, 'entrypoint' | 'cmd' | 'shell' | 'stopSignal'> = {};
  let workdir: string | undefined;
  for (const stage of view.chain.toReversed()) {
    // Setting ENTRYPOINT forgets the CMD that came from below.
    const { cmd, ...withoutCmd } = settled;
    const kept = stage.entrypoint === undefined ? settled : withoutCmd;
    settled = {
      ...kept,
      ...(stage.entrypoint === undefined ? {} : { entrypoint: stage.entrypoint }),
      ...(stage.cmd === undefined ? {} : { cmd: stage.cmd }),
      ...(stage.shell === undefined ? {} : { shell: stage.shell }),
      ...(stage.stopSignal === undefined ? {} : { stopSignal: stage.stopSignal }),
    };
    workdir = stage.workdir?.text ?? workdir;
  }
  const base = fill(bottom.from.text, source.args);
  return {
    source,
    stages: view.chain,
    view,
    ...settled,
    workdir: fill(workdir ?? '/', view.args),
    base: { text: base, at: bottom.from.at },
    baseOpen: /\$/.test(base),
  };
}

/** The stages of this build: its arguments win over the defaults that the Dockerfile was read with. */
function withArguments({ dockerfile, args }: ImageSource): DockerfileFact | undefined {
  if (dockerfile === undefined || Object.keys(args).length === 0) return dockerfile;
  const stages = dockerfile.stages.map((stage): StageFact => {
    if (![...stage.copies, ...stage.env].some(({ open }) => open !== undefined)) return stage;
    const given = { ...dockerfile.globalArgs, ...stage.args, ...args };
    const copies = stage.copies.map((copy) =>
      copy.open === undefined ? copy : { ...copy, sources: copy.open.map((each) => fill(each, given)) },
    );
    const env = stage.env.map((each) =>
      each.open === undefined ? each : { ...each, value: literal(fill(each.open, given), each.at) },
    );
    return { ...stage, copies, env };
  });
  return { ...dockerfile, stages };
}

/** STOPSIGNAL: the pod's own word, the Dockerfile's, the base image's, or the default. */
export function stopSignal(own: Text | undefined, image: EffectiveImage | undefined): { name: string; at?: Location } {
  const written = own ?? image?.stopSignal;
  if (written !== undefined) return { name: signalName(written.text), at: written.at };
  const base = image?.base;
  const row = base === undefined || image?.baseOpen === true ? undefined : imageRow(base.text);
  return row?.stopSignal === undefined || base === undefined
    ? { name: 'SIGTERM' }
    : { name: signalName(row.stopSignal), at: base.at };
}
const byNumber: Readonly<Record<string, string>> = {
  '1': 'SIGHUP',
  '2': 'SIGINT',
  '3': 'SIGQUIT',
  '9': 'SIGKILL',
  '10': 'SIGUSR1',
  '12': 'SIGUSR2',
  '15': 'SIGTERM',
  '28': 'SIGWINCH',
};
export function signalName(text: string): string {
  const trimmed = text.trim().toUpperCase();
  const numbered = Object.hasOwn(byNumber, trimmed) ? byNumber[trimmed] : undefined;
  return numbered ?? (trimmed.startsWith('SIG') ? trimmed : `SIG${trimmed}`);
}
