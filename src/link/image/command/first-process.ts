// Whether the server is PID 1 of its container, which the kernel keeps from signals that nobody handles.
import { factList, signalHabit, wrappers } from '../../../knowledge/lookup.js';
import type { Shell } from '../../../knowledge/schema-programs.js';
import { known, type Setting, written } from '../../../model/setting.js';
import type { FirstProcess } from '../../../model/topology.js';
import type { ChainStep } from './chain.js';
import type { DeliveryQuestion } from './deliver-signal.js';

/** One that stands in front and stays says no, whatever else is unknown; all have to make room for it to say yes. */
export function isFirstProcess(question: DeliveryQuestion): FirstProcess {
  const { container, chain, shell } = question;
  if (question.shareProcessNamespace || container.managed !== undefined) return 'no';
  const isProgram = chain.steps.at(-1)?.kind === 'program';
  const inFront = (isProgram ? chain.steps.slice(0, -1) : chain.steps).map((step) => makesRoom(step, shell));
  if (inFront.includes('no')) return 'no';
  const isOpen = question.openPlatform || chain.openStart !== undefined || !isProgram;
  return isOpen || inFront.includes('unknown') ? 'unknown' : 'yes';
}

/** Whether it is replaced by what it starts. */
function makesRoom(step: ChainStep, shell: Setting<Shell>): FirstProcess {
  switch (step.kind) {
    case 'program':
      return 'yes';
    case 'init':
    case 'package-manager':
      return 'no';
    case 'supervisor':
      if (runsItself(step)) return 'yes';
      // Others may as well; nobody looked at those.
      return wrappers().includes(step.name) ? 'no' : 'unknown';
    case 'shell':
    case 'script':
      if (step.hands === undefined) return 'unknown';
      return step.hands === 'last' ? lastOfShell(step, shell) : step.hands === 'exec' ? 'yes' : 'no';
  }
}
/** It compiles the program and runs it in its own process. */
function runsItself({ name, at }: ChainStep): boolean {
  const known = factList('package-managers', 'own-process', undefined, at);
  return known.state === 'known' && known.value.includes(name);
}
function lastOfShell(step: ChainStep, shell: Setting<Shell>): FirstProcess {
  const own: Setting<Shell> = step.shell === undefined ? shell : known(step.shell, written(step.at));
  const isBash = own.state === 'known' && own.value === 'bash';
  const wrapper = step.redirected === true && isBash ? 'sh -c redirected' : step.name;
  const habit = signalHabit({ wrapper, shell: own, version: step.version, behindInit: false }, step.at);
  if (habit.state === 'unknown') return 'unknown';
  return habit.value.outcome === 'delivered' ? 'yes' : 'no';
}
