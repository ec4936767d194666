// Which exports of a module the files of a program call: what a function of another module registers is registered only then.
import type { ShutdownModuleFact } from '../../model/facts.js';
import type { FactIndex } from '../../model/topology.js';
import { modulePaths } from '../names/module-paths.js';
import type { ModuleResolver } from '../names/modules.js';

/** Whether a file of the program calls the function that registers it, or makes the class that does. */
export type IsCalled = (module: ShutdownModuleFact, files: ReadonlySet<string>) => boolean;

export function calledExports(facts: FactIndex, modules: ModuleResolver): IsCalled {
  let known: ReadonlyMap<string, readonly Call[]> | undefined;
  return ({ at, exportedAs }, files) => {
    if (exportedAs === undefined) return false;
    known ??= callsByFile(facts, modules);
    const name = plain(exportedAs);
    return (known.get(at.file) ?? []).some(
      (call) => files.has(call.from) && (call.name === name || name.startsWith(`${call.name}.`)),
    );
  };
}
interface Call {
  readonly name: string;
  readonly from: string;
}
function callsByFile(facts: FactIndex, modules: ModuleResolver): ReadonlyMap<string, readonly Call[]> {
  const paths = modulePaths([...facts.of('bindings'), ...facts.of('shutdown-module')], modules);
  const found = new Map<string, Call[]>();
  for (const { at, to } of facts.of('module-call')) {
    const target = paths.resolve(at.file, to);
    if (target === undefined) continue;
    const list = found.get(target.file) ?? [];
    found.set(target.file, list);
    list.push({ name: plain(target.name), from: at.file });
  }
  return found;
}
/** `Web().start`, `Web.start` and `default.Web.start` are one: importers do not tell a default export's parts from its own names. */
const plain = (name: string): string => name.replaceAll('()', '').replace(/^default\.(?=.)/, '');
