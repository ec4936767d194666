// Fills the generated parts of the README: the rules table, and what hoplint really prints about the bundled shop.
import { readFileSync } from 'node:fs';
import { defaultConfiguration } from '../src/config/configuration.js';
import { lint } from '../src/lint.js';
import { pretty } from '../src/reporters/pretty.js';
import { rules } from '../src/rules/registry.generated.js';

export async function renderReadme(root: string, path: string): Promise<string> {
  const text = readFileSync(path, 'utf8');
  return fill(
    fill(text, 'rules', rulesTable()),
    'shop',
    ['```text', (await shopOutput(root)).trimEnd(), '```'].join('\n'),
  );
}

function fill(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md has no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

function rulesTable(): string {
  const rows = rules.map((rule) => {
    const severity = rule.hygiene === true ? 'note (hygiene)' : rule.severity;
    return `| [${rule.id}](rules-docs/${rule.id}.md) | ${severity} | ${rule.summary} |`;
  });
  return ['| rule | severity | what must hold |', '| --- | --- | --- |', ...rows].join('\n');
}

/** As on a machine without helm, kustomize or kubectl, so that it is the same everywhere. */
export async function shopOutput(root: string): Promise<string> {
  const result = await lint({
    cwd: root,
    paths: ['fixtures/projects/shop'],
    includes: () => false,
    excludes: () => false,
    configuration: defaultConfiguration,
    today: '2026-01-01',
    searchPath: '',
  });
  const lineOf = (file: string, line: number): string | undefined =>
    readFileSync(`${root}/${file}`, 'utf8').split('\n')[line - 1];
  return pretty(result, { color: false, width: 100, verbose: false, quiet: false, lineOf });
}
