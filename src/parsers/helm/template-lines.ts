// Takes a Helm template apart line by line: what each line writes literally, and where values come in.
import { type Action, actionsOf } from './template-actions.js';

/** `{{ … }}` inside a line, as offsets from its start. */
export interface Hole {
  readonly start: number;
  readonly end: number;
  /** `.Values.a.b` when the action prints that value and nothing else; `.` is resolved through `with`. */
  readonly value?: readonly string[];
  /** The path is only likely, by the name of a variable that a named template fills: it counts where the values agree. */
  readonly assumed?: true;
  /** Below one item of the list at the path: which one, only the printed text says. */
  readonly item?: readonly string[];
}

export interface TemplateLine {
  /** Number from 1. */
  readonly line: number;
  readonly text: string;
  /**
   * `literal`: stands as it is in the output. `pattern`: text around holes. `block`: nothing but output, which may be any
   * number of lines. `control`: leaves nothing behind.
   */
  readonly kind: 'literal' | 'pattern' | 'block' | 'control';
  readonly holes: readonly Hole[];
  /** A hole at the end may write further lines below this one. */
  readonly grows: boolean;
  /** The blocks around it: lines with the same ones are written together or not at all. */
  readonly within: string;
}

export interface TemplateText {
  readonly lines: readonly TemplateLine[];
  /** Index ranges of `range` blocks, both ends included: their lines may come again. */
  readonly loops: readonly { readonly from: number; readonly to: number }[];
}

interface Printed {
  readonly path: readonly string[];
  readonly assumed?: true;
  readonly item?: readonly string[];
}
type Variables = Map<string, Printed>;
interface Opened {
  readonly word: string;
  readonly line: number;
  /** Which of its branches: an `else` begins another one. */
  branch: number;
  readonly context: readonly string[] | undefined;
  /** What the dot is in: this block, or the nearest around it that gives it a meaning. */
  readonly scope: Pick<Opened, 'word' | 'context'> | undefined;
}

const setsDot: ReadonlySet<string> = new Set(['with', 'range', 'define']);
const controlWords = /^(?:if|else|end|range|with|define|template|block|break|continue)\b|^\$\w*\s*:?=|^\/\*/;

export function readTemplate(text: string): TemplateText {
  const actions = actionsOf(text);
  const lines: TemplateLine[] = [];
  const loops: { from: number; to: number }[] = [];
  const open: Opened[] = [];
  const variables: Variables = new Map();
  let next = 0;
  let start = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const end = start + line.length;
    const own: Action[] = [];
    const covered = (actions[next - 1]?.end ?? 0) > start;
    while ((actions[next]?.start ?? Number.POSITIVE_INFINITY) < end) {
      const action = actions[next];
      if (action !== undefined) own.push(action);
      next++;
    }
    lines.push(readLine(index + 1, line.replace(/\r$/, ''), start, own, covered, open, variables));
    for (const action of own) {
      follow(action, index, open, loops);
      assign(action.body, open, variables);
    }
    start = end + 1;
  }
  return { lines, loops };
}

function readLine(
  number: number,
  text: string,
  start: number,
  actions: readonly Action[],
  covered: boolean,
  open: readonly Opened[],
  variables: Variables,
): TemplateLine {
  const base = { line: number, text, within: open.map((each) => `${each.line}.${each.branch}`).join(' ') };
  if (covered && actions.length === 0) return { ...base, kind: 'control', holes: [], grows: false };
  const holes = actions.map((action): Hole & { readonly prints: boolean } => {
    const value = printedValue(action.body, open);
    const printed =
      value === undefined ? (belowVariable(action.body, variables) ?? belowItem(action.body, open)) : { path: value };
    const range = { start: action.start - start, end: Math.min(action.end - start, text.length) };
    const prints = !controlWords.test(action.body);
    if (printed === undefined || !prints) return { ...range, prints };
    return {
      ...range,
      prints,
      value: printed.path,
      ...(printed.assumed === true ? { assumed: true } : {}),
      ...(printed.item === undefined ? {} : { item: printed.item }),
    };
  });
  const literal = outside(text, holes).trim();
  if (holes.length === 0) return { ...base, kind: text.trim() === '' ? 'control' : 'literal', holes, grows: false };
  const prints = holes.some((hole) => hole.prints);
  const ending = actions.at(-1);
  const endsShort = ending !== undefined && isShort(ending);
  if (literal === '' && !prints) return { ...base, kind: 'control', holes, grows: false };
  if (literal === '' || literal === '-') {
    return {
      ...base,
      kind: actions.every((action) => !isShort(action)) ? 'block' : 'pattern',
      holes,
      grows: !endsShort,
    };
  }
  const last = holes.at(-1);
  const grows = last !== undefined && text.slice(last.end).trim() === '' && last.prints && !endsShort;
  return { ...base, kind: 'pattern', holes, grows };
}

