// Measures the built hoplint.
//
//   npm run bench [-- --rounds N] [--only start,manifests,mixed,sweep] [--json FILE] [--page FILE] [--cli FILE]
//   npm run bench -- --only checkouts --checkouts FOLDER [--page FILE]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkouts } from './bench/checkouts.js';
import { findPeers } from './bench/peers.js';
import type { Bench, ScenarioResult } from './bench/programs.js';
import { machineText, type Report, reportText } from './bench/report.js';
import { manifests, mixed, start, sweep } from './bench/scenarios.js';

const scenarios: Readonly<Record<string, (bench: Bench) => Promise<ScenarioResult>>> = {
  start,
  manifests,
  mixed,
  sweep,
  checkouts,
};
const root = resolve(import.meta.dirname, '..');

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: 'start,manifests,mixed,sweep' },
    checkouts: { type: 'string' },
    json: { type: 'string' },
    page: { type: 'string' },
    cli: { type: 'string', default: join(root, 'dist/cli/main.cjs') },
  },
});

/** `npm view` would ask the network; the tools say it themselves, each in its own way. */
function versionsOfPeers(): Readonly<Record<string, string>> {
  const asked = findPeers(root, root).map(({ peer, program }) => {
    for (const args of [['version'], ['-v'], ['--version']]) {
      const { stdout, status } = spawnSync(program.command, args, { encoding: 'utf8' });
      const version = /v?\d+\.\d+\.\d+\S*|\bdev(?:elopment)?\b/.exec(stdout ?? '')?.[0];
      if (status === 0 && version !== undefined) return [peer.name, version.replace(/[",]+$/, '')] as const;
    }
    return [peer.name, 'of unknown version'] as const;
  });
  return Object.fromEntries(asked);
}

/** The results stand between two markers of a page that people write around. */
function writePage(file: string, text: string): void {
  const place = values.checkouts === undefined ? 'results' : 'checkouts';
  const [open, close] = [`<!-- ${place}: begin -->`, `<!-- ${place}: end -->`];
  const page = readFileSync(file, 'utf8');
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for results: ${open} and ${close} are missing`);
  writeFileSync(file, `${page.slice(0, from + open.length)}\n\n${text}\n${page.slice(to)}`);
}

if (!existsSync(values.cli)) throw new Error(`${values.cli} is not there: run "npm run build" first`);
const work = join(tmpdir(), 'hoplint-bench');
mkdirSync(work, { recursive: true });
const bench: Bench = {
  root,
  cli: resolve(values.cli),
  work,
  rounds: Number(values.rounds),
  checkouts: values.checkouts,
};

const results: ScenarioResult[] = [];
for (const name of values.only.split(',')) {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`there is no scenario "${name}": ${Object.keys(scenarios).join(', ')}`);
  process.stderr.write(`${name}\n`);
  results.push(await scenario(bench));
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const report: Report = {
  machine: machineText(),
  node: process.versions.node,
  hoplint: manifest.version,
  peers: versionsOfPeers(),
  rounds: bench.rounds,
  scenarios: results.flatMap((each) => each.scenarios),
  targets: results.flatMap((each) => each.targets),
};
const text = reportText(report);
process.stdout.write(text);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
if (values.page !== undefined) writePage(values.page, text);
