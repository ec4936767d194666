// Puts what functions of other modules do in the place where a handler calls them, and settles who waits for a close.
import type {
  Fact,
  MadeServer,
  RoutineFact,
  RoutineStep,
  ServerOrigin,
  ShutdownStep,
  SignalHandlerFact,
} from '../../model/facts.js';
import { fillSteps } from '../names/fill-parameters.js';
import { type MadeAt, type ModulePaths, variantsOf } from '../names/module-paths.js';

type Unfollowed = Extract<ShutdownStep, { do: 'unknown' }>;
type Sources = (origin: ServerOrigin, file: string) => readonly Omit<MadeServer, 'name'>[];

/** Calls from module to module that are still followed. */
const deepestCall = 6;
/** More steps than any shutdown has. */
const mostSteps = 300;

export interface Routines {
  expand(handler: SignalHandlerFact): SignalHandlerFact;
}

export function createRoutines(facts: readonly Fact[], paths: ModulePaths, sourcesOf: Sources): Routines {
  const routines = new Map<string, RoutineFact>();
  for (const fact of facts) if (fact.kind === 'routine') routines.set(`${fact.at.file}#${fact.name}`, fact);
  const routineAt = ({ file, name }: MadeAt): RoutineFact | undefined =>
    variantsOf(name)
      .map((each) => routines.get(`${file}#${each}`))
      .find((each) => each !== undefined);

  /** Undefined: it could not be followed. */
  function stepsOf(step: Unfollowed, depth: number): readonly RoutineStep[] | undefined {
    if (step.closes !== undefined) return closing(step, sourcesOf(step.closes.of, step.at.file), step.closes.method);
    if (step.calls === undefined || !step.calls.space.startsWith('module:')) return undefined;
    const path = { specifier: step.calls.space.slice('module:'.length), name: step.calls.name };
    const target = paths.resolve(step.at.file, path);
    if (target === undefined || depth > deepestCall) return step.matters === true ? undefined : [];
    const routine = routineAt(target);
    if (routine !== undefined) return flat(fillSteps(routine, step.given), depth + 1);
    const dot = path.name.lastIndexOf('.');
    // A part of what the module exports as a whole.
    const object = { ...path, name: dot < 0 ? 'default' : path.name.slice(0, dot) };
    const made = sourcesOf({ is: 'import', path: object }, step.at.file);
    if (made.length > 0) return closing(step, made, path.name.slice(dot + 1));
    // A module that was read, and in which this stops nothing, unless that is said of something like a server.
    const open = step.likeClose === true || paths.bindingsOf(target.file).length === 0;
    return step.matters === true && open ? undefined : [];
  }
  function closing(
    step: Unfollowed,
    made: readonly Omit<MadeServer, 'name'>[],
    method: string,
  ): readonly RoutineStep[] | undefined {
    const ways = [...new Set(made.map(({ closes }) => (Object.hasOwn(closes, method) ? closes[method] : undefined)))];
    const [way, ...others] = ways;
    if (made.length === 0 || others.length > 0) return step.matters === true ? undefined : [];
    if (way === undefined) return [];
    return [
      {
        step: { do: 'close', waits: true, at: step.at, of: made.map(({ at }) => at) },
        settles: [way],
      },
    ];
  }

  /** Steps with every call that can be followed replaced by what it does. */
  function flat(steps: readonly RoutineStep[], depth: number): readonly RoutineStep[] {
    const found: RoutineStep[] = [];
    const open = new Set<RoutineStep>();
    for (const each of steps) {
      const { step } = each;
      const followed = step.do === 'unknown' ? stepsOf(step, depth) : undefined;
      if (step.do === 'unknown' && step.otherwise !== undefined && (followed ?? []).length === 0) {
        found.push({ step: step.otherwise });
        continue;
      }
      if (step.do === 'unknown' && followed !== undefined) {
        const waitsBy = step.waitsBy ?? [];
        for (const one of followed) {
          // A delay that nobody waits for delays nothing.
          if (one.step.do === 'delay' && waitsBy.length === 0) continue;
          const settled = one.settles?.some((way) => waitsBy.includes(way)) === true;
          const placed = { ...one, ...(one.settles && { settles: settled ? (['promise'] as const) : [] }) };
          if (found.length < mostSteps) found.push(placed);
          if (one.step.do === 'close' && !settled) open.add(placed);
        }
        continue;
      }
      if ((step.do === 'exit' || step.do === 'reraise') && open.size > 0) {
        const paused = found.some((one, index) => one.step.do === 'delay' && index > indexOfFirst(found, open));
        if (!paused) for (const one of open) cut(found, one);
        open.clear();
      }
      if (found.length < mostSteps) found.push(each);
    }
    return found;
  }

  return {
    expand(handler) {
      const steps = flat(
        handler.steps.map((step) => ({ step })),
        0,
      );
      const helper = handler.helper ?? steps.find((each) => each.helper !== undefined)?.helper;
      return { ...handler, ...(helper !== undefined && { helper }), steps: steps.map(({ step }) => step) };
    },
  };
}

const indexOfFirst = (found: readonly RoutineStep[], open: ReadonlySet<RoutineStep>): number =>
  found.findIndex((each) => open.has(each));

/** The exit that follows does not wait for this close. */
function cut(found: RoutineStep[], each: RoutineStep): void {
  const index = found.indexOf(each);
  const { step } = each;
  if (index >= 0 && step.do === 'close') found[index] = { ...each, step: { ...step, waits: false } };
}
