// One view of a container per image it may be built from: what it starts, in which shell, on which runtime, and how a stop signal travels.
import { factBoolean } from '../../knowledge/lookup.js';
import { programRow } from '../../knowledge/programs.js';
import type { ContainerFact, ScriptFact, ServerFact, StageFact, WorkloadFact } from '../../model/facts.js';
import { folderOf, insideImage, joinPath } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import type { Setting } from '../../model/setting.js';
import type { Container, LinkReason, SignalDelivery } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import type { CommandChain } from '../image/command/chain.js';
import { commandChain } from '../image/command/command-chain.js';
import { commandFlags, type Flags } from '../image/command/command-flags.js';
import { deliverSignal } from '../image/command/deliver-signal.js';
import { namesAnotherProgram } from '../image/command/other-program.js';
import { heedProcessManager } from '../image/command/process-manager.js';
import { withListedVariables, withSetVariables } from '../image/command/set-variables.js';
import { startsNothing } from '../image/command/starts-nothing.js';
import { type EffectiveImage, effectiveImage, namedImage } from '../image/effective-image.js';
import { isIgnored } from '../image/ignored-files.js';
import { referenceText } from '../image/image-names.js';
import { preStopDelay } from '../image/pre-stop.js';
import { baseImageOf, shellOf, shellOfMachine, shellOfPlatform } from '../image/shell.js';
import { sourcesOf } from '../image/source-paths.js';
import { copiedSources, takesOnlyOfOtherImages } from '../image/sources/copied-sources.js';
import { identifyImage } from '../image/sources/identify.js';
import { runsInPlace } from '../image/sources/machine-folders.js';
import { programVersion } from '../image/versions/program-version.js';
import { type Runtime, runtimeVersion, sourceVersion } from '../image/versions/runtime-version.js';
import { nodeVersionOfPaths } from '../image/versions/version-folders.js';
import { scriptsByPath } from '../lookups.js';
import { containerVariables, processEnvironment, type Variables } from '../names/environment.js';
import { type HiddenVariables, hiddenVariables } from '../names/hidden-variables.js';
import type { RunFolder } from '../names/loaded-variables.js';
import type { EntryPoint } from '../servers/entry-servers.js';
import { placedFile } from './placed-variables.js';

export interface ImageView {
  readonly context: string;
  readonly stages: readonly StageFact[];
  readonly entry?: EntryPoint;
  readonly link?: LinkReason;
  readonly shell: Container['shell'];
  readonly baseImage: Setting<string>;
  readonly delivery: SignalDelivery;
  readonly preStopDelay: Setting;
  readonly chain: CommandChain;
  readonly files: readonly Location[];
  /** What the environment holds there. */
  readonly variables: Variables;
  /** The same for the other programs that it runs, by the file that each starts. */
  readonly besideVariables: ReadonlyMap<string, Variables>;
  /** What may be set besides, where nobody sees it. */
  readonly hidden: HiddenVariables | undefined;
  /** Where its program runs. */
  readonly folder: RunFolder;
  /** Command-line flags that its program is given. */
  readonly flags: Flags;
  /** Of the runtime of a server, or of the server itself where it is a program of its own. */
  versionOf(server: ServerFact): Setting<string>;
}

/** The images a container may run, strongest evidence first; none when it names no image and nothing builds it. */
export function viewImages(
  workload: WorkloadFact,
  container: ContainerFact,
  context: LinkContext,
): readonly ImageView[] {
  const sources = identifyImage(workload, container, context);
  if (sources.length > 0)
    return distinctViews(
      sources.map((source) => viewOf(workload, container, effectiveImage(source, context.facts), context)),
    );
  if (container.image === undefined) return [];
  return [
    viewOf(workload, container, namedImage({ text: referenceText(container.image), at: container.image.at }), context),
  ];
}

