// Calls of other modules' exports with values worth knowing there: ports, timeouts, options, configuration.
import type { ModuleCallFact } from '../../model/facts.js';
import type { SourceFile } from './file.js';
import { givenBy } from './values/given-values.js';
import { mayBeLocal } from './values/references.js';

const maximalCalls = 200;

export function findModuleCalls(file: SourceFile): ModuleCallFact[] {
  const found: ModuleCallFact[] = [];
  for (const node of file.source.calls) {
    if (found.length >= maximalCalls) break;
    const to = file.things.importedOf(node.callee);
    if (to === undefined || !mayBeLocal(to.specifier)) continue;
    found.push({ kind: 'module-call', at: file.source.at(node), to, given: givenBy(file.reader, node) ?? {} });
  }
  return found;
}
