// One Go file ready to be asked: imports, functions, struct types, and places inside it.
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { LineIndex } from '../kit/text.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import type { SourceText } from '../parser.js';

/** An imported package; `base` is its path without the major version. */
export interface ImportedPackage {
  readonly path: string;
  readonly base: string;
  readonly major: number;
  readonly at: SyntaxNode;
}
export interface Parameter {
  readonly name: SyntaxNode;
  readonly type: string;
}
export interface GoFunction {
  readonly name: string;
  /** Name of the receiver's type, for methods. */
  readonly receiverType?: string;
  readonly receiver?: Parameter;
  readonly parameters: readonly Parameter[];
  /** Types of the results. */
  readonly results: readonly string[];
  /** Their names, where they have any. */
  readonly resultNames: readonly Parameter[];
  readonly node: SyntaxNode;
  readonly body?: SyntaxNode;
}
export interface StructField {
  readonly name: string;
  readonly type: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly embedded: boolean;
  readonly node: SyntaxNode;
}
/** What a call calls. */
export type Callee =
  | { readonly kind: 'package'; readonly package: ImportedPackage; readonly name: string }
  | { readonly kind: 'method'; readonly receiver: SyntaxNode; readonly name: string }
  | { readonly kind: 'local'; readonly name: string; readonly at: SyntaxNode }
  | { readonly kind: 'other' };

const excerptLimit = 120;

export class GoFile {
  readonly path: string;
  readonly directory: string;
  readonly root: SyntaxNode;
  readonly packageName: string;
  readonly imports = new Map<string, ImportedPackage>();
  readonly functions: GoFunction[] = [];
  readonly structs = new Map<string, readonly StructField[]>();
  readonly #text: string;
  readonly #lines: LineIndex;
  readonly #callees = new Map<SyntaxNode, Callee>();
  #isLocal: (identifier: SyntaxNode) => boolean = () => false;
  #heldBy: (identifier: SyntaxNode) => SyntaxNode | undefined = () => undefined;

  constructor(file: SourceText, root: SyntaxNode) {
    this.path = file.path;
    this.directory = folderOf(file.path);
    this.root = root;
    this.#text = file.text;
    this.#lines = new LineIndex(file.text);
    const clause = root.children.find((each) => each.type === 'package_clause')?.children[0];
    this.packageName = clause === undefined ? '' : this.text(clause);
    for (const each of root.children) if (each.type === 'import_declaration') this.#readImports(each);
    for (const each of root.children) {
      if (each.type === 'function_declaration' || each.type === 'method_declaration') this.#readFunction(each);
    }
  }

