// The pages of the rules: one for each rule, complete, with examples that say what hoplint says today.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderRuleIndex } from '../scripts/rule-index.js';
import { examplesOf, headingsOf, pageHeadings, renderRulePage } from '../scripts/rule-pages.js';
import { rules } from '../src/rules/registry.generated.js';

const root = join(import.meta.dirname, '..');
const pages = join(root, 'rules-docs');
const fixtures = join(root, 'fixtures/rules');
const ids = rules.map((rule) => rule.id).sort();
const textOf = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

describe('rules, pages and fixtures', () => {
  it('are one set of names', () => {
    const documented = readdirSync(pages)
      .filter((name) => name.endsWith('.md') && name !== 'index.md')
      .map((name) => name.replace(/\.md$/, ''));
    const tested = readdirSync(fixtures);
    const files = readdirSync(join(root, 'src/rules'))
      .filter((name) => name.endsWith('.ts') && !name.startsWith('registry'))
      .map((name) => name.replace(/\.ts$/, ''));
    expect({ documented: documented.sort(), tested: tested.sort(), files: files.sort() }).toEqual({
      documented: ids,
      tested: ids,
      files: ids,
    });
  });

  it('are listed by cause, each once', () => {
    expect(textOf(join(pages, 'index.md'))).toBe(renderRuleIndex(rules));
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('the page of %s', (id, rule) => {
  const path = join(pages, `${id}.md`);
  const page = existsSync(path) ? textOf(path) : '';

  it('has every heading, in order', () => {
    expect(headingsOf(page)).toEqual([...pageHeadings]);
  });

  it('has text under each of them', () => {
    const sections = page.split(/^## .+$/m).slice(1);
    expect(sections.filter((section) => section.trim().length < 60)).toEqual([]);
  });

  it('shows an example of its own, as it is today', () => {
    expect(examplesOf(page).filter((fixture) => fixture.startsWith(`${id}/`)).length).toBeGreaterThan(0);
    expect(renderRulePage(page, rule, fixtures)).toBe(page);
  });

  it('links to files that exist', () => {
    const links = [...page.matchAll(/\]\(([\w./-]+\.md)(?:#[\w-]+)?\)/g)].flatMap(([, link]) =>
      link === undefined ? [] : [link],
    );
    expect(links.filter((link) => !existsSync(join(pages, link)))).toEqual([]);
  });
});
