// What is measured: the start, cold and repeated runs on generated trees, growth with size, and one changed file.
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, type Program, runOnce } from './measure.js';
import { findPeers } from './peers.js';
import { type Bench, emptied, hoplint, medianOf, node, ratio, readAndHash, type ScenarioResult } from './programs.js';
import { manifestTree, mixedTree, type Tree } from './trees.js';

export async function start(bench: Bench): Promise<ScenarioResult> {
  const cwd = bench.work;
  const programs: readonly Program[] = [
    { name: 'node -e 0', command: node, args: ['-e', '0'], cwd },
    { name: 'hoplint --version', command: node, args: [bench.cli, '--version'], cwd },
  ];
  const measured = await measure(programs, bench.rounds * 3);
  const reached = ratio(measured, 'hoplint --version', 'node -e 0');
  return {
    scenarios: [{ name: 'Start', files: undefined, measured }],
    targets: [{ what: '`hoplint --version` against `node -e 0`', wanted: 1.5, unit: 'x', reached }],
  };
}

export async function manifests(bench: Bench): Promise<ScenarioResult> {
  const tree = manifestTree(bench.work, 2000);
  const cold = hoplint(bench, 'cold', tree, {}, ['--no-cache']);
  const found = findPeers(bench.root, tree.root);
  const programs = [
    readAndHash(bench, tree),
    cold,
    hoplint(bench, 'repeated', tree),
    ...found.map((each) => each.program),
  ];
  const measured = await measure(programs, bench.rounds);
  return {
    scenarios: [{ name: 'Kubernetes manifests', files: tree.files, measured }],
    targets: found.map(({ peer }) => ({
      what: `cold, 2,000 manifests, against ${peer.name}${peer.remark === undefined ? '' : ` (${peer.remark})`}`,
      wanted: 0.5,
      unit: 'x',
      reached: ratio(measured, cold.name, peer.name),
    })),
  };
}

export async function mixed(bench: Bench): Promise<ScenarioResult> {
  const tree = mixedTree(bench.work, 10_000);
  const baseline = readAndHash(bench, tree);
  const cold = hoplint(bench, 'cold', tree, {}, ['--no-cache']);
  const first = emptied(hoplint(bench, 'cold and filling the cache', tree));
  const filling = hoplint(bench, 'nothing changed', tree);
  const again = afterOne(filling);
  const touched = afterOne(asHook(hoplint(bench, 'one file changed', tree)), changeOneFile(tree));
  const changed = afterOne(asHook(hoplint(bench, 'one value changed', tree)), changeOneValue(tree));
  const empty: Program = { name: 'node -e 0', command: node, args: ['-e', '0'], cwd: tree.root };
  const measured = await measure([baseline, cold, first, again, touched, changed, empty], bench.rounds);
  const started = medianOf(measured, empty.name);
  const beyondNode = (name: string): number | undefined => {
    const hook = medianOf(measured, name);
    return hook === undefined || started === undefined ? undefined : hook - started;
  };
  return {
    scenarios: [{ name: 'Mixed monorepo', files: tree.files, measured }],
    targets: [
      {
        what: 'cold, 10,000 files, against reading and hashing them',
        wanted: 2.5,
        unit: 'x',
        reached: ratio(measured, cold.name, baseline.name),
      },
      {
        what: 'second run, nothing changed, against cold',
        wanted: 0.15,
        unit: 'x',
        reached: ratio(measured, again.name, cold.name),
      },
      {
        what: 'one changed file that says what it said, in the hook, beyond the start of Node',
        wanted: 250,
        unit: 'ms',
        reached: beyondNode(touched.name),
      },
      {
        what: 'one changed file that says something else, in the hook, beyond the start of Node',
        wanted: 250,
        unit: 'ms',
        reached: beyondNode(changed.name),
      },
      {
        what: 'memory, cold, 10,000 files',
        wanted: 500,
        unit: 'MB',
        reached: measured.find((each) => each.name === cold.name)?.memory,
      },
    ],
  };
}
/** A run that has seen all that other programs of the round changed, then one more change. */
function afterOne(program: Program, change?: (round: number) => void): Program {
  return {
    ...program,
    prepare(round) {
      runOnce(program);
      change?.(round);
    },
  };
}
/** What pre-commit starts, which is told nothing of formats. */
function asHook(program: Program): Program {
  return { ...program, args: program.args.filter((arg) => arg !== '--format' && arg !== 'json') };
}
function deploymentOf(tree: Tree): string {
  const folder = readdirSync(join(tree.root, 'services')).sort()[0] ?? '';
  return join(tree.root, 'services', folder, 'deploy', `${folder}-deployment.yaml`);
}
/** A comment more at the end of one manifest: its facts are the same, and must be read again to know that. */
function changeOneFile(tree: Tree): (round: number) => void {
  return (round) => appendFileSync(deploymentOf(tree), `# round ${round}\n`);
}
/** Another number of replicas. */
function changeOneValue(tree: Tree): (round: number) => void {
  return (round) => {
    const file = deploymentOf(tree);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/replicas: \d+/, `replicas: ${2 + (round % 7)}`));
  };
}

const sizes = [1000, 3000, 10_000, 30_000] as const;

export async function sweep(bench: Bench): Promise<ScenarioResult> {
  const trees = sizes.map((size) => mixedTree(bench.work, size));
  const programs = trees.map((tree) => hoplint(bench, `${tree.files} files`, tree, {}, ['--no-cache']));
  const measured = await measure(programs, Math.max(3, Math.floor(bench.rounds / 2)));
  return {
    scenarios: [{ name: 'Growth', files: undefined, measured }],
    targets: [
      {
        what: '10,000 files against 1,000',
        wanted: 11,
        unit: 'x',
        reached: ratio(measured, programs[2]?.name ?? '', programs[0]?.name ?? ''),
      },
      {
        what: '30,000 files against 3,000',
        wanted: 11,
        unit: 'x',
        reached: ratio(measured, programs[3]?.name ?? '', programs[1]?.name ?? ''),
      },
    ],
  };
}
