// Field cases: public incidents rebuilt as small projects. `broken` must say what its people needed, `fixed` must be quiet about it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadConfiguration } from '../../src/config/load.js';
import { knownNames, lint } from '../../src/lint.js';
import type { Finding, NotEvaluated } from '../../src/model/finding.js';
import { optionsFor } from '../kit/options.js';

const caseRoot = join(import.meta.dirname, '../../fixtures/field-cases');

/** What the people of the incident would have needed to read. */
export interface Expectation {
  readonly rule: string;
  /** `file:line` of the finding. */
  readonly at: string;
  /** Parts of the sentence: the values it has to name. */
  readonly says?: readonly string[];
}
export interface FieldCase {
  /** `FC-…` is an incident, `VC-…` a variation of some. */
  readonly id: string;
  readonly folder: string;
  readonly title: string;
  readonly url?: string;
  readonly expect: readonly Expectation[];
  /** Nothing in the files is wrong, and nothing may be said: there is no twin, the files are in `silent`. */
  readonly silent: boolean;
}
export interface Said {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
}
/** A finding that should be there, and what was said in its place. */
export interface Outcome {
  readonly expectation: Expectation;
  readonly found: Finding | undefined;
  readonly missing: string | undefined;
  /** Why the fixed twin is not quiet: it still fires, or the rule could not decide. */
  readonly twin: string | undefined;
}

export function listCases(): readonly FieldCase[] {
  return readdirSync(caseRoot, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readCase(entry.name))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
function readCase(name: string): FieldCase {
  const folder = join(caseRoot, name);
  const about = parse(readFileSync(join(folder, 'case.yaml'), 'utf8')) as Omit<FieldCase, 'folder' | 'silent'>;
  return { ...about, expect: about.expect ?? [], folder, silent: existsSync(join(folder, 'silent')) };
}

export async function lintCase(fieldCase: FieldCase, part: 'broken' | 'fixed' | 'silent'): Promise<Said> {
  const cwd = join(fieldCase.folder, part);
  const loaded = loadConfiguration(cwd, undefined, knownNames);
  if (!loaded.ok) throw new Error(`${cwd}: ${loaded.problems.map((each) => each.message).join(' ')}`);
  const options = optionsFor(cwd);
  const result = await lint(loaded.file === undefined ? options : { ...options, configuration: loaded.configuration });
  if (result.errors.length > 0)
    throw new Error(result.errors.map((each) => `${each.where}: ${each.message}`).join('\n'));
  return result;
}

const placeOf = ({ location }: Finding): string => `${location.file}:${location.line}`;

export function judge(fieldCase: FieldCase, broken: Said, fixed: Said): readonly Outcome[] {
  return fieldCase.expect.map((expectation) => {
    const { rule, at, says = [] } = expectation;
    const ofRule = broken.findings.filter((each) => each.ruleId === rule);
    const found = ofRule.find((each) => placeOf(each) === at && says.every((part) => each.message.includes(part)));
    const still = fixed.findings.find((each) => each.ruleId === rule);
    const undecided = fixed.notEvaluated.find((each) => each.ruleId === rule);
    return {
      expectation,
      found,
      missing:
        found !== undefined
          ? undefined
          : ofRule.length > 0
            ? `said otherwise: ${ofRule.map((each) => `${placeOf(each)} ${each.message}`).join(' / ')}`
            : (broken.notEvaluated
                .filter((each) => each.ruleId === rule)
                .map((each) => `not evaluated: ${each.reason}`)[0] ?? 'nothing said'),
      twin:
        still !== undefined
          ? `still fires at ${placeOf(still)}: ${still.message}`
          : undecided !== undefined
            ? `cannot decide: ${undecided.reason}`
            : undefined,
    };
  });
}
