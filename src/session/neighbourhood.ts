// The part of a tree that one file can be judged in: what the last whole look joined it with. An editor looks there first, so that an
// answer follows a keystroke at once; a whole look follows when the keyboard rests. A part is only used after it has said of the
// unchanged file exactly what the whole said.
import { isDeepStrictEqual } from 'node:util';
import { perObject } from '../knowledge/memo.js';
import type { FactKind, FileFacts } from '../model/facts.js';
import type { Finding } from '../model/finding.js';
import type { Location } from '../model/location.js';
import type { Pause } from '../model/pieces.js';
import type { LintResult } from '../model/report.js';
import type { Model, RequestPath, Server, Workload } from '../model/topology.js';

/** A workload with everything it was linked with, as the files that all of it stands in. */
export interface Unit {
  readonly workload: Workload;
  readonly files: ReadonlySet<string>;
}
export async function unitsOf(workloads: readonly Workload[], pause: Pause): Promise<readonly Unit[]> {
  const units: Unit[] = [];
  for (const workload of workloads) {
    units.push({ workload, files: filesIn(workload) });
    await pause();
  }
  return units;
}

/** Every file that a place in a workload names; other workloads it meets are none of its own. */
function filesIn(workload: Workload): ReadonlySet<string> {
  const files = new Set<string>();
  const seen = new Set<object>([workload]);
  const waiting: unknown[] = Object.values(workload);
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value) || isWorkload(value)) continue;
    seen.add(value);
    if (isTable(value)) waiting.push(...value.names().map((name) => value.get(name)));
    else if (value instanceof Map) waiting.push(...value.values());
    else if (isLocation(value)) files.add(value.file);
    else waiting.push(...Object.values(value));
  }
  return files;
}
function isWorkload(value: object): boolean {
  return 'containers' in value && 'frontedBy' in value;
}
function isLocation(value: object): value is Location {
  return 'file' in value && typeof value.file === 'string' && 'endColumn' in value;
}
interface Table {
  names(): readonly string[];
  get(name: string): unknown;
}
function isTable(value: object): value is Table {
  return 'names' in value && typeof value.names === 'function' && 'get' in value && typeof value.get === 'function';
}

/** What the last whole look knew. */
export interface Whole {
  readonly result: LintResult;
  readonly facts: readonly FileFacts[];
  readonly units: readonly Unit[];
}
/** More files than this are no neighbourhood. */
const mostFiles = 3000;
/** These say something of files anywhere. */
const spread: ReadonlySet<FactKind> = new Set([
  ...([
    'build',
    'program-build',
    'image-alias',
    'deployment',
    'helm-install',
    'chart',
    'kustomization',
    'kustomize-install',
    'namespace',
    'gateway',
  ] as const),
]);
/** These hold for everything below their folder. */
const inherited: ReadonlySet<FactKind> = new Set([
  'package',
  'go-module',
  'path-aliases',
  'runtime-version',
  'program-version',
  'env-file',
  'env-sample',
  'ignore-file',
]);

/** Neighbourhoods of a file, smallest first, which may or may not say what the whole says. */
export function neighbourhoodsOf(file: string, whole: Whole): readonly ReadonlySet<string>[] {
  const near = new Set([file]);
  for (const { files } of whole.units) if (files.has(file)) addAll(near, files);
  for (const finding of whole.result.findings) {
    const files = filesOfFinding(finding);
    if (files.includes(file)) addAll(near, files);
  }
  const besides = whole.units.filter(({ files }) => [...files].some((each) => near.has(each)));
  const wider = new Set([...near, ...besides.flatMap(({ files }) => [...files])]);
  const all = (wider.size > near.size ? [near, wider] : [near]).map((each) =>
    withRenderings(withSurroundings(each, whole.facts), whole.facts),
  );
  return all.filter(({ size }) => size <= mostFiles);
}
/** With the packages their sources belong to, and what folders above say of everything below. */
function withSurroundings(files: ReadonlySet<string>, facts: readonly FileFacts[]): ReadonlySet<string> {
  const roots = new Set(
    facts.flatMap((each) =>
      each.facts.flatMap((fact) => (fact.kind === 'package' || fact.kind === 'go-module' ? [fact.directory] : [])),
    ),
  );
  const rootOf = (path: string): string | undefined => foldersOf(path).find((folder) => roots.has(folder));
  const sources = new Set([...files].filter((path) => isSource(path)).map(rootOf));
  const above = new Set([...files].flatMap(foldersOf));
  const around = facts.filter(
    ({ file, facts: own }) =>
      (isSource(file) && sources.has(rootOf(file)) && rootOf(file) !== undefined) ||
      own.some(({ kind }) => spread.has(kind) || (inherited.has(kind) && above.has(foldersOf(file)[0] ?? ''))),
  );
  return new Set([...files, ...around.map(({ file }) => file)]);
}
/** What a chart or a kustomization gives stands in several files, and is taken whole. */
function withRenderings(files: ReadonlySet<string>, facts: readonly FileFacts[]): ReadonlySet<string> {
  const places = facts.map(filesOfFacts).filter((each) => each.some((file) => files.has(file)));
  return new Set([...files, ...places.flat()]);
}
const filesOfFacts = perObject(({ file, facts }: FileFacts): readonly string[] => [
  ...new Set([file, ...facts.flatMap((fact) => ('at' in fact ? [fact.at.file] : []))]),
]);
/** The facts of a part of the tree. */
export function factsOf(files: ReadonlySet<string>, facts: readonly FileFacts[]): readonly FileFacts[] {
  return facts.filter((each) => filesOfFacts(each).some((file) => files.has(file)));
}
const isSource = (path: string): boolean => /\.(?:[cm]?[jt]sx?|go)$/.test(path);
/** Innermost first. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}
function addAll(files: Set<string>, more: Iterable<string>): void {
  for (const each of more) files.add(each);
}
function filesOfFinding({ location, related, path }: Finding): readonly string[] {
  return [location, ...related.map((each) => each.location), ...path.flatMap((each) => each.location ?? [])].map(
    ({ file }) => file,
  );
}

/** A part of the tree in which a file is judged as it is in the whole. */
export interface Neighbourhood {
  readonly file: string;
  readonly whole: Whole;
  /** What a look at the part alone said of the texts that the whole look saw. */
  readonly before: LintResult;
}

