// Fixtures of rules: a folder `fixtures/rules/<id>/<outcome>-<theme>` is linted with that rule alone and said as text.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Configuration, defaultConfiguration } from '../../src/config/configuration.js';
import { loadConfiguration } from '../../src/config/load.js';
import { checkRules } from '../../src/engine/check.js';
import { installationsIn } from '../../src/engine/installations.js';
import { lessCertainIn } from '../../src/engine/less-certain.js';
import { mergeFindings } from '../../src/engine/merge.js';
import { sortFindings, sortNotes } from '../../src/engine/sort.js';
import { productIds } from '../../src/knowledge/table.js';
import { link } from '../../src/link/link.js';
import { type LintOptions, lint, scan } from '../../src/lint.js';
import type { Finding, NotEvaluated } from '../../src/model/finding.js';
import type { Location } from '../../src/model/location.js';
import { rules } from '../../src/rules/registry.generated.js';
import { optionsFor as optionsForFolder } from '../kit/options.js';

export const fixtureRoot = join(import.meta.dirname, '../../fixtures/rules');
export const outcomes = ['fire', 'quiet', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Fixture {
  readonly rule: string;
  readonly name: string;
  /** What the first word of the name promises; undefined when it is none of the three. */
  readonly outcome: Outcome | undefined;
  readonly folder: string;
}
export interface FixtureResult {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
}

const foldersIn = (path: string): readonly string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];

export function listFixtures(): readonly Fixture[] {
  return foldersIn(fixtureRoot).flatMap((rule) =>
    foldersIn(join(fixtureRoot, rule)).map((name) => ({
      rule,
      name,
      outcome: outcomes.find((each) => name.startsWith(`${each}-`)),
      folder: join(fixtureRoot, rule, name),
    })),
  );
}

/** The fixture's own hoplint.yaml counts, but of the rules only the one under test is on. */
function configurationOf(fixture: Fixture): Configuration {
  const known = { rules: rules.map((rule) => rule.id), products: productIds() };
  const loaded = loadConfiguration(fixture.folder, undefined, known);
  if (!loaded.ok) throw new Error(`${fixture.folder}: ${loaded.problems.map((each) => each.message).join(' ')}`);
  const own = loaded.file === undefined ? defaultConfiguration : loaded.configuration;
  const others = rules.filter((rule) => rule.id !== fixture.rule);
  const off = others.map((rule) => [rule.id, { severity: 'off' as const, options: {} }] as const);
  return { ...own, rules: new Map([...own.rules, ...off]) };
}
export function optionsOf(fixture: Fixture): LintOptions {
  return {
    ...optionsForFolder(fixture.folder),
    excludes: (path) => path === 'expected.txt',
    configuration: configurationOf(fixture),
  };
}

/** Through the public door. */
export async function lintFixture(fixture: Fixture): Promise<FixtureResult> {
  const result = await lint(optionsOf(fixture));
  if (result.errors.length > 0) {
    throw new Error(result.errors.map((each) => `${each.where}: ${each.stack ?? each.message}`).join('\n'));
  }
  return { findings: result.findings, notEvaluated: result.notEvaluated };
}
/** The same facts in another order: the answer must not move. */
export async function lintShuffled(fixture: Fixture): Promise<FixtureResult> {
  const options = optionsOf(fixture);
  const { facts, discovery, overridden } = await scan(options);
  const paths = new Set(discovery.files.map((file) => file.path));
  const backwards = facts.toReversed().map((each) => ({ ...each, facts: each.facts.toReversed() }));
  const model = link(backwards, options.configuration.declarations, paths);
  const checked = checkRules(model, rules, options.configuration);
  return {
    findings: sortFindings(mergeFindings(lessCertainIn(overridden, checked.findings), () => 0, installationsIn(facts))),
    notEvaluated: sortNotes(checked.notEvaluated),
  };
}

/** Fixes need the texts of the files, which facts in another order do not bring along. */
export function withoutFixes(result: FixtureResult): FixtureResult {
  return { ...result, findings: result.findings.map((each) => ({ ...each, fixes: [] })) };
}

// ---------------------------------------------------------------- as text

const place = (at: Location): string => `${at.file}:${at.line}:${at.column}`;

export function renderResult(result: FixtureResult): string {
  const parts = [...result.findings.map(renderFinding), ...result.notEvaluated.map(renderNote)];
  return parts.length === 0 ? 'nothing to say\n' : `${parts.join('\n\n')}\n`;
}
function renderFinding(finding: Finding): string {
  return [
    `${place(finding.location)} ${finding.severity} ${finding.ruleId} (${finding.confidence} confidence)`,
    `  ${finding.message}`,
    `  help: ${finding.help}`,
    ...(finding.holdsIn === undefined ? [] : [`  in: ${finding.holdsIn.join(', ')}`]),
    ...(finding.notSeenIn === undefined ? [] : [`  not in: ${finding.notSeenIn.join(', ')}`]),
    ...finding.related.map((each) => `  see ${place(each.location)}: ${each.message}`),
    ...finding.fixes.map((fix) => {
      const edits = fix.edits.map((edit) => `${place(edit.location)} ${JSON.stringify(edit.newText)}`);
      return `  ${fix.safe ? 'fix' : 'unsafe fix'}: ${fix.title} [${edits.join(', ')}]`;
    }),
    ...(finding.path.length === 0 ? [] : [`  path: ${finding.path.map((step) => step.hop).join(' > ')}`]),
  ].join('\n');
}
function renderNote(note: NotEvaluated): string {
  return [
    `${place(note.location)} not evaluated ${note.ruleId}: ${note.subject}`,
    `  because ${note.reason}`,
    ...(note.settle === undefined ? [] : [`  settle: ${note.settle}`]),
  ].join('\n');
}

// ---------------------------------------------------------------- expectations

export const expectedPath = (fixture: Fixture): string => join(fixture.folder, 'expected.txt');

export function readExpected(fixture: Fixture): string | undefined {
  const path = expectedPath(fixture);
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined;
}
export function writeExpected(fixture: Fixture, text: string): boolean {
  if (readExpected(fixture) === text) return false;
  writeFileSync(expectedPath(fixture), text);
  return true;
}

/** Why the result breaks the promise of the fixture's name; undefined when it keeps it. */
export function brokenPromise(fixture: Fixture, result: FixtureResult): string | undefined {
  const strangers = result.findings.filter((each) => each.ruleId !== fixture.rule);
  if (strangers.length > 0) return `another finding: ${strangers.map((each) => each.ruleId).join(', ')}`;
  const rule = rules.find((each) => each.id === fixture.rule);
  switch (fixture.outcome) {
    case 'fire':
      return result.findings.length === 0 ? 'it should fire, and is silent' : undefined;
    case 'quiet':
      if (result.findings.length > 0) return 'it should be quiet, and fires';
      return result.notEvaluated.length > 0 ? 'it should be quiet, and has a note' : undefined;
    case 'unknown':
      if (result.findings.length > 0) return 'it should not know, and fires';
      return result.notEvaluated.length === 0 && rule?.decides === undefined
        ? 'it should say what it does not know, and is silent'
        : undefined;
    case undefined:
      return `its name starts with none of ${outcomes.join(', ')}`;
  }
}
