// Reads HCL expressions into values: nothing is computed here, for variables and modules live in other files.
import type { AccessStep, ConfigEntry, ConfigValue } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { scalarOf, unknownOf } from '../kit/config-value.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { type HclSource, placeOf, textOf } from './hcl-source.js';
import { type Hole, readJsonTemplate } from './json-template.js';
import { TemplateParts } from './template-parts.js';
import { unquoted } from './unquoted.js';

const postfix = new Set(['get_attr', 'index', 'splat']);

/** An `expression` node, or any node that stands where one may. */
export function readExpression(source: HclSource, node: SyntaxNode): ConfigValue {
  return readParts(source, node.children, node);
}

/** A primary followed by attribute and index steps. */
function readParts(source: HclSource, parts: readonly SyntaxNode[], whole: SyntaxNode): ConfigValue {
  const [primary, ...rest] = parts;
  const at = placeOf(source, whole);
  if (primary === undefined) return unknownOf('unsupported-syntax', 'the expression cannot be read', at);
  const steps = rest.filter((part) => postfix.has(part.type)).flatMap((part) => readSteps(source, part));
  const end = rest.at(-1)?.end ?? primary.end;
  const place = placeOf(source, { start: primary.start, end });
  if (primary.type === 'variable_expr') {
    return { is: 'reference', steps: [textOf(source, primary), ...steps], at: place };
  }
  const of = readPrimary(source, primary);
  return steps.length === 0 ? of : { is: 'access', of, steps, at: place };
}

function readPrimary(source: HclSource, node: SyntaxNode): ConfigValue {
  switch (node.type) {
    case 'literal_value':
    case 'expression':
    case 'collection_value':
    case 'template_expr':
    case 'for_expr':
    case 'operation': {
      if (node.type === 'expression') return readExpression(source, node);
      const inner = node.children[0];
      return inner === undefined ? unreadable(source, node) : readPrimary(source, inner);
    }
    case 'numeric_lit':
      return scalarOf(Number(textOf(source, node)), placeOf(source, node), textOf(source, node));
    case 'bool_lit':
      return scalarOf(textOf(source, node) === 'true', placeOf(source, node));
    case 'null_lit':
      return scalarOf(null, placeOf(source, node));
    case 'string_lit':
    case 'quoted_template':
    case 'heredoc_template':
      return readTemplate(source, node);
    case 'tuple': {
      const items = node.children.filter((child) => child.type === 'expression');
      return { is: 'list', items: items.map((item) => readExpression(source, item)), at: placeOf(source, node) };
    }
    case 'object':
      return {
        is: 'map',
        entries: node.children.flatMap((child) => readElement(source, child)),
        at: placeOf(source, node),
      };
    case 'function_call':
      return readCall(source, node);
    case 'conditional': {
      const [condition, yes, no] = node.children;
      if (condition === undefined || yes === undefined || no === undefined) return unreadable(source, node);
      return {
        is: 'choice',
        condition: readExpression(source, condition),
        yes: readExpression(source, yes),
        no: readExpression(source, no),
        at: placeOf(source, node),
      };
    }
    case 'unary_operation':
    case 'binary_operation':
      return readOperation(source, node);
    case 'for_tuple_expr':
    case 'for_object_expr':
      return readFor(source, node);
    default:
      return unreadable(source, node);
  }
}

function unreadable(source: HclSource, node: SyntaxNode): ConfigValue {
  return unknownOf('unsupported-syntax', 'the expression cannot be read', placeOf(source, node));
}

function readSteps(source: HclSource, node: SyntaxNode): AccessStep[] {
  const inner = node.children[0];
  switch (node.type) {
    case 'get_attr':
      return [inner === undefined ? textOf(source, node).replace(/^\./, '') : textOf(source, inner)];
    case 'splat':
      return [
        '*',
        ...(inner?.children ?? []).filter((part) => postfix.has(part.type)).flatMap((part) => readSteps(source, part)),
      ];
    default: {
      if (inner?.type === 'legacy_index') return [Number(textOf(source, inner).replace(/^\./, ''))];
      const key = inner?.children[0];
      if (key === undefined) return ['*'];
      const value = readExpression(source, key);
      if (value.is === 'scalar' && value.expression.kind === 'literal') {
        const step = value.expression.value;
        if (typeof step === 'string' || typeof step === 'number') return [step];
      }
      return [value];
    }
  }
}

function readElement(source: HclSource, node: SyntaxNode): ConfigEntry[] {
  const [key, value] = node.children;
  if (node.type !== 'object_elem' || key === undefined || value === undefined) return [];
  const read = readExpression(source, key);
  const name = keyName(source, key, read);
  const entry = { keyAt: placeOf(source, key), value: readExpression(source, value) };
  return [name === undefined ? { key: textOf(source, key), computed: read, ...entry } : { key: name, ...entry }];
}

