// Holds the product files: schema, sources, dates, and that the generated table is what they say.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KnowledgeError, loadProducts, renderTable } from '../../src/knowledge/load.js';
import { factRows, product, products, settingNames, settingRow, wrappers } from '../../src/knowledge/lookup.js';
import { isSettingName } from '../../src/knowledge/setting-kind.js';

const folder = join(import.meta.dirname, '../../src/knowledge');
const load = (from: string) => loadProducts(from, join(folder, 'product.schema.json'));

describe('the product files', () => {
  it('are valid, and the generated table holds them', () => {
    const loaded = load(join(folder, 'products'));
    expect(loaded.length).toBeGreaterThan(60);
    // Compared as one answer: a difference of this size is of no use in a terminal.
    expect(readFileSync(join(folder, 'table.generated.ts'), 'utf8') === renderTable(loaded)).toBe(true);
    expect(products()).toEqual(loaded);
  });

  it('have names of their own', () => {
    const ids = products().map((file) => file.product);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = products().map((file) => file.title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  it('carry dates of the past', () => {
    const dates = [...JSON.stringify(products()).matchAll(/"checked":"([^"]+)"/g)].map((match) => match[1]);
    expect(dates.length).toBeGreaterThan(300);
    expect(dates.filter((date) => Number.isNaN(Date.parse(String(date))))).toEqual([]);
  });

  const valid = {
    product: 'corner-proxy',
    title: 'the corner proxy',
    layer: 7,
    kind: 'proxy',
    settings: {
      'outbound.idleTimeout': {
        title: 'idle timeout',
        grammar: 'go-duration',
        defaults: [{ versions: '*', value: '60s', source: 'https://example.com/docs', checked: '2026-11-22' }],
      },
    },
    sources: [{ url: 'https://example.com/docs', checked: '2026-11-22' }],
  };
  const idle = valid.settings['outbound.idleTimeout'];
  const broken = (change: object): readonly string[] => {
    const place = mkdtempSync(join(tmpdir(), 'hoplint-products-'));
    writeFileSync(join(place, 'corner-proxy.yaml'), JSON.stringify({ ...valid, ...change }));
    try {
      load(place);
      return [];
    } catch (error) {
      if (error instanceof KnowledgeError) return error.problems;
      throw error;
    } finally {
      rmSync(place, { recursive: true });
    }
  };
  const withDefault = (row: object) => ({
    settings: { 'outbound.idleTimeout': { ...idle, defaults: [{ ...idle.defaults[0], ...row }] } },
  });

  it('accepts a good one', () => {
    expect(broken({})).toEqual([]);
  });
  it.each([
    ['no source', withDefault({ source: undefined }), /source/],
    ['a date in another form', withDefault({ checked: '22.11.2026' }), /pattern/],
    ['a default that is no time', withDefault({ value: 60 }), /default 60 is no time/],
    ['a time without unit', withDefault({ value: '60' }), /is no time/],
    ['a range nobody reads', withDefault({ versions: 'newer' }), /no version range/],
    [
      'a grammar nobody knows',
      { settings: { 'outbound.idleTimeout': { ...idle, grammar: 'minutes' } } },
      /allowed values/,
    ],
    ['a setting nobody knows', { settings: { 'outbound.idle': idle } }, /outbound\.idle is no setting/],
    [
      'a kind of value the setting has not',
      { settings: { 'outbound.pooling': { title: 'pool', type: 'text' } } },
      /is boolean, not text/,
    ],
    ['a field nobody reads', { colour: 'green' }, /additional/],
    ['another name than its file', { product: 'other-proxy' }, /is called other-proxy/],
    ['a parent that is not there', { extends: 'street-proxy' }, /which is no product/],
    ['itself as parent', { extends: 'corner-proxy' }, /extends itself/],
    [
      'keys on a fixed setting',
      { settings: { 'outbound.idleTimeout': { ...idle, fixed: true, keys: [{ in: 'flag', name: '--idle' }] } } },
      /is fixed, yet has keys/,
    ],
  ])('refuses %s', (_, change, problem) => {
    expect(broken(change).join('\n')).toMatch(problem);
  });
});

describe('the evidence list', () => {
  const evidence: { readonly used: Record<string, readonly string[]>; readonly unused: Record<string, string> } = parse(
    readFileSync(join(import.meta.dirname, 'evidence.yaml'), 'utf8'),
  );
  it('points at rows that exist', () => {
    const known = new Set(wrappers());
    const missing = Object.values(evidence.used)
      .flat()
      .filter((place) => {
        const [, id = '', mark = '', name = ''] = /^([a-z0-9-]+)([/#]?)(.*)$/.exec(place) ?? [];
        if (product(id) === undefined) return true;
        if (mark === '#') return !known.has(name);
        if (mark === '') return false;
        return isSettingName(name) ? settingRow(id, name) === undefined : factRows(id, name).length === 0;
      });
    expect(missing).toEqual([]);
  });
  it('gives a reason for what it leaves out, and counts nothing twice', () => {
    expect(Object.values(evidence.unused).filter((reason) => reason.length < 20)).toEqual([]);
    expect(Object.keys(evidence.unused).filter((id) => Object.hasOwn(evidence.used, id))).toEqual([]);
  });
});

describe('inheritance', () => {
  it('gives a framework the settings of the server below it', () => {
    expect(settingNames('express')).toEqual(settingNames('node-http'));
    expect(settingRow('fastify', 'inbound.advertisedIdleTimeout')?.grammar).toBe('number-milliseconds');
  });
  it('leaves no key where a framework has no way to set it', () => {
    expect(settingRow('nitro', 'inbound.idleTimeout')?.keys).toEqual([]);
  });
});
