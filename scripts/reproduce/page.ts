// The results of a run as docs/reproductions.md shows them.
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { fill } from '../fill.js';
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

export function writePage(root: string, results: Results): void {
  const path = join(root, 'docs/reproductions.md');
  writeFileSync(path, fill(readFileSync(path, 'utf8'), 'results', resultsText(results)));
}
function resultsText({ versions, rows, absent }: Results): string {
  const disagreements = rows.filter((row) => !agrees(row)).length;
  const today = new Date().toISOString().slice(0, 10);
  const sections = claims.flatMap(({ id, rule, says }) => {
    const own = rows.filter((row) => row.claim === id);
    if (own.length === 0) return [];
    return [
      `### ${id}`,
      '',
      `${says}. Rule: [${rule}](../rules-docs/${rule}.md).`,
      '',
      '| files | failed | hoplint |',
      '| --- | ---: | --- |',
      ...own.map((row) => {
        const folder = `[${row.variant}](../fixtures/reproductions/${id}/${row.variant})`;
        const verdict = row.verdict === 'fires' ? 'fires' : 'is silent';
        return `| ${folder} | ${row.count.failed} of ${row.count.total} | ${verdict}${agrees(row) ? '' : ' (DISAGREES)'} |`;
      }),
      '',
    ];
  });
  return [
    `Measured on ${today}, ${cpus().length} cores, ${platform()} ${arch()}: ${versions.join(', ')}.`,
    '',
    `**${rows.length} sets of files, ${disagreements === 0 ? 'no disagreement' : `${disagreements} disagreements`}.**`,
    ...(absent.length === 0 ? [] : ['', 'Not reproduced in this run:', '', ...absent.map((each) => `- ${each}`)]),
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd();
}
