// The servers that an entry starts: those its imports reach, or those of its folder when the entry file itself is not known.
import type { Dependencies } from '../../knowledge/lookup.js';
import { literal, where } from '../../model/expression.js';
import type { PackageFact, ServerFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { isNodeBuiltin } from '../../model/node-builtins.js';
import type { Setting } from '../../model/setting.js';
import type { FactIndex, LinkReason } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { isCopied } from '../image/sources/copied-sources.js';
import { nearestUpFrom, packagesByFolder, serversByFolder } from '../lookups.js';
import { joinPath } from '../names/environment.js';
import { type Environment, evaluate } from '../names/evaluate.js';
import type { Scalar } from '../names/scalars.js';
import { commandServer } from './cli-servers.js';
import type { CommandSurroundings, StartedCommand } from './command-options.js';
import { withFileRoutes } from './file-routes.js';
import { ownPrograms } from './own-programs.js';
import type { Reach } from './reach.js';
import { withStraysBelow } from './stray-settings.js';

/** How a container starts its program, as far as the files tell. */
export interface EntryPoint {
  readonly file?: string;
  readonly directory?: string;
  /** What the program is written in, where the command or the build tells. */
  readonly language?: ServerFact['language'];
  /** The folder of the Dockerfile that its image is built from. */
  readonly builtIn?: string;
  /** All of the repository that can be in the image, where that is known. */
  readonly copied?: readonly string[];
  /** Files that other programs of the container start with, in the background. */
  readonly beside?: readonly string[];
  /** A framework's own command: `next start -p 3000`. */
  readonly command?: StartedCommand;
  readonly link: LinkReason;
}
/** The servers of one program, and the file it starts with where that is known. */
export interface StartedServers {
  readonly servers: readonly ServerFact[];
  /** Its servers for metrics, health and the like. */
  readonly sides: readonly ServerFact[];
  readonly root?: string;
  /** Of several programs, each of which the container runs: the file that the one of each server starts with. */
  readonly roots?: ReadonlyMap<ServerFact, string | undefined>;
}

type Sources = Pick<LinkContext, 'facts' | 'paths' | 'hasFile'>;
type Around = Pick<CommandSurroundings, 'environment' | 'variables'>;

export function serversStartedBy(entry: EntryPoint, sources: Sources, reach: Reach, around: Around): StartedServers {
  const { beside = [], ...alone } = entry;
  const others = beside.flatMap((file): StartedServers[] => {
    const { command: _, ...program } = alone;
    const started = serversOfProgram({ ...program, file }, sources, reach, around);
    return started.root === file && started.servers.length > 0 ? [started] : [];
  });
  const [first] = others;
  if (first === undefined) return serversOfProgram(alone, sources, reach, around);
  // What is guessed of a folder is no program beside those that are known.
  const own =
    alone.file === undefined && alone.command === undefined
      ? undefined
      : serversOfProgram(alone, sources, reach, around);
  const all = own !== undefined && (own.root !== undefined || alone.command !== undefined) ? [own, ...others] : others;
  if (all.length === 1) return first;
  const roots = new Map(
    all.flatMap(({ root, servers, sides }) =>
      [...servers, ...sides].map((each): [ServerFact, string | undefined] => [each, root]),
    ),
  );
  const once = (found: readonly ServerFact[]): readonly ServerFact[] => [...new Set(found)];
  return { servers: once(all.flatMap((each) => each.servers)), sides: once(all.flatMap((each) => each.sides)), roots };
}

function serversOfProgram(
  entry: EntryPoint,
  { facts, paths, hasFile }: Sources,
  reach: Reach,
  around: Around,
): StartedServers {
  const commanded =
    entry.command === undefined
      ? undefined
      : commandServer(entry.command, dependenciesOf(entry, facts), { facts, hasFile, ...around }, entry.directory);
  if (commanded !== undefined) {
    const folder = entry.directory ?? folderOf(commanded.at.file);
    const server = withStraysBelow(withExportedOptions(commanded, entry, facts), folder, facts);
    return { servers: [withFileRoutes(server, folder, paths)], sides: [] };
  }
  if (entry.file !== undefined) {
    const { file } = entry;
    const files = reach.from(file);
    // A folder that is called like a binary may be the package its main starts: then it is no other program's.
    const isOthers = (each: ServerFact): boolean =>
      folderOf(each.at.file) !== folderOf(file) && reach.isStartedByOthers(each, files);
    const all = reach.serversIn(files);
    const chosen = all.filter((each) => mayRun(each, reach, around.environment));
    const running = chosen.length === 0 && loadsWhatIsBuilt(files, reach) ? all : chosen;
    const reached = running.filter((each) => !isOthers(each));
    const mains = mainOnes(reached);
    const isAnotherRole = all.length > 0 && running.length === 0;
    if (mains.length > 0 || isAnotherRole || importsAreKnown(entry.file, facts))
      return { servers: mains, sides: reached.filter(isSide), root: entry.file };
  }
  const folder = entry.directory ?? (entry.file === undefined ? undefined : folderOf(entry.file));
  if (folder === undefined) return { servers: [], sides: [] };
  const { copied } = entry;
  const inside = (serversByFolder(facts).get(folder) ?? []).filter(
    ({ language, at }) =>
      (entry.language === undefined || language === entry.language) &&
      (copied === undefined || isCopied(at.file, copied)),
  );
  const own = ownPrograms(withoutOthers(inside, entry, facts, reach), folder, facts, entry.builtIn);
  return { servers: likelyOnes(own, reach), sides: own.filter(isSide) };
}
/** A variable may say that what makes it is not loaded: `if (process.env.ROLE === 'api') require('./api')`. */
function mayRun(server: ServerFact, reach: Reach, environment: Environment): boolean {
  const holds = isLoaded(server, reach, environment);
  return holds === undefined || holds.state === 'unknown' || holds.value === true;
}
/** Nobody can tell whether what makes it is loaded. */
export function isOpen(server: ServerFact, reach: Reach, environment: Environment): boolean {
  return isLoaded(server, reach, environment)?.state === 'unknown';
}
function isLoaded({ at }: ServerFact, reach: Reach, environment: Environment): Setting<Scalar> | undefined {
  const under = reach.conditionsOf(at.file);
  return under.length === 0 ? undefined : evaluate(where(under, literal(true, at), false), environment);
}
/** `./dist/server.js` in production and `./server` otherwise: the one is built of the other. */
const loadsWhatIsBuilt = (files: ReadonlySet<string>, reach: Reach): boolean =>
  reach.importedOutside(files).some((specifier) => /^\.{1,2}\//.test(specifier));
const isSide = ({ role }: ServerFact): boolean => role === 'side';

/**
 * A Node program that is known to its last import and reaches no server, a migration or a seed, runs none where those of its folder
 * are imported by another program. Nor does it run one of a package below its own, a demo or an example, where all the paths that it
 * imports are files of the scan.
 */
function withoutOthers(
  servers: readonly ServerFact[],
  entry: EntryPoint,
  facts: FactIndex,
  reach: Reach,
): readonly ServerFact[] {
  const { file } = entry;
  if (file === undefined || entry.language !== 'node' || reach.importsOf(file).length === 0) return servers;
  const outside = reach.importedOutside(reach.from(file));
  const dependencies = dependenciesOf(entry, facts);
  const isOfPackage = (specifier: string): boolean =>
    isNodeBuiltin(specifier) || dependencies(packageOf(specifier)) !== undefined;
  const isReached = ({ at }: ServerFact): boolean => reach.to(at.file)(file);
  const isOthers = (each: ServerFact): boolean => reach.isImported(each.at.file) && !isReached(each);
  if (outside.every(isOfPackage) && servers.some(isOthers)) return servers.filter(isReached);
  if (outside.some((specifier) => /^[./]/.test(specifier))) return servers;
  const own = packageAround(file, facts);
  const asked = new Set(outside.map(packageOf));
  return servers.filter((each) => {
    const around = packageAround(each.at.file, facts);
    return around === own || asked.has(around?.name ?? '') || isReached(each);
  });
}
const packageOf = (specifier: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
/** The nearest package.json. */
const packageAround = (file: string, facts: FactIndex): PackageFact | undefined =>
  nearestUpFrom(folderOf(file), packagesByFolder(facts));

/** A Go program holds what its packages import and nothing else: a server of another program beside it is none of its own. */
function importsAreKnown(file: string, facts: FactIndex): boolean {
  const isIn = (folder: string): boolean => folder === '' || file.startsWith(`${folder}/`);
  return file.endsWith('.go') && facts.of('go-module').some(({ directory }) => isIn(directory));
}

/** `fastify start --options app.js`: the server is made with the options that the plugin's file exports. */
function withExportedOptions(server: ServerFact, { command, directory }: EntryPoint, facts: FactIndex): ServerFact {
  const words = command?.words ?? [];
  if (server.product !== 'fastify-cli' || !words.some((word) => word === '--options' || word === '-o')) return server;
  const files = words.map((word) => joinPath(directory ?? folderOf(server.at.file), word));
  const plugin = facts
    .of('server')
    .find(({ product, role, at }) => product === 'fastify' && role === 'library' && files.includes(at.file));
  return plugin === undefined ? server : { ...server, settings: [...plugin.settings, ...server.settings] };
}

/** Those of the nearest package.json that has any, from the program's folder upwards. */
function dependenciesOf({ directory, command }: EntryPoint, facts: FactIndex): Dependencies {
  const packages = facts.of('package');
  let folder = directory ?? folderOf(command?.at.file ?? '');
  for (;;) {
    const own = packages.find((each) => each.directory === folder && Object.keys(each.dependencies).length > 0);
    if (own !== undefined) return (name) => own.dependencies[name]?.text;
    if (folder === '') return () => undefined;
    folder = folderOf(folder);
  }
}
/** Without a known entry: those that run by themselves, and those of other programs, which some command may call. */
function likelyOnes(servers: readonly ServerFact[], reach: Reach): readonly ServerFact[] {
  const found = mainOnes(servers);
  const reached = new Set(found.flatMap(({ at }) => [...reach.from(at.file)]));
  const others = servers.filter(
    (each) => each.role === 'library' && each.language !== 'go' && !found.includes(each) && !reached.has(each.at.file),
  );
  return [...found, ...others];
}
/** Metrics and health servers beside a main one are not what takes the traffic; code that only others call counts when nothing else does. */
function mainOnes(servers: readonly ServerFact[]): readonly ServerFact[] {
  const mains = servers.filter((each) => each.role === 'main');
  if (mains.length > 0) return mains;
  return servers.filter((each) => each.role === 'library');
}