/** `part`: what a look at a part alone says. Undefined where it says something else of the file than the whole does. */
export function neighbourhoodOf(file: string, part: LintResult, whole: Whole): Neighbourhood | undefined {
  const { result, units } = whole;
  const own = (findings: readonly Finding[]): readonly Finding[] =>
    findings.filter((finding) => filesOfFinding(finding).includes(file));
  const linked = units.filter((unit) => unit.files.has(file)).map(({ workload }) => workload.id);
  const isSame =
    part.errors.length === 0 &&
    isDeepStrictEqual(own(result.findings), own(part.findings)) &&
    linked.every((id) => pathsTo(id, result.model).length === pathsTo(id, part.model).length) &&
    linked.every((id) => part.model.workloads.some((workload) => workload.id === id));
  return isSame ? { file, whole, before: part } : undefined;
}
function pathsTo(id: string, { paths }: Model): readonly RequestPath[] {
  return paths.filter(({ workload }) => workload?.id === id);
}

/** Makes ahead what the next keystroke asks of the whole. */
export async function prepared(neighbourhood: Neighbourhood, pause: Pause): Promise<void> {
  const { findings, notEvaluated } = neighbourhood.whole.result;
  for (const each of [...findings, ...notEvaluated]) {
    keyOf(each);
    await pause();
  }
}
/** What the whole said, changed as much as the part has changed since. */
export function changedBy(now: LintResult, { file, whole, before }: Neighbourhood): LintResult {
  const { result, units } = whole;
  const linked = new Set(units.filter((unit) => unit.files.has(file)).map(({ workload }) => workload.id));
  const isLinked = ({ workload }: RequestPath): boolean => workload !== undefined && linked.has(workload.id);
  const replace = <T>(all: readonly T[], fresh: readonly T[], isOld: (each: T) => boolean): readonly T[] => [
    ...all.filter((each) => !isOld(each)),
    ...fresh.filter(isOld),
  ];
  const isHere = ({ fact }: Server): boolean => fact.at.file === file;
  return {
    ...result,
    findings: changed(result.findings, before.findings, now.findings),
    notEvaluated: changed(result.notEvaluated, before.notEvaluated, now.notEvaluated),
    errors: [...result.errors, ...now.errors],
    model: {
      ...result.model,
      paths: replace(result.model.paths, now.model.paths, isLinked),
      workloads: replace(result.model.workloads, now.model.workloads, ({ id }) => linked.has(id)),
      servers: replace(result.model.servers, now.model.servers, isHere),
      unlinkedServers: replace(result.model.unlinkedServers, now.model.unlinkedServers, isHere),
    },
  };
}
/** What both looks at the part say stays as the whole has it: there it may name more places. */
function changed<T extends object>(all: readonly T[], before: readonly T[], now: readonly T[]): readonly T[] {
  const keysNow = new Set(now.map(keyOf));
  const keysBefore = new Set(before.map(keyOf));
  const gone = new Set([...keysBefore].filter((key) => !keysNow.has(key)));
  const kept = gone.size === 0 ? all : all.filter((each) => !gone.has(keyOf(each)));
  return [...kept, ...now.filter((each) => !keysBefore.has(keyOf(each)))];
}
/** Those of the whole are asked for with every keystroke. */
const keyOf = perObject((value: object) => JSON.stringify(value));
