// Statements that take no time which counts for a shutdown.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { standardLibrary } from '../shapes.js';
import type { Values } from '../values/values.js';
import { someCall } from './wait-steps.js';

/** Logging and cancelling take no time that counts; of anything else nobody can say. */
export function isHarmless({ scope }: Values, statement: SyntaxNode): boolean {
  return !someCall(statement, (call) => {
    const callee = scope.file.callee(call);
    if (callee.kind === 'other') return true;
    if (callee.kind === 'package' && standardLibrary.test(callee.package.path)) return callee.name === 'Sleep';
    if (printing.test(callee.name) || /^(?:cancel|stop)\w*$/.test(callee.name)) return false;
    return callee.kind !== 'method' || callee.name !== 'Done';
  });
}
const printing = /^(?:Print|Info|Debug|Warn|Err|Log|Msg|Fatal|Panic|Sync|Str|String)\w*$/;
