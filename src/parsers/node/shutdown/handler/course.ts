// What the walk along a handler has found so far: the steps in their order, and for every close whether somebody waits for its end.
import { type ChosenBy, type Expression, literal } from '../../../../model/expression.js';
import type { MissingClose, ShutdownStep, Waiting } from '../../../../model/facts.js';
import type { Location } from '../../../../model/location.js';
import type { FunctionNode, Node } from '../../ast.js';
import { sometimes } from '../conditional-steps.js';

/** A step with what it acts on; without servers it concerns the whole process. */
export interface FoundStep {
  step: ShutdownStep;
  readonly servers?: readonly Node[];
  /** A close: how those who call the walked function can wait for it. */
  settles?: readonly Waiting[];
  /** The library that does it, with limits of its own. */
  readonly helper?: string;
  /** An exit: the condition that it stands under, as it is written, where nobody can tell whether that holds. */
  onlyIf?: string;
}
export interface Walked {
  readonly steps: readonly FoundStep[];
  /** Functions run on the way: the flags they set are looked for elsewhere. */
  readonly functions: readonly FunctionNode[];
}

export interface Context {
  /** Behind which close this code runs; undefined while nothing has been waited for. */
  readonly after: readonly OpenClose[];
  /** Code for failures: its exits say nothing about the normal course. */
  readonly failing: boolean;
  readonly awaited: boolean;
  /** Inside the executor of a promise that somebody waits for. */
  readonly promised?: boolean;
  /** What it throws is caught, or does not come to be. */
  readonly caught?: boolean;
}
/** A close whose `waits` is settled once all exits are known. */
export interface OpenClose {
  readonly found: FoundStep;
  /** Its call gives a promise of the end. */
  readonly promise: boolean;
  done: boolean;
  cut: boolean;
  /** What it is given to call at the end is a parameter of the walked function. */
  callsBack: boolean;
}

/** How far a walk had come. */
interface Mark {
  readonly closes: number;
  readonly steps: number;
}

const maximalSteps = 200;

export class Course {
  readonly steps: FoundStep[] = [];
  readonly closes: OpenClose[] = [];
  readonly functions: FunctionNode[] = [];
  /** Timers that cut what is left, set before anything was closed. */
  readonly cutLater: { readonly after: Expression; readonly steps: readonly FoundStep[] }[] = [];
  /** What was to close the server and cannot. */
  missing: MissingClose | undefined;

  add(step: ShutdownStep, servers?: readonly Node[], helper?: string): FoundStep {
    const found: FoundStep = { step, ...(servers && { servers }), ...(helper !== undefined && { helper }) };
    if (this.steps.length < maximalSteps) this.steps.push(found);
    return found;
  }

  exit(context: Context, at: Location): void {
    this.settleExit(context);
    const { missing } = this;
    this.add({ do: 'exit', at, ...(missing !== undefined && this.closes.length === 0 && { missing }) });
  }

  /** An exit ends the wait of every close it does not stand behind. */
  settleExit(context: Context): void {
    for (const open of this.closes) {
      if (open.done || context.after.includes(open)) continue;
      // Sleeping between close and exit gives work in flight that long.
      const pause = this.steps.slice(this.steps.indexOf(open.found)).find(({ step }) => step.do === 'delay')?.step;
      if (pause?.do !== 'delay') open.cut = true;
      else if (open.found.step.do === 'close') open.found.step = { ...open.found.step, limit: pause.length };
    }
  }

  /** The environment decides whether these are taken. */
  onlyWhere(from: number, on: string, chosenBy: ChosenBy): void {
    for (const found of this.steps.slice(from)) found.step = sometimes(found.step, on, chosenBy);
  }

  /** Nobody can tell whether these are taken: an exit among them is certain only where what stands beside it closes nothing either. */
  exitsOnlyIf(from: number, on: string): void {
    const steps = this.steps.slice(from);
    if (steps.some(({ step }) => step.do === 'close')) return;
    for (const found of steps) if (found.step.do === 'exit') found.onlyIf ??= on;
  }

  /** Those of a loop are its own, however long each of them is. */
  openDelays(from: number, length: Expression): void {
    for (const found of this.steps.slice(from)) if (found.step.do === 'delay') found.step = { ...found.step, length };
  }

  onlyWaitsSince(from: number): boolean {
    return this.steps.length > from && this.steps.slice(from).every(({ step }) => step.do === 'delay');
  }
  repeatDelays(from: number, times: number): void {
    for (const found of this.steps.slice(from)) {
      if (found.step.do !== 'delay') continue;
      const { at } = found.step;
      const length = {
        kind: 'arithmetic',
        operator: '*',
        operands: [found.step.length, literal(times, at)],
        at,
      } as const;
      found.step = { ...found.step, length };
    }
  }

  /** The delay that races a close is its limit. */
  limitByRace(opened: number, before: number): void {
    const index = this.steps.findIndex(({ step }, at) => at >= before && step.do === 'delay');
    const delay = index < 0 ? undefined : this.steps[index]?.step;
    if (delay?.do !== 'delay') return;
    const raced = this.closes.slice(opened);
    if (raced.length === 0) return;
    this.steps.splice(index, 1);
    for (const open of raced)
      if (open.found.step.do === 'close') open.found.step = { ...open.found.step, limit: delay.length };
  }

  get mark(): Mark {
    return { closes: this.closes.length, steps: this.steps.length };
  }
  /** Nobody keeps the promise of what was closed since. */
  dropCloses({ closes }: Mark): void {
    for (const open of this.closes.slice(closes)) open.done = false;
  }
  /** Nor of what else was begun since; an exit among it may have waited. */
  dropWaits(mark: Mark): void {
    this.dropCloses(mark);
    const begun = this.steps.slice(mark.steps);
    const last = begun.findLastIndex(({ step }) => step.do === 'exit' || step.do === 'reraise');
    for (const found of begun.slice(last + 1)) {
      const { step } = found;
      if (step.do === 'unknown' && step.waitsBy?.includes('promise'))
        found.step = { ...step, waitsBy: step.waitsBy.filter((way) => way !== 'promise') };
    }
  }

  /** A timer set after a delay ends that much later after the signal. */
  afterDelays(length: Expression): Expression {
    const delays = this.steps.flatMap(({ step }) => (step.do === 'delay' ? [step.length] : []));
    return delays.length === 0
      ? length
      : { kind: 'arithmetic', operator: '+', operands: [...delays, length], at: length.at };
  }

  /** Once all exits are known. */
  finished(): Walked {
    const closed = this.closes[0]?.found;
    for (const found of closed === undefined ? [] : this.steps.slice(0, this.steps.indexOf(closed))) {
      const { onlyIf, step } = found;
      if (onlyIf === undefined) continue;
      const reason = `whether it exits at once depends on ${onlyIf}`;
      found.step = { do: 'unknown', reason, at: step.at, matters: true };
    }
    for (const { after, steps } of this.cutLater) {
      if (closed?.step.do === 'close') closed.step = { ...closed.step, limit: closed.step.limit ?? after };
      else this.steps.push(...steps);
    }
    for (const open of this.closes) {
      if (open.cut && open.found.step.do === 'close') open.found.step = { ...open.found.step, waits: false };
      open.found.settles = [
        ...(open.done ? (['promise'] as const) : []),
        ...(open.callsBack ? (['callback'] as const) : []),
      ];
    }
    return { steps: this.steps, functions: this.functions };
  }
}