/** Builds that differ only in what the container does not show, such as a version number, are one image. */
function distinctViews(views: readonly ImageView[]): readonly ImageView[] {
  if (views.length < 2) return views;
  const seen = new Map<string, ImageView>();
  for (const view of views) {
    const { file, directory, command } = view.entry ?? {};
    const key = JSON.stringify([
      view.context,
      view.files.map((each) => each.file),
      [file, directory, command?.words],
      view.chain.steps.map((each) => each.text),
      [view.shell, view.baseImage].map((each) => (each.state === 'known' ? each.value : each.reason.text)),
      view.stages.map((stage) => stage.env.map((each) => [each.name, each.value])),
    ]);
    if (!seen.has(key)) seen.set(key, view);
  }
  return [...seen.values()];
}

function viewOf(
  workload: WorkloadFact,
  container: ContainerFact,
  image: EffectiveImage,
  context: LinkContext,
): ImageView {
  const impliedBy = image.source?.dockerfile?.at ?? container.at;
  const folder = image.source?.context ?? folderOf(workload.at.file);
  const ignoresFiles = image.stages.length === 0 && isBuiltByEngines(workload);
  const versionIn = (language: Runtime, directory: string): Setting<string> =>
    (language === 'node' ? nodeVersionOfPaths(container) : undefined) ??
    runtimeVersion({ runtime: language, image, facts: context.facts, directory, impliedBy, ignoresFiles });
  const chainOf = (started: ContainerFact): CommandChain =>
    commandChain(started, image, {
      facts: context.facts,
      hasFile: context.hasFile,
      get nodeVersion() {
        return versionIn('node', folder);
      },
    });
  const chain = chainOf(container);
  const openPlatform = workload.platform === 'hosted' && container.build === undefined && container.image === undefined;
  const shell =
    container.managed !== undefined
      ? shellOfMachine(container)
      : openPlatform
        ? shellOfPlatform(container)
        : shellOf(image, impliedBy);
  const given = containerVariables(workload, container, image.stages, context);
  const hidden = hiddenVariables(workload, container, context);
  const variablesOf = ({ variables, listed }: Pick<CommandChain, 'variables' | 'listed'>): Variables =>
    withListedVariables(withSetVariables(given, variables, hidden), listed, context.names);
  const variables = variablesOf(chain);
  const environment = processEnvironment(variables, context.names, undefined, hidden);
  const isOther = namesAnotherProgram(container, chain, () => chainOf(withoutCommand(container)));
  const entry =
    isOther || startsNothing(workload, container, image, chain)
      ? undefined
      : entryOf(container, image, chain, context.hasFile);
  const directory = entry?.directory ?? (entry?.file === undefined ? folder : folderOf(entry.file));
  return {
    context: folder,
    stages: image.stages,
    shell,
    baseImage: baseImageOf(image, impliedBy),
    delivery: heedProcessManager(
      deliverSignal({
        container,
        image,
        chain,
        shell,
        shareProcessNamespace: workload.shareProcessNamespace === true,
        openPlatform,
      }),
      { chain, environment, facts: context.facts, hasFile: context.hasFile },
    ),
    preStopDelay: preStopDelay({
      container,
      shell,
      image,
      environment,
      scriptAt: (path) => scriptAt(path, image, context),
      windows: workload.windows === true,
    }),
    chain,
    variables,
    besideVariables: new Map(chain.beside.map((each) => [each.file, variablesOf(each)])),
    hidden,
    folder: runFolder(workload, container, image, directory, variables, context),
    flags: commandFlags(chain, environment),
    files: image.source?.dockerfile === undefined ? [] : [image.source.dockerfile.at],
    versionOf({ product, language }) {
      if (language !== 'python' && language !== 'ruby') return versionIn(language, directory);
      const name = programRow(product)?.package ?? product;
      return programVersion({ name, image, facts: context.facts, directory, impliedBy });
    },
    ...(entry === undefined ? {} : { entry }),
    ...(image.source === undefined ? {} : { link: image.source.link }),
  };
}

/** What the image starts by itself. */
function withoutCommand({ command: _, args: __, ...container }: ContainerFact): ContainerFact {
  return container;
}

