// Servers of functions that a program never runs: no function that its main leads to names them.
import { perObject } from '../../../knowledge/memo.js';
import { groupBy } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { GoFunction } from '../file.js';
import type { Scope } from '../values/scope.js';

/**
 * In the file with the main of a program, in a function that neither main nor anything it names leads to. Other files of the
 * package may still name it: they are not seen here.
 */
export function isUncalled(scope: Scope, node: SyntaxNode): boolean {
  const { file } = scope;
  if (file.packageName !== 'main' || scope.functionNamed('main') === undefined) return false;
  const owner = file.functions.find((each) => contains(each, node));
  return owner !== undefined && !isRoot(owner) && !named(scope).has(owner.name);
}

/** The plain function that other packages call to start it. */
export function startedIn({ file }: Scope, node: SyntaxNode): string | undefined {
  if (file.packageName === 'main') return undefined;
  const owner = file.functions.find((each) => contains(each, node));
  return owner !== undefined && !isRoot(owner) && /^[A-Z]/.test(owner.name) ? owner.name : undefined;
}

/** Whatever is no plain function may be called by what the file does not show: a method through an interface, a value through its name. */
const isRoot = ({ name, receiverType }: GoFunction): boolean =>
  receiverType !== undefined || name === 'main' || name === 'init';
const contains = (owner: GoFunction, node: SyntaxNode): boolean =>
  owner.node.start <= node.start && node.end <= owner.node.end;

/** The plain functions whose names main, a method or the top level of the file lead to. */
const named = perObject(({ file }: Scope): ReadonlySet<string> => {
  const plain = file.functions.filter((each) => !isRoot(each));
  const byName = groupBy(plain, ({ name }) => name);
  const nodes = new Set(plain.map(({ node }) => node));
  const found = new Set<string>();
  const waiting: SyntaxNode[] = [];
  const visit = (node: SyntaxNode): void => {
    const name = node.type === 'identifier' ? file.text(node) : undefined;
    const meant = name === undefined || found.has(name) ? undefined : byName.get(name);
    if (name !== undefined && meant !== undefined) {
      found.add(name);
      waiting.push(...meant.map((each) => each.node));
    }
    for (const each of node.children) if (!nodes.has(each)) visit(each);
  };
  visit(file.root);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const each of next.children) visit(each);
  return found;
});
