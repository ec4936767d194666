// Puts what functions of other modules do in the place where a handler calls them, and settles who waits for a close.
import type {
  Fact,
  HandedIn,
  HandedRoutineFact,
  MadeServer,
  ModulePath,
  RoutineFact,
  RoutineStep,
  ServerOrigin,
  ShutdownStep,
  SignalHandlerFact,
} from '../../model/facts.js';
import { append } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { fillSteps } from '../names/fill-parameters.js';
import { type MadeAt, type ModulePaths, variantsOf } from '../names/module-paths.js';

type Unfollowed = Extract<ShutdownStep, { do: 'unknown' }>;
type Sources = (origin: ServerOrigin, file: string) => readonly Omit<MadeServer, 'name'>[];

/** Calls from module to module that are still followed. */
const deepestCall = 6;
/** More steps than any shutdown has. */
const mostSteps = 300;
/** Functions looked into for one handler. */
const mostFollowed = 1000;

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
  const handed = handedRoutines(facts, paths);
  let left = 0;

  /** Undefined: it could not be followed. */
  function stepsOf(step: Unfollowed, depth: number): readonly RoutineStep[] | undefined {
    left -= 1;
    if (left <= 0) return undefined;
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

  /** What callers of those exports have handed over, with the places where they do. */
  function registered(step: Unfollowed, depth: number): readonly RoutineStep[] {
    if (depth > deepestCall) return [];
    return (step.runs ?? []).flatMap((to) => {
      const functions = handed(to, step.at.file).flatMap(({ at, steps }) => placedAt(flat(steps, depth + 1), at));
      const { key, ...whole } = to;
      // `services.push(service)`, of which each is closed.
      const things = key === undefined ? [] : sourcesOf(whole, step.at.file);
      return [...functions, ...things.flatMap((made) => placedAt(closing(step, [made], key ?? '') ?? [], made.at))];
    });
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
      if (step.do === 'unknown' && (followed !== undefined || step.runs !== undefined)) {
        const waitsBy = step.waitsBy ?? [];
        // Of what others register nobody knows whether it is all: those whose server none of it closes are told so.
        if (followed === undefined && found.length < mostSteps) found.push(each);
        for (const one of followed ?? registered(step, depth)) {
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
      left = mostFollowed;
      const steps = flat(
        handler.steps.map((step) => ({ step })),
        0,
      );
      const helper = handler.helper ?? steps.find((each) => each.helper !== undefined)?.helper;
      return { ...handler, ...(helper !== undefined && { helper }), steps: steps.map(({ step }) => step) };
    },
  };
}

const placedAt = (steps: readonly RoutineStep[], handedIn: Location): readonly RoutineStep[] =>
  steps.map((each) => ({ ...each, step: { ...each.step, handedIn } }));

/** By the export and the place among its parameters, in the order of files and lines. */
function handedRoutines(
  facts: readonly Fact[],
  paths: ModulePaths,
): (to: HandedIn, file: string) => readonly HandedRoutineFact[] {
  const byExport = new Map<string, HandedRoutineFact[]>();
  for (const fact of facts) {
    if (fact.kind !== 'handed-routine') continue;
    const target = paths.resolve(fact.at.file, fact.to);
    for (const name of target === undefined ? [] : variantsOf(target.name))
      append(byExport, `${target?.file}#${name}`, fact);
  }
  return ({ of, also = [], index, key }, file) => {
    const names = [of, ...also].flatMap(variantsOf);
    const all = new Set(names.flatMap((name) => byExport.get(`${file}#${name}`) ?? []));
    return [...all].flatMap((each) => {
      if (each.index !== index) return [];
      if (each.passes === undefined) return each.key === key ? [each] : [];
      // `register(httpServer)`, of which `stop` is called.
      const part = each.key === undefined && key !== undefined ? `.${key}` : '';
      return each.key === key || part !== '' ? [{ ...each, steps: [passedOn(each.at, each.passes, part)] }] : [];
    });
  };
}

const passedOn = (at: Location, { specifier, name }: ModulePath, part: string): RoutineStep => ({
  step: {
    do: 'unknown',
    reason: `${name}${part}() comes from '${specifier}', which was not followed`,
    at,
    calls: { space: `module:${specifier}`, name: `${name}${part}` },
    waitsBy: ['promise'],
  },
});

const indexOfFirst = (found: readonly RoutineStep[], open: ReadonlySet<RoutineStep>): number =>
  found.findIndex((each) => open.has(each));

/** The exit that follows does not wait for this close. */
function cut(found: RoutineStep[], each: RoutineStep): void {
  const index = found.indexOf(each);
  const { step } = each;
  if (index >= 0 && step.do === 'close') found[index] = { ...each, step: { ...step, waits: false } };
}