/** A bare word is its own name; a computed key has none that a reader of one file could know. */
function keyName(source: HclSource, key: SyntaxNode, value: ConfigValue): string | undefined {
  if (textOf(source, key).startsWith('(')) return undefined;
  if (value.is === 'reference') return value.steps.length === 1 ? String(value.steps[0]) : undefined;
  return value.is === 'scalar' && value.expression.kind === 'literal' ? String(value.expression.value) : undefined;
}

function readCall(source: HclSource, node: SyntaxNode): ConfigValue {
  const [name, list] = node.children;
  if (name === undefined) return unreadable(source, node);
  const parts = list?.type === 'function_arguments' ? list.children : [];
  return {
    is: 'call',
    name: textOf(source, name),
    arguments: parts.filter((part) => part.type === 'expression').map((part) => readExpression(source, part)),
    spread: parts.some((part) => part.type === 'ellipsis'),
    at: placeOf(source, node),
  };
}

/** The operator is what stands between the operands, or in front of the only one. */
function readOperation(source: HclSource, node: SyntaxNode): ConfigValue {
  const operands: SyntaxNode[][] = [];
  for (const child of node.children) {
    const last = operands.at(-1);
    if (postfix.has(child.type) && last !== undefined) last.push(child);
    else operands.push([child]);
  }
  const first = operands[0]?.[0];
  const second = operands[1]?.[0];
  if (first === undefined) return unreadable(source, node);
  const left = operands[0]?.at(-1)?.end ?? first.end;
  const between =
    second === undefined ? source.text.slice(node.start, first.start) : source.text.slice(left, second.start);
  return {
    is: 'operation',
    operator: /(?:[=!<>]=|&&|\|\||[-+*/%<>!])/.exec(between.replace(/(?:#|\/\/).*$/gm, ''))?.[0] ?? between.trim(),
    operands: operands.map((parts) => readParts(source, parts, node)),
    at: placeOf(source, node),
  };
}

function readFor(source: HclSource, node: SyntaxNode): ConfigValue {
  const intro = node.children.find((child) => child.type === 'for_intro');
  const names = (intro?.children ?? [])
    .filter((child) => child.type === 'identifier')
    .map((child) => textOf(source, child));
  const collection = intro?.children.find((child) => child.type === 'expression');
  const results = node.children.filter((child) => child.type === 'expression');
  const condition = node.children
    .find((child) => child.type === 'for_cond')
    ?.children.find((child) => child.type === 'expression');
  const result = results.at(-1);
  const grouped = node.children.some((child) => child.type === 'ellipsis');
  const item = names.at(-1);
  if (collection === undefined || result === undefined || item === undefined || grouped)
    return unreadable(source, node);
  const [resultKey] = results;
  return {
    is: 'for',
    makes: node.type === 'for_object_expr' ? 'map' : 'list',
    collection: readExpression(source, collection),
    item,
    ...(names.length > 1 && names[0] !== undefined ? { key: names[0] } : {}),
    ...(node.type === 'for_object_expr' && resultKey !== undefined
      ? { resultKey: readExpression(source, resultKey) }
      : {}),
    result: readExpression(source, result),
    ...(condition === undefined ? {} : { condition: readExpression(source, condition) }),
    at: placeOf(source, node),
  };
}

/** A quoted string or heredoc: a literal, JSON with a place for every value, or a template. */
function readTemplate(source: HclSource, node: SyntaxNode): ConfigValue {
  const at = placeOf(source, node);
  const heredoc = node.type === 'heredoc_template';
  const pieces = node.children.filter((child) => /^template_(?:literal|interpolation|directive)$/.test(child.type));
  const [first] = pieces;
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) return scalarOf('', at);
  if (heredoc && pieces.every((piece) => piece.type !== 'template_directive')) {
    const holes = pieces
      .filter((piece) => piece.type === 'template_interpolation')
      .map((piece) => readHole(source, piece));
    const json = readJsonTemplate(source, first.start, last.end, holes);
    if (json !== undefined) return { is: 'json', value: json, at };
  }
  const quoted = heredoc ? undefined : quotedJson(source, pieces);
  if (quoted !== undefined) return { is: 'json', value: quoted, at };
  if (heredoc && pieces.some((piece) => piece.type !== 'template_literal'))
    return new TemplateParts(source, readExpression, indentOf(source, node)).within(
      pieces,
      bodyOfHeredoc(source, node),
    );
  const list = heredoc ? undefined : listOfHoles(source, pieces, at);
  if (list !== undefined) return list;
  const parts = pieces.map((piece): ConfigValue => {
    if (piece.type === 'template_interpolation') return readHole(source, piece).value;
    if (piece.type === 'template_directive') {
      return unknownOf('templated', 'a template directive decides about it', placeOf(source, piece));
    }
    const text = textOf(source, piece);
    return scalarOf(heredoc ? text : unescapeHcl(text), placeOf(source, piece));
  });
  const [only] = parts;
  if (
    only?.is === 'scalar' &&
    parts.length === 1 &&
    pieces[0]?.type === 'template_literal' &&
    only.expression.kind === 'literal'
  ) {
    return scalarOf(only.expression.value, at);
  }
  // "${x}" alone is x itself, whatever its type.
  if (!heredoc && only !== undefined && parts.length === 1) return only;
  return { is: 'template', parts, at };
}

/** `"[{\"name\": \"${var.name}\"}]"`: JSON in one string, as `terraform import` writes task definitions. */
function quotedJson(source: HclSource, pieces: readonly SyntaxNode[]): ConfigValue | undefined {
  const [first] = pieces;
  const last = pieces.at(-1);
  if (first?.type !== 'template_literal' || last === undefined) return undefined;
  if (pieces.length < 2 || pieces.some((piece) => piece.type === 'template_directive')) return undefined;
  if (!/^[[{]/.test(textOf(source, first))) return undefined;
  const body = source.text.slice(first.start, last.end);
  const text = body.includes('\\"') ? unquoted(body, 'json') : undefined;
  if (text === undefined) return undefined;
  const holes = pieces.flatMap((piece) => {
    if (piece.type !== 'template_interpolation') return [];
    const { value, start, end } = readHole(source, piece);
    return [{ value, start: start - first.start, end: end - first.start }];
  });
  return readJsonTemplate({ ...source, text, shift: source.shift - first.start }, 0, text.length, holes);
}

/** What stands between the line of its mark and the line of its end. */
function bodyOfHeredoc({ text }: HclSource, node: SyntaxNode): { readonly start: number; readonly end: number } {
  const marks = node.children.filter((child) => child.type === 'heredoc_identifier');
  const start = text.indexOf('\n', marks[0]?.end ?? node.start) + 1;
  const end = text.lastIndexOf('\n', marks.at(-1)?.start ?? node.end) + 1;
  return { start, end: Math.max(start, end) };
}
/** The least indentation of its lines, where `<<-` takes it from all of them. */
function indentOf(source: HclSource, node: SyntaxNode): number {
  if (!source.text.startsWith('<<-', node.start)) return 0;
  const { start, end } = bodyOfHeredoc(source, node);
  const lines = source.text
    .slice(start, end)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return Math.min(...lines.map((line) => line.length - line.trimStart().length));
}

/** `"[${local.app}, ${local.sidecar}]"`: JSON of a list, put together from the JSON of its items. */
function listOfHoles(source: HclSource, pieces: readonly SyntaxNode[], at: Location): ConfigValue | undefined {
  const written = pieces.map((piece) => (piece.type === 'template_literal' ? textOf(source, piece) : '')).join('');
  const holes = pieces.filter((piece) => piece.type === 'template_interpolation');
  if (holes.length === 0 || !/^\s*\[[\s,]*\]\s*$/.test(written)) return undefined;
  return { is: 'json', value: { is: 'list', items: holes.map((hole) => readHole(source, hole).value), at }, at };
}

/** Every hole of a template, in order; undefined where a directive decides what stands there. */
export function holesIn(source: HclSource, root: SyntaxNode): readonly Hole[] | undefined {
  const found: SyntaxNode[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'template_directive') return undefined;
    if (node.type === 'template_interpolation') found.push(node);
    else pending.push(...node.children);
  }
  return found.map((node) => readHole(source, node)).sort((a, b) => a.start - b.start);
}
function readHole(source: HclSource, node: SyntaxNode): Hole {
  const inner = node.children.find((child) => child.type === 'expression');
  const value = inner === undefined ? unreadable(source, node) : readExpression(source, inner);
  return { start: node.start, end: node.end, value };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
function unescapeHcl(text: string): string {
  return text
    .replace(
      /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
      (written, short?: string, long?: string, letter?: string) => {
        const code = short ?? long;
        if (code !== undefined) {
          const point = Number.parseInt(code, 16);
          return point <= 0x10ffff ? String.fromCodePoint(point) : written;
        }
        return letter !== undefined && Object.hasOwn(escapes, letter) ? (escapes[letter] ?? written) : written;
      },
    )
    .replace(/(\$\$|%%)\{/g, (_, mark: string) => `${mark.charAt(0)}{`);
}
