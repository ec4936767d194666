// How often a file does something by a timer.
import type { WrittenSetting } from '../../model/facts.js';
import { argumentsOf, is, type Node } from './ast.js';
import type { SourceFile } from './file.js';
import { argumentAt } from './servers/options.js';
import { dotted, referenceOf } from './values/references.js';

/** How often the only timer of the file makes one of these calls. */
export function timed(file: SourceFile, sent: readonly Node[]): readonly WrittenSetting[] {
  const { source } = file;
  if (sent.length === 0) return [];
  const names = new Set(sent.flatMap((ping) => namesAround(file, ping)));
  const timers = source.calls.filter((node) => {
    const reference = referenceOf(source, node.callee);
    if (reference === undefined || dotted(reference) !== 'global.setInterval') return false;
    const [callback] = argumentsOf(node);
    const functions = callback === undefined ? [] : [callback, ...file.tracer.origins(callback)];
    return functions.some(
      (each) => sent.some((ping) => holds(each, ping)) || calledIn(file, each).some((name) => names.has(name)),
    );
  });
  const [timer, another] = timers;
  const value = timer === undefined ? undefined : argumentAt(file, timer, '1');
  if (timer === undefined || another !== undefined || value === undefined) return [];
  const keyAt = source.at(timer);
  return [{ name: 'stream.pingInterval', key: 'setInterval', value: file.reader.expressionOf(value), keyAt }];
}
const holds = (outer: Node, inner: Node): boolean =>
  outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

/** What the functions are called that make such a call: `keepOpen`, `#keepOpen`. */
function namesAround({ source }: SourceFile, node: Node): readonly string[] {
  const names: string[] = [];
  for (let inner = source.enclosingFunction(node); inner !== undefined; inner = source.enclosingFunction(inner)) {
    const parent = source.parent(inner);
    const name =
      inner.type !== 'ArrowFunctionExpression' && inner.id
        ? inner.id
        : parent !== undefined && is(parent, 'VariableDeclarator')
          ? parent.id
          : parent !== undefined && is(parent, 'MethodDefinition', 'PropertyDefinition', 'Property')
            ? parent.key
            : undefined;
    if (name !== undefined) names.push(source.textOf(name));
  }
  return names;
}
/** The last word of what is called there: `this.#keepOpen()`, `this.keepOpen.bind(this)`. */
function calledIn({ source }: SourceFile, callback: Node): readonly string[] {
  return [callback, ...source.within(callback)].flatMap((node) => {
    if (!is(node, 'CallExpression')) return [];
    const name = /([#\w$]{1,80})(?:\.(?:bind|call))?$/.exec(source.textOf(node.callee).slice(-120))?.[1];
    return name === undefined ? [] : [name];
  });
}
