// Request paths as pictures: Mermaid text and SVG, each to be read by programs that draw it.
import { SaxesParser } from 'saxes';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LintResult } from '../../src/model/report.js';
import { mermaidOf } from '../../src/reporters/mermaid.js';
import { svgOf } from '../../src/reporters/svg.js';
import { evilFiles, scanned, shopFiles } from './kit/scanned.js';

let shop: LintResult;
let bad: LintResult;
beforeAll(async () => {
  shop = await scanned(shopFiles(5000));
  bad = await scanned(evilFiles());
});

describe('Mermaid', () => {
  it('draws hops, both clocks and the broken pair', () => {
    const text = mermaidOf(shop.model.paths);
    expect(text).toMatch(/^flowchart LR\n/);
    expect(text).toContain('hop1["ingress-nginx (Ingress api)<br>deploy/api.yaml:');
    expect(text).toContain('hop1 -->|"reuses 60 s, kept 6 s: api gives up first, 54 s too early"| hop2');
    expect(text).toContain('linkStyle 1 stroke:#d9434f');
  });

  it('shares the boxes of hops that several paths share', () => {
    const [path] = shop.model.paths;
    if (path === undefined) throw new Error('the shop has a path');
    expect(mermaidOf([path, path])).toBe(mermaidOf([path]));
  });

  it('lets no name end its label or add a line', () => {
    const lines = mermaidOf(bad.model.paths).trimEnd().split('\n');
    const known =
      /^ {2}(client\(\["client"\]\)|hop\d+\["[^"]*"\](:::gap)?|\w+ -->(\|"[^"]*"\|)? hop\d+|linkStyle \d+ [\w#:,-]+( \d)?|classDef gap [\w: -]+)$/;
    expect(lines.slice(1).filter((line) => !known.test(line))).toEqual([]);
    expect(lines.join('\n')).not.toMatch(/<(?!br>)|`/);
  });

  it('is a chart without paths too', () => {
    expect(mermaidOf([])).toMatch(/^flowchart LR\n {2}client/);
  });
});

/** Elements and attributes. Strict: anything that is no well-formed XML 1.0 throws. */
function namesIn(xml: string): readonly string[] {
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    names.push(name, ...Object.keys(attributes).filter((each) => /^(on|.*href$)/.test(each)));
  });
  parser.write(xml).close();
  return names;
}

describe('SVG', () => {
  it('draws bars to scale and says the same in words', () => {
    const picture = svgOf(shop.model.paths);
    expect(namesIn(picture)).toContain('circle');
    const widthOf = (kind: string): number =>
      Number(new RegExp(`width="([\\d.]+)"[^>]*class="${kind}"`).exec(picture)?.[1]);
    expect(widthOf('reuse') / widthOf('races')).toBeCloseTo(10, 5);
    expect(picture).toMatch(/<desc id="desc">.*api gives up first, 54 s too early/);
  });

  it('stays well-formed and inert, whatever files hold', () => {
    const picture = svgOf(bad.model.paths);
    const drawn = new Set(['svg', 'title', 'desc', 'style', 'rect', 'text', 'line', 'circle']);
    expect(namesIn(picture).filter((name) => !drawn.has(name))).toEqual([]);
  });

  it('is a picture without paths too', () => {
    expect(namesIn(svgOf([]))).toContain('svg');
  });
});
