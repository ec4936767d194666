// Says what was measured: as data, and as tables of ratios, for milliseconds of one machine say little on another.
import { cpus, totalmem } from 'node:os';
import type { Measurement } from './measure.js';

export interface Scenario {
  readonly name: string;
  readonly files: number | undefined;
  readonly measured: readonly Measurement[];
}
/** A number that is wanted, and what it came to. */
export interface Target {
  readonly what: string;
  readonly wanted: number;
  readonly unit: 'x' | 'MB' | 'ms';
  readonly reached: number | undefined;
}
export interface Report {
  readonly machine: string;
  readonly node: string;
  readonly hoplint: string;
  readonly peers: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly scenarios: readonly Scenario[];
  readonly targets: readonly Target[];
}

export function machineText(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${process.platform} ${process.arch}, ${processors.length} x ${model}, ${Math.round(totalmem() / 2 ** 30)} GB`;
}

export function reportText(report: Report): string {
  const peers = Object.entries(report.peers).map(([name, version]) => `${name} ${version}`);
  return [
    `${report.machine}; Node ${report.node}; hoplint ${report.hoplint}${peers.length === 0 ? '' : `; ${peers.join('; ')}`}.`,
    `Medians of ${report.rounds} interleaved rounds. Ratios compare with the first line of each table.`,
    ...targetTable(report.targets),
    ...report.scenarios.flatMap(scenarioTable),
    '',
  ].join('\n');
}
function targetTable(targets: readonly Target[]): readonly string[] {
  if (targets.length === 0) return [];
  return ['', '| target | wanted | measured | |', '| --- | ---: | ---: | --- |', ...targets.map(targetRow)];
}
function targetRow({ what, wanted, unit, reached }: Target): string {
  const shown = reached === undefined ? 'not measured' : `${round(reached)} ${unit}`;
  const verdict = reached === undefined ? '' : reached <= wanted ? 'met' : 'missed';
  return `| ${what} | at most ${wanted} ${unit} | ${shown} | ${verdict} |`;
}
function scenarioTable({ name, files, measured }: Scenario): readonly string[] {
  const first = measured[0]?.median;
  return [
    '',
    `**${name}**${files === undefined ? '' : `, ${files.toLocaleString('en')} files`}`,
    '',
    '| program | median | ratio | memory |',
    '| --- | ---: | ---: | ---: |',
    ...measured.map((each) => {
      const ratio = first === undefined ? '' : `${round(each.median / first)} x`;
      return `| ${each.name} | ${Math.round(each.median)} ms | ${ratio} | ${each.memory === undefined ? '' : `${each.memory} MB`} |`;
    }),
  ];
}
function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(2);
}