/** An action that prints a plain value on its line, not a tree of lines. */
function isShort({ body }: Action): boolean {
  return /\|\s*(?:quote|squote|int|int64|toString|b64enc)$/.test(body.trimEnd());
}

function outside(text: string, holes: readonly Hole[]): string {
  let literal = '';
  let at = 0;
  for (const hole of holes) {
    literal += text.slice(at, hole.start);
    at = hole.end;
  }
  return literal + text.slice(at);
}

function follow(action: Action, line: number, open: Opened[], loops: { from: number; to: number }[]): void {
  const word = /^(?:if|range|with|define|block|else|end)\b/.exec(action.body)?.[0];
  if (word === undefined) return;
  if (word === 'else') {
    const around = open.at(-1);
    if (around !== undefined) around.branch++;
    return;
  }
  if (word !== 'end') {
    const given = word === 'with' || word === 'range' ? action.body.slice(word.length).trim() : '$';
    const context = given.startsWith('$') ? undefined : printedValue(given, open);
    const scope = setsDot.has(word) ? { word, context } : open.at(-1)?.scope;
    open.push({ word, line, branch: 0, context, scope });
    return;
  }
  const closed = open.pop();
  if (closed?.word === 'range') loops.push({ from: closed.line, to: line });
}

/** The one value an action prints: `.Values.a.b`, `.a` below a `with .Values.x`, with any pipeline behind it. */
function printedValue(body: string, open: readonly Opened[]): readonly string[] | undefined {
  const named = [...body.matchAll(/\$?\.Values((?:\.[A-Za-z_][\w-]*)+)/g)].map((match) => match[1] ?? '');
  const distinct = [...new Set(named)];
  if (distinct.length === 1 && distinct[0] !== undefined) return distinct[0].slice(1).split('.');
  if (distinct.length > 1) return undefined;
  const scope = open.at(-1)?.scope;
  const below = /^(?:toYaml\s+|tpl\s+\(toYaml\s+)?(\.(?:[a-z][\w-]*(?:\.[A-Za-z_][\w-]*)*)?)(?=[\s)|]|$)/.exec(
    body,
  )?.[1];
  if (scope?.word !== 'with' || scope.context === undefined || below === undefined) return undefined;
  return [...scope.context, ...below.split('.').filter((part) => part !== '')];
}

/** `$api := .Values.api`; `$api := include "shop.api" . | fromYaml` most often gives the values called `api`, completed. */
function assign(body: string, open: readonly Opened[], variables: Variables): void {
  const [, name, expression] = /^\$(\w+)\s*:?=\s*(.+)$/s.exec(body) ?? [];
  if (name === undefined || expression === undefined) return;
  const path = /^\$?\.[\w.-]+$/.test(expression) ? printedValue(expression, open) : undefined;
  if (path !== undefined) variables.set(name, { path });
  else if (/^include\s.*\|\s*fromYaml$/s.test(expression)) variables.set(name, { path: [name], assumed: true });
  else variables.delete(name);
}
function belowVariable(body: string, variables: Variables): Printed | undefined {
  const [, name = '', below = ''] = /^\$(\w+)((?:\.[A-Za-z_][\w-]*)+)(?=[\s|]|$)/.exec(body) ?? [];
  const base = variables.get(name);
  return base === undefined ? undefined : { ...base, path: [...base.path, ...below.slice(1).split('.')] };
}
/** `{{ .host | quote }}` inside `{{ range .Values.hosts }}` */
function belowItem(body: string, open: readonly Opened[]): Printed | undefined {
  const scope = open.at(-1)?.scope;
  const below = /^\.((?:[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)?)(?=[\s|]|$)/.exec(body)?.[1];
  if (scope?.word !== 'range' || scope.context === undefined || below === undefined) return undefined;
  return { path: scope.context, item: below.split('.').filter((part) => part !== '') };
}
