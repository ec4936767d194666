// Fills the generated parts of the READMEs: the rules table, and what hoplint really prints about the bundled projects.
import { readFileSync } from 'node:fs';
import { defaultConfiguration } from '../src/config/configuration.js';
import { type LintOptions, lint, scan } from '../src/lint.js';
import { pretty } from '../src/reporters/pretty.js';
import { svgOf } from '../src/reporters/svg.js';
import { rules } from '../src/rules/registry.generated.js';
import { fill } from './fill.js';

export async function renderReadme(root: string, path: string): Promise<string> {
  const text = readFileSync(path, 'utf8');
  return fill(fill(text, 'rules', rulesTable()), 'shop', await outputBlock(root, 'fixtures/projects/shop'));
}
/** The page of a bundled project, which ends with what hoplint says about it. */
export async function renderProjectPage(root: string, folder: string, text: string): Promise<string> {
  return fill(text, 'output', await outputBlock(root, folder));
}
async function outputBlock(root: string, folder: string): Promise<string> {
  return ['```text', (await projectOutput(root, folder)).trimEnd(), '```'].join('\n');
}

function rulesTable(): string {
  const rows = rules.map((rule) => {
    const severity = rule.hygiene === true ? 'note (hygiene)' : rule.severity;
    return `| [${rule.id}](rules-docs/${rule.id}.md) | ${severity} | ${rule.summary} |`;
  });
  return ['| rule | severity | what must hold |', '| --- | --- | --- |', ...rows].join('\n');
}

/** As on a machine without helm, kustomize or kubectl, so that it is the same everywhere. */
async function projectOutput(root: string, folder: string): Promise<string> {
  const result = await lint(optionsFor(root, folder));
  const lineOf = (file: string, line: number): string | undefined =>
    readFileSync(`${root}/${file}`, 'utf8').split('\n')[line - 1];
  return pretty(result, { color: false, width: 100, verbose: false, quiet: false, lineOf });
}

function optionsFor(root: string, folder: string): LintOptions {
  return {
    cwd: root,
    paths: [folder],
    includes: () => false,
    excludes: () => false,
    configuration: defaultConfiguration,
    today: '2026-01-01',
    searchPath: '',
  };
}

/** The request path of the shop that breaks, as `hoplint paths --format svg` draws it. */
export async function renderPathPicture(root: string): Promise<string> {
  const { model } = await scan(optionsFor(root, 'fixtures/projects/shop'));
  return svgOf(model.paths.filter(({ workload }) => workload?.name === 'api'));
}
