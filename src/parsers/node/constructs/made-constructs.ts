// The constructs that a file makes, and the address of each in every turn of what repeats it.
import { argumentsOf, type CallNode, is, isClass, methodCall, type Node, stringOf } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { MadeConstructs } from './construct-values.js';
import type { Turn, Turns } from './turns.js';
import { constructType, methodsThatMake } from './vocabulary.js';

export function madeIn(file: SourceFile, turns: Turns): MadeConstructs {
  const addresses = new Map<Node, Map<Turn | undefined, string>>();
  const nodes = new Map<string, Node>();
  const taken = new Map<string, number>();
  for (const call of file.source.calls) {
    if (!makes(file, call)) continue;
    const own = new Map<Turn | undefined, string>();
    addresses.set(call, own);
    for (const turn of turns.of(call)) {
      const parts = [ownerOf(file, call, turn), idOf(file, call, turn) ?? ''];
      const name = parts.filter((each) => each !== '').join('/');
      const count = (taken.get(name) ?? 0) + 1;
      taken.set(name, count);
      const address = count === 1 ? name : `${name}#${count}`;
      own.set(turn, address);
      nodes.set(address, call);
    }
  }
  return {
    turns,
    address: (call, turn) => addresses.get(call)?.get(turn),
    node: (address) => (address === undefined ? undefined : nodes.get(address)),
  };
}

/** Of the library; undefined for what is no construct that a request passes. */
export const className = (file: SourceFile, call: CallNode): string | undefined =>
  is(call, 'NewExpression') ? constructType(file.source, call.callee) : undefined;
const makes = (file: SourceFile, call: CallNode): boolean =>
  className(file, call) !== undefined || methodsThatMake.has(methodCall(call)?.method ?? '');

/** `new Thing(this, 'id', …)`, `thing.addContainer('id', …)` */
export function idOf({ reader }: SourceFile, call: CallNode, turn: Turn | undefined): string | undefined {
  const [first, second] = argumentsOf(call);
  const id = is(call, 'NewExpression') ? second : first;
  const text = stringOf(id);
  if (id === undefined || text !== undefined || turn === undefined) return text;
  const value = reader.evaluate(id, turn.frame);
  return value.kind === 'literal' ? String(value.value) : undefined;
}
/** The class whose constructor makes it; one that is made several times goes by the id of each. */
function ownerOf(file: SourceFile, call: CallNode, turn: Turn | undefined): string {
  const { source } = file;
  for (let at = turn; at !== undefined; at = at.outer) {
    const id = is(at.call, 'NewExpression') ? idOf(file, at.call, at.outer) : undefined;
    if (id !== undefined) return id;
  }
  for (let at: Node | undefined = call; at !== undefined; at = source.parent(at))
    if (isClass(at)) return at.id?.name ?? '';
  return '';
}
