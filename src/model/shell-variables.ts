// Variables that a shell sets for the command it ends in: in front of it, or exported on the way to it.
import type { ShellCommand } from './shell.js';
import type { ShellWord } from './shell-cursor.js';

export interface ShellVariable {
  readonly name: string;
  /** Quotes taken off; expansions stay as written. */
  readonly text: string;
  readonly expands: boolean;
  /**
   * - `always`: the command has it
   * - `if-exported`: only where the process had a variable of that name before
   * - `perhaps`: a condition decides
   */
  readonly holds: 'always' | 'if-exported' | 'perhaps';
  readonly start: number;
  readonly end: number;
}

/** In the order in which they are set: the last of a name counts. */
export function variablesFor(command: ShellCommand, commands: readonly ShellCommand[]): readonly ShellVariable[] {
  const found: ShellVariable[] = [];
  const locals = new Map<string, ShellVariable>();
  let exportsAll = false;
  const run = commands.filter((each) => each.start < command.start && !each.inFunction);
  for (const each of run) {
    const [first, ...rest] = each.words.map(({ text }) => text);
    const holds = each.depth > 0 || isConditional(each, run) ? 'perhaps' : 'always';
    if (first === 'set' && /^[-+]a$|^allexport$/.test(rest.at(-1) ?? ''))
      exportsAll = rest[0]?.startsWith('-') === true;
    if (first === undefined) {
      for (const { name, value } of each.assignments) {
        const variable = variableOf(name, value, holds, each);
        locals.set(name, variable);
        found.push(exportsAll || holds === 'perhaps' ? variable : { ...variable, holds: 'if-exported' });
      }
    } else if (first === ':') {
      for (const word of each.words.slice(1)) {
        // `: ${A:=60}` sets what is not set.
        const name = /^\$\{([A-Za-z_]\w*):?=[^{}]*\}$/.exec(word.text)?.[1];
        if (name === undefined) continue;
        const variable = variableOf(name, word, holds, each);
        locals.set(name, variable);
        found.push(exportsAll || holds === 'perhaps' ? variable : { ...variable, holds: 'if-exported' });
      }
    } else if (first === 'export' || (/^(?:declare|typeset)$/.test(first) && rest[0]?.includes('x') === true)) {
      found.push(...each.words.slice(1).flatMap((word) => exported(word, holds, each, locals)));
    }
  }
  return [...found, ...command.assignments.map(({ name, value }) => variableOf(name, value, 'always', command))];
}
function exported(
  word: ShellWord,
  holds: 'always' | 'perhaps',
  command: ShellCommand,
  locals: ReadonlyMap<string, ShellVariable>,
): readonly ShellVariable[] {
  const [whole, name = ''] = /^([A-Za-z_]\w*)=/.exec(word.text) ?? [];
  if (whole !== undefined) return [variableOf(name, { ...word, text: word.text.slice(whole.length) }, holds, command)];
  const local = locals.get(word.text);
  return local === undefined ? [] : [{ ...local, holds: local.holds === 'perhaps' ? 'perhaps' : holds }];
}
const variableOf = (
  name: string,
  { text, expands }: ShellWord,
  holds: ShellVariable['holds'],
  { start, end }: ShellCommand,
): ShellVariable => ({ name, text, expands, holds, start, end });

/** Behind `||`, or behind `&&` when the chain begins with a test. A chain of work (`migrate && serve`) is no condition. */
export function isConditional(command: ShellCommand, run: readonly ShellCommand[]): boolean {
  if (command.after === '||') return true;
  if (command.after !== '&&') return false;
  const head = headsOf(run).get(command);
  const [program] = head?.words ?? [];
  return /^(?:\[{1,2}|test|command|which|type|grep|!)$/.test(program?.text ?? '') || head?.after === '||';
}
const heads = new WeakMap<readonly ShellCommand[], ReadonlyMap<ShellCommand, ShellCommand>>();
/** What each chain of `&&` begins with: asked of every command of it, and a chain may be as long as the script. */
function headsOf(run: readonly ShellCommand[]): ReadonlyMap<ShellCommand, ShellCommand> {
  const before = heads.get(run);
  if (before !== undefined) return before;
  const found = new Map<ShellCommand, ShellCommand>();
  let head = run[0];
  for (const command of run) {
    if (head === undefined || command.after !== '&&') head = command;
    found.set(command, head);
  }
  heads.set(run, found);
  return found;
}
