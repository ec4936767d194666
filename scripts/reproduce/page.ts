// The results of a run as docs/reproductions.md shows them.
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { fill } from '../fill.js';
import type { Claim } from './claim.js';
import { claims } from './claims/index.js';
import type { Count } from './load.js';

export interface Row {
  readonly claim: string;
  readonly variant: string;
  readonly rule: string;
  readonly count: Count;
  readonly verdict: 'fires' | 'silent';
}
export const agrees = ({ count, verdict }: Row): boolean => count.failed > 0 === (verdict === 'fires');

export interface Results {
  readonly versions: readonly string[];
  readonly rows: readonly Row[];
  readonly absent: readonly string[];
}

/** A run of some claims replaces their sections, and leaves what others said and where it was measured. */
export function writePage(root: string, results: Results, isWhole: boolean): void {
  const path = join(root, 'docs/reproductions.md');
  const page = readFileSync(path, 'utf8');
  const before = isWhole ? undefined : page.slice(page.indexOf(begin) + begin.length, page.indexOf(end));
  writeFileSync(path, fill(page, 'results', resultsText(results, before)));
}
const [begin, end] = ['<!-- results:begin -->', '<!-- results:end -->'];

function resultsText({ versions, rows, absent }: Results, before: string | undefined): string {
  const [head = '', ...old] = before?.split(/^(?=### )/m) ?? [];
  const known = new Map(old.map((section) => [/^### (\S+)/.exec(section)?.[1], section.trimEnd()]));
  const sections = claims.flatMap((claim) => {
    const own = rows.filter((row) => row.claim === claim.id);
    return own.length > 0 ? [sectionText(claim, own)] : (known.get(claim.id) ?? []);
  });
  const measured = /^Measured on .*$/m.exec(head)?.[0];
  const missing = /^Not reproduced in this run:\n(?:\n- .*)+/m.exec(head)?.[0].split('\n') ?? [];
  const today = new Date().toISOString().slice(0, 10);
  const sets = sections.flatMap((section) => section.match(/^\| \[.*$/gm) ?? []);
  const disagreements = sets.filter((line) => line.includes(disagrees)).length;
  return [
    measured ?? `Measured on ${today}, ${cpus().length} cores, ${platform()} ${arch()}: ${versions.join(', ')}.`,
    '',
    `**${sets.length} sets of files, ${disagreements === 0 ? 'no disagreement' : `${disagreements} disagreements`}.**`,
    ...(missing.length > 0 ? ['', ...missing] : []),
    ...(before !== undefined || absent.length === 0
      ? []
      : ['', 'Not reproduced in this run:', '', ...absent.map((each) => `- ${each}`)]),
    '',
    sections.join('\n\n'),
  ].join('\n');
}
const disagrees = ' (DISAGREES)';
function sectionText({ id, rule, says }: Claim, rows: readonly Row[]): string {
  return [
    `### ${id}`,
    '',
    `${says}. Rule: [${rule}](../rules-docs/${rule}.md).`,
    '',
    '| files | failed | hoplint |',
    '| --- | ---: | --- |',
    ...rows.map((row) => {
      const folder = `[${row.variant}](../fixtures/reproductions/${id}/${row.variant})`;
      const verdict = row.verdict === 'fires' ? 'fires' : 'is silent';
      return `| ${folder} | ${row.count.failed} of ${row.count.total} | ${verdict}${agrees(row) ? '' : disagrees} |`;
    }),
  ].join('\n');
}
