// The HTML report in a real browser: read, filtered, tabbed through, checked for accessibility, with and without JavaScript.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LintResult } from '../../src/model/report.js';
import { html, pathsPage } from '../../src/reporters/html.js';
import { mermaidOf } from '../../src/reporters/mermaid.js';
import { svgOf } from '../../src/reporters/svg.js';
import { settings } from '../reporters/kit/results.js';
import { evilFiles, scanned, shopFiles } from '../reporters/kit/scanned.js';
import { closeBrowser, newPage, type Page } from './kit/browser.js';
import { temporaryFolder } from './kit/checkout.js';
import { npmPackages } from './kit/install.js';

closeBrowser();

const pages = new Map<string, string>();
let shop: LintResult;
let evil: LintResult;
function save(name: string, text: string): void {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  pages.set(name, pathToFileURL(file).href);
}
beforeAll(async () => {
  const cart = shopFiles(5000)['deploy/api.yaml']?.replace(/\bapi\b/g, 'cart') ?? '';
  shop = await scanned({ ...shopFiles(5000), 'deploy/cart.yaml': cart });
  evil = await scanned(evilFiles());
  save('shop.html', html(shop, settings));
  save('evil.html', html(evil, settings));
  save('paths.html', pathsPage({ version: '1.0.0', model: shop.model }, settings));
  save('shop.svg', svgOf(shop.model.paths));
});

/** Opens a page and collects what a careful reader would not want to see. */
async function open(
  name: string,
  options: Parameters<typeof newPage>[0] = {},
): Promise<{ page: Page; complaints: string[] }> {
  const page = await newPage(options);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== pages.get(name)) complaints.push(`loads ${request.url()}`);
  });
  await page.goto(pages.get(name) ?? '');
  return { page, complaints };
}

describe('the HTML report', () => {
  it.each([
    ['shop.html', 'light', 1200],
    ['shop.html', 'dark', 1200],
    ['shop.html', 'light', 360],
    ['evil.html', 'dark', 1200],
    ['evil.html', 'light', 360],
    ['paths.html', 'light', 1200],
  ] as const)(
    '%s, %s, %i wide: no complaint of axe, nothing loaded, nothing beside the page',
    async (name, colorScheme, width) => {
      // axe itself is a script that the page's policy would refuse.
      const { page, complaints } = await open(name, { colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      expect(complaints).toEqual([]);
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
      await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
      await page.addScriptTag({
        path: join(npmPackages({ 'axe-core': '4.14.1' }), 'node_modules/axe-core/axe.min.js'),
      });
      const violations = await page.evaluate<readonly string[]>(
        'axe.run().then(({ violations }) => violations.map((each) => each.id + ": " + each.nodes.slice(0, 3).map((node) => node.html).join(" | ")))',
      );
      expect(violations).toEqual([]);
    },
  );

  it('obeys its own policy: nothing from a file runs', async () => {
    const { page, complaints } = await open('evil.html');
    expect(complaints).toEqual([]);
    expect(await page.evaluate<number>('document.images.length')).toBe(0);
    expect(await page.evaluate<number>('document.scripts.length')).toBe(1);
  });

  it('filters by workload, rule and severity, and says how many are left', async () => {
    const { page } = await open('shop.html');
    const shown = (): Promise<number> =>
      page.evaluate('[...document.querySelectorAll(".finding")].filter((each) => each.checkVisibility()).length');
    const all = await shown();
    expect(all).toBeGreaterThan(1);
    await page.selectOption('#filter-rule', { label: 'keepalive-race' });
    expect(await shown()).toBe(1);
    expect(await page.textContent('#filter-count')).toBe('1 finding shown');
    await page.selectOption('#filter-workload', { label: 'Deployment cart' });
    expect(await shown()).toBe(0);
    expect(await page.isVisible('#findings .filtered')).toBe(true);
    expect(
      await page.evaluate(
        '[...document.querySelectorAll(".path h3")].filter((each) => each.checkVisibility()).map((each) => each.textContent)',
      ),
    ).toEqual(['Deployment cart']);
    await page.click('button[type=reset]');
    await page.waitForSelector('#findings .filtered', { state: 'hidden' });
    expect(await shown()).toBe(all);
    await page.click('input[value=error]');
    expect(await shown()).toBeLessThan(all);
  });

  it('leads by keyboard alone: to the content, through the filter, to a finding and back', async () => {
    const { page } = await open('shop.html');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    const reached = await page.evaluate<readonly string[]>(
      '[...document.querySelectorAll("a[href], select, input, button, summary")].filter((each) => each.tabIndex < 0).map((each) => each.outerHTML)',
    );
    expect(reached).toEqual([]);
    await page.evaluate('document.querySelector(".chip").focus()');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.querySelector(":target").className')).toContain('finding');
  });

  it('shows everything but the filter without JavaScript', async () => {
    const { page } = await open('shop.html', { javaScriptEnabled: false });
    expect(await page.isVisible('#filter')).toBe(false);
    expect(await page.isVisible('#findings .finding')).toBe(true);
    expect(await page.isVisible('#paths .races .verdict')).toBe(true);
    expect(await page.isVisible('#shutdowns .moments')).toBe(true);
    await page.click('#paths summary');
    expect(await page.isVisible('#paths details[open] table')).toBe(true);
  });

  it('has one heading of each level above the next', async () => {
    const { page } = await open('shop.html');
    const levels = await page.evaluate<readonly number[]>(
      '[...document.querySelectorAll("h1, h2, h3, h4")].map((each) => Number(each.tagName.slice(1)))',
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => level - (levels[index - 1] ?? 0) > 1)).toEqual([]);
  });
});

describe('pictures of paths', () => {
  it('draws the SVG on its own, without a complaint', async () => {
    const { page, complaints } = await open('shop.svg');
    expect(complaints).toEqual([]);
    expect(await page.evaluate<number>('document.querySelectorAll("circle").length')).toBeGreaterThan(2);
  });

  it('is drawn by Mermaid, whatever names say', async () => {
    const page = await newPage();
    const dialogs: string[] = [];
    page.on('pageerror', (error) => dialogs.push(error.message));
    await page.setContent('<!DOCTYPE html><body></body>');
    await page.addScriptTag({
      path: join(npmPackages({ mermaid: '12.3.0' }), 'node_modules/mermaid/dist/mermaid.min.js'),
    });
    for (const { model } of [shop, evil]) {
      const chart = JSON.stringify(mermaidOf(model.paths));
      await page.evaluate(
        `mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' }); mermaid.render('chart', ${chart}).then(({ svg }) => { document.body.innerHTML = svg; })`,
      );
      expect(await page.textContent('body')).toContain('ingress-nginx');
      expect(
        await page.evaluate(
          '[...document.body.querySelectorAll("*")].filter((each) => /^(script|img|a)$/i.test(each.tagName) || [...each.attributes].some(({ name }) => name.startsWith("on"))).map((each) => each.outerHTML)',
        ),
      ).toEqual([]);
    }
    expect(dialogs).toEqual([]);
  });
});
