// The HTML report as text: nothing from files becomes markup, nothing is loaded, every link leads somewhere. Browsers: test/clients.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LintResult } from '../../src/model/report.js';
import { html, pathsPage } from '../../src/reporters/html.js';
import type { ReportSettings } from '../../src/reporters/reporter.js';
import { hostile, result, settings } from './kit/results.js';
import { evil, evilFiles, scanned, shopFiles } from './kit/scanned.js';

let shop: LintResult;
let bad: LintResult;
beforeAll(async () => {
  shop = await scanned(shopFiles(5000));
  bad = await scanned(evilFiles());
});

const words = (page: string): string =>
  page
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');

describe('the page', () => {
  it('draws each pair of clocks and says who gives up first', () => {
    const page = html(shop, settings);
    expect(page).toContain('class="joint races"');
    expect(words(page)).toContain('api gives up first, 54 s too early');
    expect(words(page)).toContain(
      'ingress-nginx (Ingress api) reuses an idle connection for ingress-nginx default 60 s',
    );
    // 6 s of 60 s, to scale.
    expect(page).toMatch(/class="fill races" style="width:10%"/);
    expect(page).toMatch(/class="fill reuse" style="width:100%"/);
  });

  it('draws the shutdown of a workload and says the same in words', () => {
    const page = html(shop, settings);
    expect(page).toContain('class="part hook" style="left:0%;width:48.08%"');
    expect(words(page)).toMatch(/15 s it gets SIGTERM .* 30 s SIGKILL ends what is left \(Kubernetes default\)/);
  });

  it('shows a pair that agrees as such', async () => {
    const page = html(await scanned(shopFiles(75_000)), settings);
    expect(page).toContain('class="joint holds"');
    expect(page).not.toContain('class="joint races"');
  });

  it('links a drawing to its finding, and every link inside the page leads somewhere', () => {
    const page = html(shop, settings);
    const ids = new Set(Array.from(page.matchAll(/ id="([^"]*)"/g), (match) => match[1]));
    const targets = Array.from(page.matchAll(/href="#([^"]*)"/g), (match) => match[1]);
    expect(targets.some((target) => target?.startsWith('finding-'))).toBe(true);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
    expect(Array.from(page.matchAll(/ id="([^"]*)"/g))).toHaveLength(ids.size);
  });

  it('links places only where the address of the repository is known', () => {
    expect(html(shop, settings)).not.toMatch(/<a [^>]*><code class="place"/);
    const linked: ReportSettings = {
      ...settings,
      sourceUrl: (file, line) => `https://example.com/blob/${file}#L${line}`,
    };
    expect(html(shop, linked)).toContain('href="https://example.com/blob/app/server.js#L4"');
  });

  it('shows a result without any model, and a crash', () => {
    expect(words(html(result(), settings))).toContain('No request path was found');
    expect(words(html(result({ findings: [] }), settings))).toContain('Nothing found');
    expect(words(html(result({ errors: [{ where: 'rule x', message: 'boom' }] }), settings))).toContain(
      'Internal error in rule x: boom',
    );
  });

  it('shows paths and shutdowns alone for hoplint paths', () => {
    const page = pathsPage({ version: '1.0.0', model: shop.model }, settings);
    expect(page).toContain('class="joint races"');
    expect(page).not.toContain('id="findings"');
  });

  it('says the same for the same result', () => {
    expect(html(shop, settings)).toBe(html(shop, settings));
  });
});

/** Names of elements and of attributes; in text and values `<` and `>` are escaped, so what looks like a tag is one. */
function markupOf(page: string): { readonly elements: ReadonlySet<string>; readonly attributes: ReadonlySet<string> } {
  const tags = page.replace(/<(style|script)>.*?<\/\1>/gs, '').match(/<[a-z][^>]*>/gi) ?? [];
  const attributes = tags.flatMap((tag) =>
    Array.from(tag.replace(/"[^"]*"/g, '""').matchAll(/\s([^\s=>"]+)/g), (match) => match[1] ?? ''),
  );
  return { elements: new Set(tags.map((tag) => /^<(\w+)/.exec(tag)?.[1] ?? '')), attributes: new Set(attributes) };
}

describe('the page, whatever files hold', () => {
  it('has no element and no attribute that this program did not write', () => {
    const pages = [
      html(bad, settings),
      html(hostile(), settings),
      pathsPage({ version: '1', model: bad.model }, settings),
    ];
    // The names did arrive in the page.
    expect(bad.model.workloads.map((each) => each.name)).toContain(evil);
    expect(pages[0]).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const allowed = markupOf(html(shop, { ...settings, sourceUrl: () => 'https://example.com' }));
    for (const page of pages) {
      const { elements, attributes } = markupOf(page);
      expect(
        [...elements].filter((each) => !allowed.elements.has(each) && !['h4', 'p', 'ul', 'li'].includes(each)),
      ).toEqual([]);
      expect([...attributes].filter((each) => !allowed.attributes.has(each))).toEqual([]);
      expect(page).not.toMatch(/href="javascript:/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point.
      expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  it('loads nothing and runs nothing but its own script', () => {
    const page = html(bad, settings);
    const { elements, attributes } = markupOf(page);
    for (const loads of ['link', 'iframe', 'object', 'embed', 'img', 'script']) expect(elements).not.toContain(loads);
    expect(attributes).not.toContain('src');
    expect(page).not.toMatch(/@import|url\(/);
    const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`default-src 'none'`);
    expect(page).toContain(`script-src 'sha256-${hash}'`);
  });
});
