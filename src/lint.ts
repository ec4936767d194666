// The pipeline: discover, parse, link, check. Every face of hoplint calls this and nothing below it.
import type { Configuration } from './config/configuration.js';
import type { KnownNames } from './config/load-complaints.js';
import { type DiscoverOptions, type Discovery, discover } from './discover/discover.js';
import { type CheckResult, checkInPieces, docsUrlOf, remedyKey } from './engine/check.js';
import { installationsIn } from './engine/installations.js';
import { lessCertainIn } from './engine/less-certain.js';
import { mergeFindings } from './engine/merge.js';
import { problemFindings, problemNotes } from './engine/problems.js';
import { sortFindings, sortNotes } from './engine/sort.js';
import { applySuppressions } from './engine/suppress.js';
import { unmetDeclarations } from './engine/unmet-declarations.js';
import { unreadInfrastructure } from './engine/unread-infrastructure.js';
import { filesToParse, seenBy, textsOf } from './file-texts.js';
import type { FileTexts } from './fixes/open-file.js';
import { questionedBy, type Witness, watchedBy } from './grounds.js';
import { productIds } from './knowledge/table.js';
import { linkInPieces } from './link/link.js';
import { moduleFiles } from './link/names/module-files.js';
import type { FileFacts } from './model/facts.js';
import type { Finding } from './model/finding.js';
import { atOnce, inPieces, type Pause } from './model/pieces.js';
import type { InternalError, LintResult, RuleInfo, RunNote } from './model/report.js';
import type { Model } from './model/topology.js';
import { type FactsMemory, memoryOver } from './parsers/facts-memory.js';
import { followFiles } from './parsers/follow.js';
import type { OtherReaders } from './parsers/other-readers.js';
import { parseFiles } from './parsers/parse-files.js';
import { entriesFor } from './parsers/registry.js';
import { type RenderMemory, renderTree } from './rendering/render-tree.js';
import { rules } from './rules/registry.generated.js';
import { version } from './version.js';

export { type FactsMemory, memoryOver };

export interface LintOptions extends DiscoverOptions {
  readonly configuration: Configuration;
  /** YYYY-MM-DD, for suppressions that end. */
  readonly today: string;
  /** Texts that are not on disk, by shown path: standard input, and what an editor holds unsaved. They win over the disk. */
  readonly overlays?: ReadonlyMap<string, string>;
  /** Facts written by `hoplint facts` in another repository. */
  readonly foreignFacts?: readonly FileFacts[];
  readonly memory?: FactsMemory;
  readonly others?: OtherReaders;
  readonly witness?: Witness;
  /** Called between pieces of work: others get their turn then, and whoever rejects it gives the run up. */
  readonly pause?: Pause;
  /** Fixes take reading the files of findings again: `later` leaves them out where nobody may ask for them. */
  readonly fixes?: 'now' | 'later';
  /** PATH for the renderers of charts and kustomizations; undefined leaves them unrendered. */
  readonly searchPath: string | undefined;
  /** The files, where they are listed already. */
  readonly discovery?: Discovery;
}

/** What a scan read, before anything is checked. */
export interface Scan {
  readonly facts: readonly FileFacts[];
  /** All files, also those that gave no facts. */
  readonly paths: ReadonlySet<string>;
  readonly model: Model;
  readonly discovery: Discovery;
  /** As they were when they were parsed, for fixes. */
  readonly texts: FileTexts;
  readonly errors: readonly InternalError[];
  readonly notes: readonly RunNote[];
  /** Folders of charts that are installed with values which no file shows. */
  readonly overridden: ReadonlySet<string>;
  readonly stats: LintResult['stats'];
}

export const ruleInfos: readonly RuleInfo[] = rules.map((rule) => ({
  id: rule.id,
  severity: rule.severity,
  summary: rule.summary,
  cause: rule.cause,
  hygiene: rule.hygiene === true,
  docsUrl: docsUrlOf(rule.id),
}));

export async function scan(options: LintOptions): Promise<Scan> {
  return scanFiles(options, options.discovery ?? discover(options));
}
/** `renderings`: what a long-lived process keeps between scans. */
export async function scanFiles(options: LintOptions, discovery: Discovery, renderings?: RenderMemory): Promise<Scan> {
  const { pause } = options;
  const files = filesToParse(discovery, options.overlays ?? new Map());
  await pause?.();
  const byPath = new Map(files.map((file) => [file.path, file]));
  const paths = new Set(byPath.keys());
  await pause?.();
  const parsed = await parseFiles(files, options.memory, pause, options.others);
  const { witness } = options;
  await pause?.();
  const watched = witness === undefined ? byPath : watchedBy(witness, byPath);
  await pause?.();
  const rendered = await renderTree(parsed.facts, watched, {
    root: options.cwd,
    searchPath: options.searchPath,
    texts: options.overlays ?? new Map(),
    known: options.moment?.files,
    ...(renderings === undefined ? {} : { memory: renderings }),
    ...(witness === undefined ? {} : { witness }),
    ...(options.memory?.answers === undefined ? {} : { answers: options.memory.answers }),
  });
  await pause?.();
  const moduleOf = moduleFiles(rendered.facts, paths);
  await pause?.();
  const questioned = witness === undefined ? byPath : questionedBy(witness, byPath);
  await pause?.();
  const errors = [...parsed.errors];
  const followed = await followFiles(rendered.facts, {
    moduleOf,
    failed: (error) => errors.push(error),
    files: questioned,
    imports: parsed.imports,
    ...(options.memory === undefined ? {} : { memory: options.memory }),
    ...(options.others === undefined ? {} : { others: options.others }),
    ...(pause === undefined ? {} : { pause }),
  });
  options.others?.end();
  const facts = [...rendered.facts, ...followed, ...(options.foreignFacts ?? [])];
  await pause?.();
  return {
    facts,
    paths,
    model: await run(linkInPieces(facts, options.configuration.declarations, paths, discovery.roots), pause),
    discovery,
    texts: textsOf(byPath),
    errors,
    notes: [...discovery.notes.map(noteOf), ...leftAlone(discovery), ...rendered.notes, ...problemNotes(facts)],
    overridden: rendered.overridden,
    stats: {
      filesListed: files.length,
      filesRead: parsed.read,
      filesParsed: parsed.parsed,
      fromCache: parsed.recalled,
    },
  };
}

