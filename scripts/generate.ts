// Writes every generated file from its source; `npm run check` demands that running it changes nothing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KnowledgeError, loadProducts, renderTable } from '../src/knowledge/load.js';
import type { RuleMeta } from '../src/rules/kit/define-rule.js';
import { readJudgements } from './accuracy/judgements.js';
import { renderAccuracyPage } from './accuracy/page.js';
import { fill } from './fill.js';
import { renderConfigValidator } from './generate-config-validator.js';
import { renderPathPicture, renderProjectPage, renderReadme } from './generate-readme.js';
import { renderRuleRegistry } from './generate-rule-registry.js';
import { readFixes } from './history/fixes.js';
import { historyTable } from './history/page.js';
import { renderProductsPage } from './products-page.js';
import { renderRuleIndex } from './rule-index.js';
import { renderRulePage } from './rule-pages.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (path: string): string => join(root, path);

interface Generated {
  readonly path: string;
  text(): string | Promise<string>;
}
const generated: readonly Generated[] = [
  {
    path: 'src/knowledge/table.generated.ts',
    text: () =>
      renderTable(loadProducts(inRoot('src/knowledge/products'), inRoot('src/knowledge/product.schema.json'))),
  },
  {
    path: 'src/config/validate.generated.js',
    text: () => renderConfigValidator(inRoot('src/config/hoplint.schema.json')),
  },
  { path: 'src/rules/registry.generated.ts', text: () => renderRuleRegistry(inRoot('src/rules')) },
  { path: 'rules-docs/index.md', text: async () => renderRuleIndex(await rulesOfToday()) },
  ...readdirSync(inRoot('rules-docs'))
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => ({ path: `rules-docs/${name}`, text: () => renderPage(name.replace(/\.md$/, '')) })),
  { path: 'README.md', text: () => renderReadme(root, inRoot('README.md')) },
  { path: 'docs/images/request-path.svg', text: () => renderPathPicture(root) },
  ...['tickets', 'library'].map((project) => {
    const folder = `fixtures/projects/${project}`;
    const path = `${folder}/README.md`;
    return { path, text: () => renderProjectPage(root, folder, readFileSync(inRoot(path), 'utf8')) };
  }),
  {
    path: 'docs/products.md',
    text: () => renderProductsPage(root, readFileSync(inRoot('docs/products.md'), 'utf8')),
  },
  {
    path: 'docs/history.md',
    text: () =>
      fill(
        readFileSync(inRoot('docs/history.md'), 'utf8'),
        'fixes',
        historyTable(readFixes(inRoot('docs/history.yaml'))),
      ),
  },
  {
    path: 'docs/accuracy.md',
    text: () =>
      renderAccuracyPage(
        readFileSync(inRoot('docs/accuracy.md'), 'utf8'),
        readJudgements(inRoot('docs/accuracy.yaml')),
      ),
  },
];

/** Once the registry is written, so that a new rule is among them. */
async function rulesOfToday(): Promise<readonly RuleMeta[]> {
  const { rules } = await import('../src/rules/registry.generated.js');
  return rules;
}
async function renderPage(id: string): Promise<string> {
  const page = readFileSync(inRoot(`rules-docs/${id}.md`), 'utf8');
  const rule = (await rulesOfToday()).find((each) => each.id === id);
  return rule === undefined ? page : renderRulePage(page, rule, inRoot('fixtures/rules'));
}

for (const { path, text } of generated) {
  try {
    const next = await text();
    if (existsSync(inRoot(path)) && readFileSync(inRoot(path), 'utf8') === next) continue;
    writeFileSync(inRoot(path), next);
    process.stderr.write(`${path} written\n`);
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    process.stderr.write(`${path} not written:\n${error.message}\n`);
    process.exitCode = 1;
  }
}
