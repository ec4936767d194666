// What the Action reports: all findings, or what a pull request touches; and all of them again for code scanning.
import { fileURLToPath } from 'node:url';
import { lintingOf } from '../cli/linting.js';
import { settingsFor } from '../cli/report-settings.js';
import { requestOf } from '../cli/request.js';
import { UsageError } from '../cli/usage-error.js';
import { type FactsMemory, memoryOver } from '../lint.js';
import type { LintResult } from '../model/report.js';
import type { ReportSettings } from '../reporters/reporter.js';
import type { Inputs } from './inputs.js';

export interface Linted {
  readonly result: LintResult;
  readonly settings: ReportSettings;
  /** The commit it was compared with; `missing` when the event has one that is not in the checkout. */
  readonly base: string | 'missing' | undefined;
  /** Every finding, those that the change touches at the end it touched. */
  whole(): Promise<LintResult>;
}

export async function lintFor(inputs: Inputs, bases: readonly string[]): Promise<Linted> {
  let shared: FactsMemory | undefined;
  const lint = async (base: string | undefined): Promise<Pick<Linted, 'result' | 'settings'>> => {
    const args = inputs.argsFor(base);
    const request = await requestOf(args, args.operands, { reader: fileURLToPath(import.meta.url) });
    const memory = shared ?? memoryOver(request.options.memory);
    shared = memory;
    const linting = await lintingOf({ ...request, options: { ...request.options, memory } }, args);
    return { result: await linting.lint(), settings: settingsFor(undefined, linting.options, args) };
  };
  if (inputs.base !== undefined) {
    const told = await lint(inputs.base);
    return { ...told, base: inputs.base, whole: async () => joined((await lint(undefined)).result, told.result) };
  }
  for (const base of bases) {
    const told = await lint(base).catch(unlessMissing);
    if (told !== undefined)
      return { ...told, base, whole: async () => joined((await lint(undefined)).result, told.result) };
  }
  const told = await lint(undefined);
  return { ...told, base: bases.length > 0 ? 'missing' : undefined, whole: async () => told.result };
}
/** A shallow checkout often lacks the base: then everything is reported, and said so. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof UsageError && error.message.startsWith('--diff: ')) return undefined;
  throw error;
}
/** Code scanning takes what is missing for fixed, so it gets all of them. */
function joined(all: LintResult, touched: LintResult): LintResult {
  const turned = new Map(touched.findings.map((finding) => [finding.fingerprint, finding]));
  return { ...all, findings: all.findings.map((finding) => turned.get(finding.fingerprint) ?? finding) };
}
