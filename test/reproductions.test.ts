// What hoplint says about the files that `npm run reproduce` runs on real servers; here without the servers.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claims } from '../scripts/reproduce/claims/index.js';
import { verdictOn } from '../scripts/reproduce/verdict.js';

const root = join(import.meta.dirname, '../fixtures/reproductions');

describe('files of reproductions', () => {
  it('belong to a claim each', () => {
    expect(readdirSync(root).sort()).toEqual(claims.map((claim) => claim.id).sort());
  });

  describe.each(claims)('$id', ({ id, rule }) => {
    const variants = existsSync(join(root, id)) ? readdirSync(join(root, id)) : [];
    it('breaks and is mended', () => {
      expect(variants.some((each) => each.startsWith('broken'))).toBe(true);
      expect(variants.some((each) => each.startsWith('fixed'))).toBe(true);
    });
    it.each(variants)('%s', async (variant) => {
      expect(await verdictOn(join(root, id, variant), rule)).toBe(variant.startsWith('broken') ? 'fires' : 'silent');
    });
  });
});
