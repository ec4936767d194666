// The shutdown steps found so far, in order, each with the limits that hold where it stands.
import type { Expression } from '../../../model/expression.js';
import type { ShutdownStep } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { ServerSite } from '../servers/site.js';
import type { Values } from '../values/values.js';
import type { UnfollowedCall } from './shutdown-calls.js';
import type { ShutdownLimit, ShutdownLimits } from './shutdown-limits.js';

export interface FoundStep {
  readonly step: ShutdownStep;
  /** The server it stops; undefined when it concerns the whole process or a server of another file. */
  readonly site?: ServerSite;
  /** The product of a server of another file, by its type. */
  readonly product?: string;
  readonly node: SyntaxNode;
  /** The wait behind which it is done in one flow, before what follows there; undefined in a goroutine of its own. */
  readonly flow?: SyntaxNode;
}
const mostSteps = 60;

export class FoundSteps {
  readonly list: FoundStep[] = [];
  readonly #values: Values;
  readonly #limits: ShutdownLimits;
  /** Where steps are read that are done one after the other. */
  flow: SyntaxNode | undefined;

  constructor(values: Values, limits: ShutdownLimits) {
    this.#values = values;
    this.#limits = limits;
  }

  has(...kinds: readonly ShutdownStep['do'][]): boolean {
    return this.list.some(({ step }) => kinds.includes(step.do) && !(step.do === 'unknown' && step.matters === false));
  }
  add(step: ShutdownStep, node: SyntaxNode, of: Pick<FoundStep, 'site' | 'product'> = {}): void {
    const { flow } = this;
    if (this.list.length < mostSteps) this.list.push({ step, node, ...of, ...(flow && { flow }) });
  }
  /** A server is closed beside what comes now, and not done with already. */
  isClosing(): boolean {
    return this.list.some(({ step, flow }) => step.do === 'close' && (flow === undefined || flow !== this.flow));
  }
  addClose(node: SyntaxNode, isWaitedFor: boolean, of: Pick<FoundStep, 'site' | 'product'>): void {
    const at = this.#values.scope.file.at(node);
    const by = this.#methodElsewhere(node, of.site);
    const limit = this.#limits.of(node, this.#delays(), by !== undefined);
    this.add({ do: 'close', waits: isWaitedFor && !limit.expired, at, ...limitOf(limit), ...(by && { by }) }, node, of);
  }
  /** `s.Stop()` of what another package made: whether it waits is written there. */
  #methodElsewhere(call: SyntaxNode, site: ServerSite | undefined): { space: string; name: string } | undefined {
    const callee = this.#values.scope.file.callee(call);
    const from = site?.takenFrom;
    return from === undefined || callee.kind !== 'method' ? undefined : { space: from.space, name: callee.name };
  }
  addUnfollowed(call: UnfollowedCall, node: SyntaxNode): void {
    const limit = this.#limits.passedOn(node, this.#delays());
    const at = this.#values.scope.file.at(node);
    this.add({ do: 'unknown', ...call, at, ...(limit === undefined ? {} : { limit }) }, node);
  }
  /**
   * What hears the signal beside the code that waits for it. `atOnce`: it hears the signal itself; where it hears what that code does
   * about it, and there is a delay, nobody knows which of the two is done first.
   */
  addBeside(call: UnfollowedCall, node: SyntaxNode, atOnce: boolean): void {
    const at = this.#values.scope.file.at(node);
    const told = this.has('delay') && !atOnce ? { reason: call.reason } : call;
    this.list.unshift({ step: { do: 'unknown', ...told, at }, node });
  }

  /** Those found since wait with the context that this call gives them. */
  limitSince(before: number, call: SyntaxNode): void {
    const delays = this.#delays();
    for (const [index, found] of this.list.entries()) {
      if (index < before || found.step.do !== 'close' || found.step.limitPassedIn !== true) continue;
      const { limitPassedIn: _, ...step } = found.step;
      this.list[index] = { ...found, step: { ...step, ...limitOf(this.#limits.of(call, delays)) } };
    }
  }
  #delays(): readonly FoundStep[] {
    return this.list.filter((each) => each.step.do === 'delay');
  }
}

function limitOf({ limit, passedIn }: ShutdownLimit): { limit?: Expression; limitPassedIn?: true } {
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(passedIn === true ? { limitPassedIn: true } : {}),
  };
}