const run = <T>(work: Generator<undefined, T>, pause: Pause | undefined): T | Promise<T> =>
  pause === undefined ? atOnce(work) : inPieces(work, pause);

export async function lint(options: LintOptions): Promise<LintResult> {
  return (await checkScan(await scan(options), options)).result;
}
export interface Checked {
  readonly result: LintResult;
  readonly remedies: CheckResult['remedies'];
}
export async function checkScan(scanned: Scan, options: LintOptions): Promise<Checked> {
  const { facts, model, discovery, errors, notes, overridden, stats } = scanned;
  const checked = await run(checkInPieces(model, rules, options.configuration), options.pause);
  await options.pause?.();
  const told = lessCertainIn(overridden, checked.findings);
  const merged = mergeFindings([...told, ...problemFindings(facts)], copyRank(facts), installationsIn(facts));
  const mended =
    options.fixes === 'later'
      ? merged
      : await withFixes(merged, checked.remedies, { model, texts: seenBy(options.witness, scanned.texts) });
  await options.pause?.();
  const settings = [...options.configuration.rules];
  const suppressed = applySuppressions(mended, facts, {
    today: options.today,
    known: new Set(rules.map((rule) => rule.id)),
    off: new Set(settings.flatMap(([id, { severity }]) => (severity === 'off' ? [id] : []))),
    notEvaluated: checked.notEvaluated,
  });
  await options.pause?.();
  const result: LintResult = {
    version,
    findings: sortFindings(configured(suppressed, options.configuration)),
    notEvaluated: sortNotes(checked.notEvaluated),
    notes: [...unmetIn(options.configuration, model), ...notes, ...unreadInfrastructure(model)],
    errors: [...errors, ...checked.errors],
    rules: ruleInfos,
    model,
    files: discovery.files.map((file) => file.path),
    stats,
  };
  return { result, remedies: checked.remedies };
}

/** A configuration from above the scan declares also what lies beside it. */
function unmetIn({ declarations, within }: Configuration, model: Model): readonly RunNote[] {
  return within === '' ? unmetDeclarations(declarations, model) : [];
}

/** Names a configuration may use. */
export const knownNames: KnownNames = {
  rules: rules.map((rule) => rule.id),
  products: productIds(),
};

/** What renderers of charts and kustomizations read. */
export const renderable = /\.(ya?ml|json|tpl|txt|env|properties)$/;

/** What can change a result though no parser may want it. Of every other file that can, the memory is asked before a parser reads it. */
export const perhapsUnparsed = /\.(?:tpl|txt|env|properties)$|(?:^|\/)\.gitignore$/;

/** Whether a change of this file can change any result. */
export function canMatter(path: string): boolean {
  return renderable.test(path) || /(^|\/)\.gitignore$/.test(path) || entriesFor(path).length > 0;
}
export const listFiles = (options: LintOptions): Discovery => discover(options);

/** Fixes are proposed once a finding is known: most runs never read a file again. */
export async function withFixes(
  findings: readonly Finding[],
  remedies: CheckResult['remedies'],
  { model, texts }: Pick<Scan, 'model' | 'texts'>,
): Promise<readonly Finding[]> {
  if (remedies.size === 0) return findings;
  const { proposeFixes } = await import('./fixes/propose.js');
  const mended: Finding[] = [];
  for (const finding of findings) {
    const wanted = remedies.get(remedyKey(finding)) ?? [];
    const fixes = wanted.length === 0 ? [] : await proposeFixes(wanted, model, texts);
    mended.push(fixes.length === 0 ? finding : { ...finding, fixes: [...finding.fixes, ...fixes] });
  }
  return mended;
}
/** Of several copies of a manifest the one in a file of its own is what people edit; a bundle of many objects is a rendering. */
function copyRank(facts: readonly FileFacts[]): (file: string) => number {
  const objects = new Map(
    facts.map((each) => [each.file, each.facts.filter((fact) => fact.kind === 'workload').length]),
  );
  return (file) => objects.get(file) ?? Number.POSITIVE_INFINITY;
}
function noteOf(note: Discovery['notes'][number]): RunNote {
  return { code: 'discovery', message: note.file === undefined ? note.message : `${note.file}: ${note.message}` };
}
/** Reserved ids (`parse/…`, `suppression/…`) are no rules, so their severity is settled here. */
function configured(findings: readonly Finding[], { rules: settings }: Configuration): readonly Finding[] {
  return findings.flatMap((finding) => {
    const severity = settings.get(finding.ruleId)?.severity;
    if (severity === 'off') return [];
    return [severity === undefined ? finding : { ...finding, severity }];
  });
}
/** Said once, with the way to bring them back. */
function leftAlone({ leftAlone: counts }: Discovery): readonly RunNote[] {
  if (counts.size === 0) return [];
  const reasons = [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([reason, count]) => `${reason} (${count})`);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const files = total === 1 ? '1 file was not read' : `${total} files were not read`;
  return [
    {
      code: 'left-alone',
      message: `${files}: ${reasons.join(', ')}.`,
      settle: '--include GLOB brings them back.',
      count: total,
    },
  ];
}