  get lines(): LineIndex {
    return this.#lines;
  }
  text(node: SyntaxNode): string {
    return this.#text.slice(node.start, node.end);
  }
  slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }
  /** Short, on one line, for messages. */
  excerpt(node: SyntaxNode): string {
    const text = this.text(node).replaceAll(/\s+/g, ' ');
    return text.length > excerptLimit ? `${text.slice(0, excerptLimit - 1)}…` : text;
  }
  at(node: SyntaxNode): Location {
    return this.#lines.location(this.path, node.start, node.end);
  }

  /** A type in one spelling: `net/http.Server`, `.Config` for a type of this package, `[]string`; pointers are dropped. */
  typeText(node: SyntaxNode | undefined): string {
    if (node === undefined) return '';
    const [first, second] = node.children;
    switch (node.type) {
      case 'type_identifier':
      case 'identifier': {
        const name = this.text(node);
        return builtinTypes.has(name) ? name : `.${name}`;
      }
      case 'qualified_type': {
        const imported = first === undefined ? undefined : this.imports.get(this.text(first));
        return imported === undefined || second === undefined ? '' : `${imported.base}.${this.text(second)}`;
      }
      case 'pointer_type':
      case 'parenthesized_type':
      case 'generic_type':
        return this.typeText(first);
      case 'slice_type':
      case 'array_type':
        return `[]${this.typeText(node.children.at(-1))}`;
      case 'channel_type':
        return `chan ${this.typeText(first)}`;
      case 'struct_type':
        this.#readStruct(`struct@${node.start}`, node);
        return `.struct@${node.start}`;
      default:
        return '';
    }
  }

  callee(call: SyntaxNode): Callee {
    const before = this.#callees.get(call);
    if (before !== undefined) return before;
    const callee = this.#readCallee(call);
    this.#callees.set(call, callee);
    return callee;
  }
  #readCallee(call: SyntaxNode): Callee {
    const target = skipParentheses(call.children[0]);
    if (target === undefined) return { kind: 'other' };
    if (target.type === 'identifier') return { kind: 'local', name: this.text(target), at: target };
    if (target.type === 'generic_type' || target.type === 'type_identifier') return { kind: 'other' };
    if (target.type === 'qualified_type' || target.type === 'selector_expression') {
      const [operand, field] = target.children;
      if (operand === undefined || field === undefined) return { kind: 'other' };
      const imported = operand.type === 'selector_expression' ? undefined : this.packageNamed(operand);
      const name = this.text(field);
      return imported === undefined
        ? { kind: 'method', receiver: operand, name }
        : { kind: 'package', package: imported, name };
    }
    return { kind: 'other' };
  }
  packageNamed(node: SyntaxNode): ImportedPackage | undefined {
    if (node.type !== 'identifier' && node.type !== 'package_identifier') return undefined;
    const imported = this.imports.get(this.text(node));
    return imported === undefined || this.#isLocal(node) ? undefined : imported;
  }
  /** From here on a variable hides the package of the same name: `mux := http.NewServeMux()`. */
  hideNames(isLocal: (identifier: SyntaxNode) => boolean): void {
    this.#isLocal = isLocal;
    this.#callees.clear();
  }
  /** What a variable holds, where it never holds anything else. */
  knowVariables(heldBy: (identifier: SyntaxNode) => SyntaxNode | undefined): void {
    this.#heldBy = heldBy;
  }
  /** `net/http.ListenAndServe` for a call of a package's function, also through `var listen = http.ListenAndServe`. */
  calledFunction(call: SyntaxNode): string | undefined {
    const callee = this.callee(call);
    if (callee.kind === 'package') return `${callee.package.base}.${callee.name}`;
    const held = callee.kind === 'local' ? this.#heldBy(callee.at) : undefined;
    const [operand, field] = held?.type === 'selector_expression' ? held.children : [];
    const imported = operand === undefined ? undefined : this.packageNamed(operand);
    return imported === undefined || field === undefined ? undefined : `${imported.base}.${this.text(field)}`;
  }
  callArguments(call: SyntaxNode): readonly SyntaxNode[] {
    const list = call.children.find((each) => each.type === 'argument_list');
    if (list !== undefined) return list.children;
    return call.type === 'type_conversion_expression' ? call.children.slice(1) : [];
  }

  /** The content of a string literal; undefined for anything else. */
  stringValue(node: SyntaxNode | undefined): string | undefined {
    const literal = skipParentheses(node);
    if (literal === undefined) return undefined;
    const inner = this.#text.slice(literal.start + 1, literal.end - 1);
    if (literal.type === 'raw_string_literal') return inner;
    if (literal.type !== 'interpreted_string_literal') return undefined;
    return inner.replaceAll(/\\(["\\nt])/g, (_, escaped: string) => simpleEscapes[escaped] ?? escaped);
  }

  /** Struct types are read when first asked for: most files name many and use few. */
  readTypes(): void {
    for (const each of this.root.children) {
      if (each.type !== 'type_declaration') continue;
      for (const spec of each.children) {
        const [name, type] = spec.children;
        if (name === undefined || spec.children.at(-1)?.type !== 'struct_type' || type === undefined) continue;
        this.#readStruct(this.text(name), spec.children.at(-1) ?? type);
      }
    }
  }

  #readStruct(name: string, node: SyntaxNode): void {
    if (this.structs.has(name)) return;
    this.structs.set(name, []);
    const fields = (node.children[0]?.children ?? []).flatMap((field): StructField[] => {
      if (field.type !== 'field_declaration') return [];
      const tag = field.children.find((each) => each.type.endsWith('string_literal'));
      const tags = tag === undefined ? new Map<string, string>() : readTags(this.stringValue(tag) ?? '');
      const names = field.children.filter((each) => each.type === 'field_identifier');
      const typeNode = field.children.find((each) => each.type !== 'field_identifier' && each !== tag);
      const type = this.typeText(typeNode);
      if (names.length === 0) {
        return [{ name: type.slice(type.lastIndexOf('.') + 1), type, tags, embedded: true, node: field }];
      }
      return names.map((each) => ({ name: this.text(each), type, tags, embedded: false, node: field }));
    });
    this.structs.set(name, fields);
  }

  #readImports(node: SyntaxNode): void {
    const specs = node.children.flatMap((each) => (each.type === 'import_spec_list' ? each.children : [each]));
    for (const spec of specs) {
      if (spec.type !== 'import_spec') continue;
      const path = this.stringValue(spec.children.at(-1));
      if (path === undefined || path === '') continue;
      const alias = spec.children.length > 1 ? spec.children[0] : undefined;
      const { base, major } = splitMajor(sameAs.get(path) ?? path);
      const name = alias === undefined ? packageNameOf(base) : this.text(alias);
      this.imports.set(name, { path, base, major, at: spec });
    }
  }

  #readFunction(node: SyntaxNode): void {
    const lists = node.children.filter((each) => each.type === 'parameter_list');
    const receiverList = node.type === 'method_declaration' ? lists.shift() : undefined;
    const name = node.children.find((each) => each.type === 'identifier' || each.type === 'field_identifier');
    const parameterList = lists.shift();
    if (name === undefined) return;
    const body = node.children.at(-1)?.type === 'block' ? node.children.at(-1) : undefined;
    const receiver = receiverList === undefined ? undefined : this.parameters(receiverList)[0];
    const receiverType = receiverList?.children[0]?.children.at(-1);
    const single = node.children.at(body === undefined ? -1 : -2);
    const resultList = lists[0];
    const results =
      resultList !== undefined
        ? resultList.children.flatMap((each) => {
            const count = Math.max(1, each.children.length - 1);
            return Array.from({ length: count }, () => this.typeText(each.children.at(-1)));
          })
        : single !== undefined && single !== parameterList && single !== name
          ? [this.typeText(single)]
          : [];
    this.functions.push({
      name: this.text(name),
      node,
      parameters: parameterList === undefined ? [] : this.parameters(parameterList),
      results,
      resultNames: resultList === undefined ? [] : this.parameters(resultList),
      ...(receiverType === undefined ? {} : { receiverType: this.typeText(receiverType).replace(/^\./, '') }),
      ...(receiver === undefined ? {} : { receiver }),
      ...(body === undefined ? {} : { body }),
    });
  }

  parameters(list: SyntaxNode): Parameter[] {
    return list.children.flatMap((each) => {
      const names = each.children.filter((child) => child.type === 'identifier');
      const variadic = each.type === 'variadic_parameter_declaration';
      const type = this.typeText(each.children.at(-1));
      return names.map((name) => ({ name, type: variadic ? `[]${type}` : type }));
    });
  }
}

