// Reads every fixture of the Kubernetes and Prometheus parsers and compares all facts with the reviewed ones beside it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helmfile, entry as helmValues } from '../../../src/parsers/helm/index.js';
import { heredocs, entry as kubernetes } from '../../../src/parsers/kubernetes/index.js';
import type { ParserEntry } from '../../../src/parsers/parser.js';
import { entry as prometheus } from '../../../src/parsers/prometheus/index.js';
import { showFacts } from '../../kit/show-facts.js';

const entries: Readonly<Record<string, ParserEntry>> = { kubernetes, prometheus, 'helm-values': helmValues, helmfile };
const root = join(import.meta.dirname, '../../../fixtures/parsers');

/** Manifests in a shell script have a reader of their own. */
const readerOf = (entry: ParserEntry, input: string): ParserEntry => (input.endsWith('.sh') ? heredocs : entry);

for (const [source, parsers] of Object.entries(entries)) {
  describe(`fixtures of ${source}`, () => {
    const folder = join(root, source);
    it.each(readdirSync(folder))('%s', async (name) => {
      const [input, ...others] = readdirSync(join(folder, name)).filter((file) => file !== 'expected.txt');
      if (input === undefined || others.length > 0) throw new Error(`${name} must hold one input`);
      const entry = readerOf(parsers, input);
      const file = { path: input, text: readFileSync(join(folder, name, input), 'utf8') };
      expect([entry.accepts(file.path), entry.gate(file)]).toEqual([true, true]);
      const facts = (await entry.load()).parse(file);
      await expect(showFacts(facts, new Map([[file.path, file.text]]))).toMatchFileSnapshot(
        join(folder, name, 'expected.txt'),
      );
    });
  });
}
