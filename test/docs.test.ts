// The pages of the rules: one for each rule, complete, with examples that say what hoplint says today.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderRuleIndex } from '../scripts/rule-index.js';
import { entries } from '../scripts/rule-index-causes.js';
import { corrections } from '../scripts/rule-index-claims.js';
import { examplesOf, headingsOf, pageHeadings, renderRulePage } from '../scripts/rule-pages.js';
import { rules } from '../src/rules/registry.generated.js';

const root = join(import.meta.dirname, '..');
const pages = join(root, 'rules-docs');
const fixtures = join(root, 'fixtures/rules');
const ids = rules.map((rule) => rule.id).sort();
/** By cause and by log line. */
const pagesAboutNoRule: ReadonlySet<string> = new Set(['index.md', 'log-lines.md']);
const textOf = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

describe('rules, pages and fixtures', () => {
  it('are one set of names', () => {
    const documented = readdirSync(pages)
      .filter((name) => name.endsWith('.md') && !pagesAboutNoRule.has(name))
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

  it.each([
    'missing graceful shutdown',
    'keep-alive timeout mismatch',
    'pod not ready but receiving traffic',
    'upstream timeout',
    'HPA scaling too slow',
    'health check misconfiguration',
    'DNS resolution failure',
    'connection pool exhaustion',
    'OOM or crash during request processing',
    'PodDisruptionBudget',
    'connection draining on the load balancer',
    'retry with idempotency',
    'minimum 3 replicas',
    'alerting rules',
  ])('are found under what playbooks call the cause: %s', (name) => {
    const sections = textOf(join(pages, 'index.md'))
      .split(/^<a id=/m)
      .slice(1);
    const own = sections.find((section) => section.includes(`Also called:`) && section.includes(name));
    expect(own?.match(/^\| \[[\w-]+\]\([\w-]+\.md\)/m)).toBeTruthy();
  });

  it.each(Object.entries(entries).flatMap(([cause, { next }]) => (next === undefined ? [] : [{ cause, next }])))(
    'are all reached by looking closer: $cause',
    ({ cause, next }) => {
      const reached = next.flatMap(([, leadsTo]) => leadsTo);
      expect(reached.filter((id) => !ids.some((each) => each === id))).toEqual([]);
      const own = rules.filter((rule) => rule.cause === cause).map((rule) => rule.id);
      expect(own.filter((id) => !reached.includes(id))).toEqual([]);
    },
  );

  it('are what the claims of playbooks lead to', () => {
    expect(corrections.map(([, , id]) => id).filter((id) => !ids.some((each) => each === id))).toEqual([]);
  });

  it('are reached from every line of the table of symptoms and of the log lines', () => {
    const index = textOf(join(pages, 'index.md'));
    const anchors = [...index.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    expect(anchors.filter((anchor) => !index.includes(`<a id="${anchor}"></a>`))).toEqual([]);
    const links = [...textOf(join(pages, 'log-lines.md')).matchAll(/\]\(([\w-]+)\.md\)/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.some((each) => each === id))).toEqual([]);
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

  it('shows how to ignore a finding: comments or an annotation that name the rule and give a reason', () => {
    const comments = [...page.matchAll(/hoplint-ignore (?!comment)(\S+)([^\n]*)/g)].map(([, named, rest]) => ({
      named,
      rest,
    }));
    expect(comments.filter(({ named, rest }) => named !== id || !/ -- \S/.test(rest ?? ''))).toEqual([]);
    expect(comments.length > 0 || page.includes(`hoplint.dev/ignore: "${id} `)).toBe(true);
  });

  it('quotes no other counts than those of the last run it links to', () => {
    const claims = textOf(join(root, 'docs/reproductions.md')).split(/^### /m);
    const quoted = [...page.matchAll(/\[([^\]]*)\]\(\.\.\/docs\/reproductions\.md#([\w-]+)\)/g)];
    const wrong = quoted.filter(([, text, anchor]) => {
      const claim = claims.find((each) => each.startsWith(`${anchor}\n`));
      const counts = text?.match(/\d+ of \d+/g) ?? [];
      return claim === undefined || counts.some((count) => !claim.includes(`| ${count} |`));
    });
    expect(wrong.map(([link]) => link)).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...page.matchAll(/\]\(([\w./-]+\.md)(?:#[\w-]+)?\)/g)].flatMap(([, link]) =>
      link === undefined ? [] : [link],
    );
    expect(links.filter((link) => !existsSync(join(pages, link)))).toEqual([]);
  });
});
