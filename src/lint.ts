// The pipeline: discover, parse, link, check. Every face of hoplint calls this and nothing below it.
import type { Configuration } from './config/configuration.js';
import { type Discovery, type DiscoverOptions, discover } from './discover/discover.js';
import { readBytes } from './discover/read-file.js';
import { checkRules, docsUrlOf } from './engine/check.js';
import { mergeFindings } from './engine/merge.js';
import { problemFindings, problemNotes } from './engine/problems.js';
import { sortFindings, sortNotes } from './engine/sort.js';
import { applySuppressions } from './engine/suppress.js';
import { link } from './link/link.js';
import { moduleFiles } from './link/module-files.js';
import type { FileFacts } from './model/facts.js';
import type { Finding } from './model/finding.js';
import type { InternalError, LintResult, RuleInfo, RunNote } from './model/report.js';
import type { Model } from './model/topology.js';
import { followImports, followNames } from './parsers/follow.js';
import { type FactsMemory, type FileToParse, parseFiles } from './parsers/parse-files.js';
import { renderTree } from './render.js';
import { rules } from './rules/registry.generated.js';
import { version } from './version.js';

export interface LintOptions extends DiscoverOptions {
  readonly configuration: Configuration;
  /** YYYY-MM-DD, for suppressions that end. */
  readonly today: string;
  /** Texts that are not on disk, by shown path: standard input, and what an editor holds unsaved. They win over the disk. */
  readonly overlays?: ReadonlyMap<string, string>;
  /** Facts written by `hoplint facts` in another repository. */
  readonly foreignFacts?: readonly FileFacts[];
  readonly memory?: FactsMemory;
  /** PATH for the renderers of charts and kustomizations; undefined leaves them unrendered. */
  readonly searchPath: string | undefined;
}

/** What a scan read, before anything is checked. */
export interface Scan {
  readonly facts: readonly FileFacts[];
  readonly model: Model;
  readonly discovery: Discovery;
  readonly errors: readonly InternalError[];
  readonly notes: readonly RunNote[];
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
  const discovery = discover(options);
  const files = filesToParse(discovery, options.overlays ?? new Map());
  const byPath = new Map(files.map((file) => [file.path, file]));
  const paths = new Set(byPath.keys());
  const parsed = await parseFiles(files, options.memory);
  const rendered = await renderTree(parsed.facts, byPath, { root: options.cwd, searchPath: options.searchPath });
  const followed = await followNames(rendered.facts, { moduleOf: moduleFiles(rendered.facts, paths), files: byPath });
  const imports = followImports([...rendered.facts, ...followed], byPath);
  const facts = [...rendered.facts, ...followed, ...imports, ...(options.foreignFacts ?? [])];
  return {
    facts,
    model: link(facts, options.configuration.declarations, paths),
    discovery,
    errors: parsed.errors,
    notes: [...discovery.notes.map(noteOf), ...leftAlone(discovery), ...rendered.notes, ...problemNotes(facts)],
    stats: { filesListed: files.length, filesRead: parsed.read, filesParsed: parsed.parsed, fromCache: parsed.recalled },
  };
}

export async function lint(options: LintOptions): Promise<LintResult> {
  const { facts, model, errors, notes, stats } = await scan(options);
  const checked = checkRules(model, rules, options.configuration);
  const merged = mergeFindings([...checked.findings, ...problemFindings(facts)], copyRank(facts));
  const known = new Set(rules.map((rule) => rule.id));
  return {
    version,
    findings: sortFindings(configured(applySuppressions(merged, facts, options.today, known), options.configuration)),
    notEvaluated: sortNotes(checked.notEvaluated),
    notes,
    errors: [...errors, ...checked.errors],
    rules: ruleInfos,
    model,
    stats,
  };
}

function filesToParse(discovery: Discovery, overlays: ReadonlyMap<string, string>): readonly FileToParse[] {
  const onDisk = discovery.files.filter((file) => !overlays.has(file.path)).map((file): FileToParse => ({ path: file.path, read: () => readBytes(file.absolute) }));
  const held = [...overlays].map(([path, text]): FileToParse => ({ path, read: () => ({ ok: true, bytes: new TextEncoder().encode(text) }) }));
  return [...onDisk, ...held].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Of several copies of a manifest the one in a file of its own is what people edit; a bundle of many objects is a rendering. */
function copyRank(facts: readonly FileFacts[]): (file: string) => number {
  const objects = new Map(facts.map((each) => [each.file, each.facts.filter((fact) => fact.kind === 'workload').length]));
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
  const reasons = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([reason, count]) => `${reason} (${count})`);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const files = total === 1 ? '1 file was not read' : `${total} files were not read`;
  return [{ code: 'left-alone', message: `${files}: ${reasons.join(', ')}.`, settle: '--include GLOB brings them back.', count: total }];
}
