// What exported functions and methods do when something stops, so that handlers in other modules can be followed into them.
import type { RoutineFact, RoutineStep } from '../../../model/facts.js';
import { isFunction, type Node } from '../ast.js';
import type { SourceFile } from '../file.js';
import { exportPaths } from '../values/export-paths.js';
import type { FoundStep } from './handler/course.js';
import { walkAnywhere } from './handler/walk-either.js';

/** Without one of these words a function neither stops nor waits. */
const words = /close|stop|shut|terminat|destroy|dispose|exit|kill|drain|cleanup|setTimeout|sleep|delay/i;
/** Or it goes through what others have registered. */
const registered = /hook|handler|callback|task|listener|teardown|\b(?:cbs?|fns?)\b/i;
const loop = /\b(?:for|while)\b|forEach|\.map\b/;

/** Function bodies looked into for one routine: there are many, and few that anybody asks for. */
const maximalRuns = 40;

export function findRoutines(file: SourceFile): RoutineFact[] {
  const { source, tracer } = file;
  const mayStop = (fn: Node): boolean =>
    source.mentions(fn, words) || (source.mentions(fn, registered) && source.mentions(fn, loop));
  const known = new Map<unknown, readonly RoutineStep[]>();
  return exportPaths(file).flatMap(({ path, node }): RoutineFact[] => {
    const fns = tracer.origins(node).filter(isFunction);
    const [fn, ...others] = fns;
    if (fn === undefined || others.length > 0 || !mayStop(fn)) return [];
    const steps =
      known.get(fn) ??
      walkAnywhere(file, [fn], fn, { runs: maximalRuns }, new Set([fn])).map((step) => routineStep(file, step));
    known.set(fn, steps);
    // A function that only calls others may still be the way to a close.
    const matters = steps.some(
      ({ step }) =>
        step.do !== 'unknown' ||
        step.calls !== undefined ||
        step.runs !== undefined ||
        step.closes !== undefined ||
        step.matters === true,
    );
    return matters ? [{ kind: 'routine', at: source.at(fn), name: path, steps }] : [];
  });
}

export function routineStep({ source }: SourceFile, { step, servers, settles, helper }: FoundStep): RoutineStep {
  const of = servers?.map((server) => source.at(server));
  return {
    step: step.do === 'close' && of !== undefined ? { ...step, of } : step,
    ...(settles !== undefined && { settles }),
    ...(helper !== undefined && { helper }),
  };
}
