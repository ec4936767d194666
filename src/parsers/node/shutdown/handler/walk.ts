// How the parts of the walk along a handler go on with what they find.
import type { FunctionNode, Node } from '../../ast.js';
import type { SourceFile } from '../../file.js';
import type { Context, Course, Walked } from './course.js';

export interface HandlerWalk {
  readonly file: SourceFile;
  readonly course: Course;
  /** Functions around the walked ones, whose parameters they may call. */
  readonly outer: ReadonlySet<Node>;
  visit(node: Node, context: Context): void;
  run(fn: FunctionNode, context: Context): void;
  /** The functions that an expression can be. */
  runAll(node: Node | undefined, context: Context): void;
  /** Behind all that runs by itself: callbacks and listeners. */
  later(act: () => void): void;
  /** A walk of its own, whose steps are not yet those of this one. */
  inner(callback: Node): Walked;
}
