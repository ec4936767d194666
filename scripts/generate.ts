// Writes every generated file from its source; `npm run check` demands that running it changes nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KnowledgeError, loadProducts, renderTable } from '../src/knowledge/load.js';
import { renderConfigValidator } from './generate-config-validator.js';
import { renderReadme } from './generate-readme.js';
import { renderRuleRegistry } from './generate-rule-registry.js';

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
  { path: 'README.md', text: () => renderReadme(root, inRoot('README.md')) },
];

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