/** In an image, what was copied into its working directory; on a machine, the folder that the program lies in. */
function runFolder(
  workload: WorkloadFact,
  container: ContainerFact,
  image: EffectiveImage,
  directory: string,
  variables: Variables,
  context: LinkContext,
): RunFolder {
  const { hasFile, facts } = context;
  const isMachine = workload.platform === 'machine' || runsInPlace(workload, container);
  const fileAt = (name: string): string | undefined => {
    const inImage = sourcesOf(image.view, insideImage(image.workdir, name));
    const found = isMachine ? [joinPath(directory, name)] : inImage;
    return found.find((each) => hasFile(each) && (isMachine || !isIgnored(image.source, each, facts)));
  };
  return {
    fileAt,
    placedAt: (name) => (isMachine ? undefined : placedFile(name, workload, container, image, fileAt, context)),
    variable: (name) => variables.get(name),
    at: container.at,
  };
}
function scriptAt(path: string, image: EffectiveImage, context: LinkContext): ScriptFact | undefined {
  const inside = insideImage(image.workdir, path);
  const file = sourcesOf(image.view, inside).find((each) => context.hasFile(each));
  return file === undefined ? undefined : scriptsByPath(context.facts).get(file)?.[0];
}

/** A program of another language, or of a public image, starts no server of ours. */
function entryOf(
  container: ContainerFact,
  image: EffectiveImage,
  chain: CommandChain,
  hasFile: (path: string) => boolean,
): EntryPoint | undefined {
  const { source } = image;
  const command = chain.entry?.command;
  if (source === undefined) return ofCommandAlone(container, chain);
  if (chain.entry?.language === 'other' && command === undefined) return undefined;
  // A command of the manifest's own starts something else than the image does; what that is, nobody says.
  if (
    container.command !== undefined &&
    chain.entry === undefined &&
    chain.beside.length === 0 &&
    source.file === undefined
  )
    return undefined;
  if (source.file === undefined && command === undefined && takesOnlyOfOtherImages(container, image, hasFile))
    return undefined;
  const link = source.link;
  const file = source.file ?? chain.entry?.file;
  const directory = chain.entry?.directory ?? source.context;
  const language =
    chain.entry === undefined || command !== undefined ? undefined : chain.entry.language === 'go' ? 'go' : 'node';
  const copied = file === undefined ? copiedSources(container, image, hasFile) : undefined;
  return {
    directory,
    link,
    ...(source.dockerfile === undefined ? {} : { builtIn: folderOf(source.dockerfile.at.file) }),
    ...(copied === undefined ? {} : { copied }),
    ...(language === undefined ? {} : { language }),
    ...(file === undefined ? {} : { file }),
    ...(chain.beside.length === 0 ? {} : { beside: chain.beside.map((each) => each.file) }),
    ...(command === undefined ? {} : { command }),
  };
}
/** What installs Node for the application goes by package.json alone. */
function isBuiltByEngines({ workloadKind, at }: WorkloadFact): boolean {
  const alone =
    workloadKind === 'HerokuApp' ? factBoolean('heroku', 'node-by-engines-alone', undefined, at) : undefined;
  return alone?.state === 'known' && alone.value;
}
/** No source in the scan, but the command says all there is to know: it starts gunicorn, and not something of ours. */
function ofCommandAlone({ name }: ContainerFact, { entry }: CommandChain): EntryPoint | undefined {
  if (entry?.command === undefined || entry.language !== 'other') return undefined;
  const link: LinkReason = {
    from: name,
    to: entry.name,
    why: `the command of container ${name} starts ${entry.name}`,
    strength: 'reference',
    at: entry.at,
  };
  return { link, command: entry.command };
}

/** The version the repository pins for source that no image in the scan runs. */
export function versionNear({ language, at }: ServerFact, context: LinkContext): Setting<string> {
  const runtime: Runtime = language === 'python' || language === 'ruby' ? 'node' : language;
  return sourceVersion(runtime, folderOf(at.file), context.facts, at);
}
