// Scores hoplint on labelled real repositories: links between source and workload, facts extracted, defects found, traps sprung, findings no label explains.
//
//   npm run corpus -- --labels FILE --repos DIR [--only owner/name] [--verbose] [--json]
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultConfiguration } from '../src/config/configuration.js';
import { loadConfiguration } from '../src/config/load.js';
import { lint } from '../src/lint.js';
import { type LabelledRepository, type Labels, readLabels } from './corpus/labels.js';
import { type FactScore, scoreFacts } from './corpus/score-facts.js';
import { type FindingScore, scoreFindings } from './corpus/score-findings.js';
import { type LinkScore, scoreLinkage } from './corpus/score-linkage.js';

interface RepositoryScore extends FindingScore {
  readonly repo: string;
  readonly linkage: readonly LinkScore[];
  readonly facts: readonly FactScore[];
  readonly crashes: readonly string[];
  readonly milliseconds: number;
}

const { values } = parseArgs({
  options: {
    labels: { type: 'string' },
    repos: { type: 'string' },
    only: { type: 'string' },
    verbose: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
if (values.labels === undefined || values.repos === undefined) {
  process.stderr.write('Usage: npm run corpus -- --labels FILE --repos DIR [--only owner/name] [--verbose] [--json]\n');
  process.exit(2);
}
const labels = readLabels(values.labels);
const chosen = labels.repositories.filter((each) => values.only === undefined || each.repo === values.only);
const scores: RepositoryScore[] = [];
for (const repository of chosen) {
  const folder = resolve(values.repos, repository.repo.replace('/', '+'));
  if (!existsSync(folder)) {
    process.stderr.write(
      `${repository.repo}: no checkout at ${join(values.repos, repository.repo.replace('/', '+'))}\n`,
    );
    process.exitCode = 1;
    continue;
  }
  scores.push(await scoreRepository(repository, folder, labels));
}
process.stdout.write(values.json === true ? `${JSON.stringify(scores.map(summaryOf), undefined, 2)}\n` : table(scores));
if (values.verbose === true) process.stdout.write(details(scores));

async function scoreRepository(
  repository: LabelledRepository,
  folder: string,
  { categories }: Labels,
): Promise<RepositoryScore> {
  const started = performance.now();
  const loaded = loadConfiguration(folder, undefined, { rules: [], products: [] });
  const result = await lint({
    cwd: folder,
    paths: ['.'],
    includes: () => false,
    excludes: () => false,
    configuration: loaded.ok ? loaded.configuration : defaultConfiguration,
    today: new Date().toISOString().slice(0, 10),
    searchPath: process.env.PATH,
  });
  return {
    repo: repository.repo,
    linkage: scoreLinkage(repository.linkage, result.model),
    facts: scoreFacts(repository.facts, result.model),
    ...scoreFindings(repository, result.findings, categories),
    crashes: result.errors.map((each) => `${each.where}: ${each.message}`),
    milliseconds: Math.round(performance.now() - started),
  };
}

function share(found: number, all: number): string {
  return all === 0 ? '-' : `${found}/${all}`;
}
function summaryOf(score: RepositoryScore) {
  const of = (certainty: string) => score.defects.filter((each) => each.label.certainty === certainty);
  return {
    repo: score.repo,
    linkage: [score.linkage.filter((each) => each.found).length, score.linkage.length],
    facts: [score.facts.filter((each) => each.found).length, score.facts.length],
    definite: [of('definite').filter((each) => each.found).length, of('definite').length],
    likely: [of('likely').filter((each) => each.found).length, of('likely').length],
    debatable: [of('debatable').filter((each) => each.found).length, of('debatable').length],
    traps: [score.traps.filter((each) => each.sprungBy !== undefined).length, score.traps.length],
    unexplained: [score.unexplained.length, score.loud],
    crashes: score.crashes.length,
    milliseconds: score.milliseconds,
  };
}
function table(all: readonly RepositoryScore[]): string {
  const rows = all.map(summaryOf);
  const total = (key: 'linkage' | 'facts' | 'definite' | 'likely' | 'debatable' | 'traps' | 'unexplained'): string =>
    share(
      rows.reduce((sum, row) => sum + (row[key][0] ?? 0), 0),
      rows.reduce((sum, row) => sum + (row[key][1] ?? 0), 0),
    );
  const lines = [
    [
      'repository',
      'linkage',
      'facts',
      'definite',
      'likely',
      'debatable',
      'traps sprung',
      'unexplained/loud',
      'crashes',
      'ms',
    ],
    ...rows.map((row) => [
      row.repo,
      ...([row.linkage, row.facts, row.definite, row.likely, row.debatable, row.traps, row.unexplained] as const).map(
        ([found = 0, all = 0]) => share(found, all),
      ),
      String(row.crashes),
      String(row.milliseconds),
    ]),
    [
      'all',
      total('linkage'),
      total('facts'),
      total('definite'),
      total('likely'),
      total('debatable'),
      total('traps'),
      total('unexplained'),
      '',
      '',
    ],
  ];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return `${lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`;
}
function details(all: readonly RepositoryScore[]): string {
  return all
    .map((score) => {
      const lines = [`\n${score.repo}`];
      for (const { label, found, missing } of score.linkage) {
        if (!found) lines.push(`  missed link     ${label.source ?? label.workload}  ${missing}`);
      }
      for (const { label, found, instead } of score.facts) {
        if (!found)
          lines.push(
            `  missed fact     ${label.file}:${label.line}  ${label.key} = ${label.value}  (got: ${instead || 'nothing'})`,
          );
      }
      for (const { label, found } of score.defects) {
        if (!found)
          lines.push(
            `  missed defect   ${label.file}:${label.line}  ${label.category} (${label.certainty}): ${label.why}`,
          );
      }
      for (const { label, sprungBy } of score.traps) {
        if (sprungBy !== undefined)
          lines.push(
            `  sprung trap     ${label.file}:${label.line}  ${label.what}: ${sprungBy.ruleId} at ${sprungBy.location.file}:${sprungBy.location.line}`,
          );
      }
      for (const finding of score.unexplained) {
        lines.push(
          `  unexplained     ${finding.location.file}:${finding.location.line}  ${finding.severity} ${finding.ruleId}: ${finding.message}`,
        );
      }
      for (const crash of score.crashes) lines.push(`  crash           ${crash}`);
      return `${lines.join('\n')}\n`;
    })
    .join('');
}