/** https://pkg.go.dev/golang.org/x/net/context: since Go 1.9 its types and functions are those of the standard library. */
const sameAs: ReadonlyMap<string, string> = new Map([['golang.org/x/net/context', 'context']]);
const simpleEscapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
const builtinTypes = new Set(
  'bool byte error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 any'.split(
    ' ',
  ),
);

export function skipParentheses(node: SyntaxNode | undefined): SyntaxNode | undefined {
  let inner = node;
  while (inner?.type === 'parenthesized_expression' || inner?.type === 'literal_element') inner = inner.children[0];
  return inner;
}

/** `github.com/labstack/echo/v5` is echo, major 5; `gopkg.in/yaml.v3` is yaml, major 3. */
export function splitMajor(path: string): { base: string; major: number } {
  const match = /^(.*?)(?:\/v|\.v)(\d+)$/.exec(path);
  if (match?.[1] !== undefined) return { base: match[1], major: Number(match[2]) };
  const inner = /^(.+?)\/v(\d+)\/(.+)$/s.exec(path);
  if (inner?.[1] !== undefined) return { base: `${inner[1]}/${inner[3]}`, major: Number(inner[2]) };
  return { base: path, major: 1 };
}
/** The name a package most likely has: the last part of its path, without `go-` or `-go`. */
function packageNameOf(base: string): string {
  const last = baseNameOf(base);
  return last.replace(/^go-|[.-]go$/, '').replaceAll('-', '_');
}

/** `env:"PORT" envDefault:"8080"` as a map. */
function readTags(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const match of text.matchAll(/(?<![\w-])([\w-]+):"((?:[^"\\]|\\.)*)"/g)) {
    if (match[1] !== undefined && match[2] !== undefined) tags.set(match[1], match[2]);
  }
  return tags;
}
