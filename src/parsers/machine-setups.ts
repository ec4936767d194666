// What sets machines up: the files that it writes there, and the programs that it leaves running, as those of these machines.
import type { Fact, FileFacts } from '../model/facts.js';
import { readWritten } from './embedded.js';
import { relocate } from './kit/relocate.js';
import type { Parser, ParserEntry, SetupText } from './parser.js';
import { type MachineSetup, readMachineSetup } from './script/machine-setup.js';

export async function readSetup(
  file: string,
  setup: SetupText,
  parserOf: (entry: ParserEntry) => Promise<Parser>,
): Promise<FileFacts> {
  const { move, machines } = setup;
  const { written, started } = contentOf(file, setup);
  const inner = await readWritten(file, written, parserOf);
  const moved = relocate({ ...inner, facts: [...inner.facts, ...started] }, move);
  return { ...moved, facts: moved.facts.map((fact) => onMachines(fact, machines)) };
}

function contentOf(path: string, { file, text }: SetupText): MachineSetup {
  if (file === undefined) return readMachineSetup(path, text);
  return { written: [{ name: file, text, move: (at) => ({ ...at, file: path }) }], started: [] };
}

function onMachines(fact: Fact, machines: readonly string[]): Fact {
  switch (fact.kind) {
    case 'workload':
      return { ...fact, machines, address: `${machines[0] ?? ''} ${fact.name}` };
    case 'directive-file':
    case 'proxy':
      return { ...fact, machines };
    default:
      return fact;
  }
}
