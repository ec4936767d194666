// Folders and files that a program names by where its source lies, or by where it is run from.
import { folderOf } from '../../../model/file-paths.js';
import { pathInside } from '../../kit/paths.js';
import { argumentsOf, is, type Node, stringOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { dotted, processMember, referenceOf } from '../values/references.js';
import type { Frame, Value } from '../values/values.js';

export interface NamedFolder {
  /** `scan`: from the root of what is linted. `program`: from the folder that the program is run in. */
  readonly from: 'scan' | 'program';
  readonly path: string;
}

/** Undefined for one that is put together in a way nobody can follow, or lies outside the scan. */
export function namedFolder({ source, tracer, reader }: SourceFile, node: Node, frame: Frame): NamedFolder | undefined {
  const parts = partsOf(node, frame, 0);
  if (parts === undefined) return undefined;
  const [first, ...rest] = parts;
  if (first === here) {
    const path = pathInside(folderOf(source.path), ['.', ...rest.map(String)].join('/'));
    return path === undefined ? undefined : { from: 'scan', path };
  }
  const texts = parts.flatMap((part) => (typeof part === 'string' ? part : []));
  return texts.length < parts.length ? undefined : { from: 'program', path: texts.join('/') };

  function partsOf(written: Node, around: Frame, depth: number): readonly Part[] | undefined {
    if (depth > deepest) return undefined;
    const meant: Value =
      around.size === 0 ? { kind: 'node', node: written, frame: around } : reader.value(written, around);
    if (meant.kind === 'expression')
      return meant.expression.kind === 'literal' ? [String(meant.expression.value)] : undefined;
    if (meant.kind !== 'node') return undefined;
    const { node, frame } = meant;
    const [origin, ...others] = frame.size === 0 ? tracer.origins(node) : [node];
    if (origin === undefined || others.length > 0) return undefined;
    const inner = unwrap(origin);
    const all = (nodes: readonly Node[]): readonly Part[] | undefined => {
      const found = nodes.map((each) => partsOf(each, frame, depth + 1));
      return found.every((each) => each !== undefined) ? found.flat() : undefined;
    };
    const text = stringOf(inner);
    if (text !== undefined) return [text];
    if (is(inner, 'Identifier') && inner.name === '__dirname') return [here];
    if (is(inner, 'BinaryExpression') && inner.operator === '+') return all([inner.left, inner.right]);
    if (is(inner, 'TemplateLiteral')) {
      const pieces = inner.quasis.flatMap((quasi, index) => {
        const hole = inner.expressions[index];
        const text = quasi.value.cooked ?? '';
        const written = text === '' ? [] : [[text]];
        return hole === undefined ? written : [...written, partsOf(hole, frame, depth + 1)];
      });
      return pieces.every((each) => each !== undefined) ? pieces.flat() : undefined;
    }
    if (!is(inner, 'CallExpression')) return undefined;
    if (processMember(source, inner.callee) === 'cwd') return ['.'];
    const called = referenceOf(source, inner.callee);
    return called !== undefined && /^path(?:\.posix)?\.(?:join|resolve|normalize)$/.test(dotted(called))
      ? all(argumentsOf(inner))
      : undefined;
  }
}

const here = Symbol('the folder of this file');
type Part = string | typeof here;
const deepest = 8;
