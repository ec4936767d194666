// Prints which facts of a list (YAML entries with an `id`) the knowledge table neither holds nor leaves out for a reason.
// Usage: tsx scripts/evidence.ts FACTS.yaml
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const list = process.argv[2];
if (list === undefined) {
  process.stderr.write('Name the list of facts.\n');
  process.exit(2);
}
const evidence: { readonly used: Record<string, unknown>; readonly unused: Record<string, unknown> } = parse(
  readFileSync(join(root, 'test/knowledge/evidence.yaml'), 'utf8'),
);
const ids: readonly string[] = parse(readFileSync(list, 'utf8')).map((fact: { readonly id: string }) => fact.id);
const known = new Set([...Object.keys(evidence.used), ...Object.keys(evidence.unused)]);
const missing = ids.filter((id) => !known.has(id));
const stale = [...known].filter((id) => !ids.includes(id));
for (const id of missing) process.stdout.write(`no row yet: ${id}\n`);
for (const id of stale) process.stdout.write(`not in the list: ${id}\n`);
process.stdout.write(
  `${ids.length} facts, ${missing.length} without a row, ${Object.keys(evidence.unused).length} left out for a reason.\n`,
);
process.exitCode = missing.length > 0 ? 1 : 0;
