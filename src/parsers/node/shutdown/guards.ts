// Branches of a handler that are not its first and normal run: a repeated signal, or a run of tests.
import { type FunctionNode, is, keyOf, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';

/** `if (shuttingDown) process.exit(1)`: the branch that only a second signal takes, judged by a flag the handler itself sets. */
export function isRepeatGuard(
  file: SourceFile,
  node: { readonly test: Node },
  functions: readonly FunctionNode[],
): 'consequent' | 'alternate' | undefined {
  const test = unwrap(node.test);
  const negated = is(test, 'UnaryExpression') && test.operator === '!';
  const flag = unwrap(negated ? test.argument : test);
  const name = flagName(file, flag);
  if (name === undefined || !functions.some((fn) => flagsSetIn(file, fn).has(name))) return undefined;
  return negated ? 'alternate' : 'consequent';
}

/** Names of variables and properties that these functions set to `true` or count up. */
export function flagsSet(file: SourceFile, functions: readonly FunctionNode[]): ReadonlySet<string> {
  return new Set(functions.flatMap((fn) => [...flagsSetIn(file, fn)]));
}
const known = new WeakMap<FunctionNode, ReadonlySet<string>>();
function flagsSetIn(file: SourceFile, fn: FunctionNode): ReadonlySet<string> {
  const before = known.get(fn);
  if (before !== undefined) return before;
  const names = new Set<string>();
  for (const node of file.source.within(fn)) {
    const target =
      is(node, 'AssignmentExpression') && !is(node.right, 'Literal')
        ? undefined
        : is(node, 'AssignmentExpression')
          ? node.left
          : is(node, 'UpdateExpression')
            ? node.argument
            : undefined;
    const name = target === undefined ? undefined : flagName(file, unwrap(target));
    if (name !== undefined) names.add(name);
  }
  known.set(fn, names);
  return names;
}

/** A flag's identity inside the file: a variable by its declaration, a property by its text. */
export function flagName(file: SourceFile, node: Node): string | undefined {
  if (is(node, 'Identifier')) {
    const binding = file.source.resolve(node);
    return binding === undefined || binding.kind === 'import'
      ? undefined
      : `${node.name}@${binding.declaration.range[0]}`;
  }
  if (!is(node, 'MemberExpression') || keyOf(node) === undefined) return undefined;
  return file.source.textOf(node).replaceAll('?.', '.');
}
