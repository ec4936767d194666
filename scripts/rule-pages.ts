// The pages of the rules: what each has to hold, and the parts of it that are written from the rule and its fixtures.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleMeta } from '../src/rules/kit/define-rule.js';
import { fill } from './fill.js';
import { claims } from './reproduce/claims/index.js';

export const pageHeadings = [
  'What it looks like in production',
  'Why it happens',
  'How to confirm it live',
  'How to fix it',
  'When to ignore it',
  'Evidence',
  'Example',
] as const;

const headEnd = '<!-- end of head -->';
const exampleMark = /<!-- example: ([\w-]+\/[\w-]+) -->\n[\s\S]*?<!-- end of example -->/g;

/** The page with its head and examples as they are today; everything a person wrote is left as it is. */
export function renderRulePage(page: string, rule: RuleMeta, fixtureRoot: string): string {
  const written = page.includes(headEnd) ? page.slice(page.indexOf(headEnd) + headEnd.length) : afterTitle(page);
  const body = written.replace(exampleMark, (_, fixture: string) => renderExample(fixture, fixtureRoot));
  const lines = reproductionsOf(rule.id);
  return `${renderHead(rule)}${lines.length === 0 ? body : fill(body, 'reproductions', lines.join('\n'))}`;
}
function afterTitle(page: string): string {
  const end = page.indexOf('\n');
  return end < 0 ? '\n' : page.slice(end);
}

function renderHead(rule: RuleMeta): string {
  const severity = rule.hygiene === true ? `note (${rule.severity} in the strict profile)` : rule.severity;
  return [
    `# ${rule.id}`,
    '',
    '<!-- Written by `npm run generate` down to the end of head. -->',
    `${rule.summary}.`,
    '',
    '| severity | cause | reads |',
    '| --- | --- | --- |',
    `| ${severity} | [${rule.cause}](index.md#${rule.cause}) | ${rule.reads.map((each) => `\`${each}\``).join(', ')} |`,
    headEnd,
  ].join('\n');
}

/** What `npm run reproduce` measures for a rule; the counts stand where the command writes them. */
function reproductionsOf(id: string): readonly string[] {
  const own = claims.filter((each) => each.rule === id);
  if (own.length === 0) return [];
  return [
    'Measured again by the repository, with the counts of the last run behind each link:',
    '',
    ...own.map(({ id: claim, says }) => {
      const command = `npm run reproduce -- --only ${claim}`;
      return `- \`${command}\`: [${says}](../docs/reproductions.md#${claim})`;
    }),
  ];
}

/** Its files, and what hoplint says about them. */
export function renderExample(fixture: string, fixtureRoot: string): string {
  const folder = join(fixtureRoot, fixture);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'expected.txt')
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  const files = paths.flatMap((path) => [`\`${path}\``, '', fence(languageOf(path), textOf(join(folder, path))), '']);
  return [
    `<!-- example: ${fixture} -->`,
    '',
    ...files,
    'hoplint says:',
    '',
    fence('text', textOf(join(folder, 'expected.txt'))),
    '',
    '<!-- end of example -->',
  ].join('\n');
}
const textOf = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trimEnd();
const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
function languageOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(?:.*\.)?Dockerfile$/.test(name)) return 'dockerfile';
  const known: Readonly<Record<string, string>> = {
    yml: 'yaml',
    tf: 'terraform',
    mod: 'text',
    conf: 'nginx',
    cfg: 'text',
  };
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return known[extension] ?? extension;
}

/** The fixtures a page shows. */
export function examplesOf(page: string): readonly string[] {
  return [...page.matchAll(exampleMark)].flatMap(([, fixture]) => (fixture === undefined ? [] : [fixture]));
}
export function headingsOf(page: string): readonly string[] {
  return [...page.matchAll(/^## (.+)$/gm)].flatMap(([, heading]) => (heading === undefined ? [] : [heading]));
}
