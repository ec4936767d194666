// Starts a rule: its file, its page and one fixture folder of each kind, then everything generated from them.
// Usage: npm run new-rule <id>
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageHeadings } from './rule-pages.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const id = process.argv[2] ?? '';
if (!/^[a-z]+(-[a-z]+)+$/.test(id)) {
  process.stderr.write('Name the rule in kebab-case, at least two words: npm run new-rule drain-delay-missing\n');
  process.exit(2);
}
if (existsSync(join(root, `src/rules/${id}.ts`))) {
  process.stderr.write(`${id} exists already.\n`);
  process.exit(2);
}

const rule = `// One sentence of purpose: what breaks when this does not hold.
import { defineRule, mainPath, type ServedWorkload, servedWorkloads, type Verdict } from './kit/index.js';

export default defineRule<ServedWorkload>({
  id: '${id}',
  severity: 'warning',
  summary: 'What must hold, as a sentence without a final stop',
  cause: 'misconfiguration',
  reads: [],

  each: (model) => servedWorkloads(model),

  requires: ({ workload }): Verdict => ({ holds: 'yes', because: [{ kind: 'written', at: workload.at }] }),

  tell({ workload }) {
    const path = mainPath(workload);
    return {
      message: \`\${workload.title} …: what was compared, both values with their origins, what breaks.\`,
      help: 'The remedy, as an instruction.',
      at: workload.at,
      related: [],
      key: [workload.title],
      ...(path === undefined ? {} : { path }),
    };
  },
  subject: ({ workload }) => ({ name: workload.title, at: workload.at }),
});
`;
const page = `# ${id}

${pageHeadings.map((heading) => `## ${heading}\n`).join('\n')}
<!-- example: ${id}/fire-theme -->
<!-- end of example -->
`;

writeFileSync(join(root, `src/rules/${id}.ts`), rule);
mkdirSync(join(root, 'rules-docs'), { recursive: true });
writeFileSync(join(root, `rules-docs/${id}.md`), page);
for (const outcome of ['fire', 'quiet', 'unknown']) {
  mkdirSync(join(root, `fixtures/rules/${id}/${outcome}-theme`), { recursive: true });
}
spawnSync('npm', ['--silent', 'run', 'generate'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
process.stderr.write(
  `Fill src/rules/${id}.ts and rules-docs/${id}.md, rename the folders in fixtures/rules/${id} after their themes, ` +
    'put the smallest input in each, then: npm run fixtures -- --update\n',
);
