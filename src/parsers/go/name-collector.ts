// Gathers the names that one Go file gives to others, leaving out what says nothing.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import type { StructPart } from '../../model/struct-parts.js';

const mostNames = 3000;
/** Different values of one name in one file; of more nobody can say which holds. */
const mostValues = 4;

export class NameCollector {
  readonly #names = new Map<string, Expression[]>();
  readonly #parts = new Map<string, StructPart>();

  add(name: string, expression: Expression): void {
    if (this.#names.has(name) || this.#names.size >= mostNames || !saysSomething(expression, name)) return;
    this.#names.set(name, [expression]);
  }
  /** A constant that names a key or a variable: `const Port = "SERVER_PORT"`. */
  addKey(name: string, expression: Expression): void {
    const isKey = expression.kind === 'literal' && typeof expression.value === 'string' && isKeyText(expression.value);
    if (isKey && !this.#names.has(name) && this.#names.size < mostNames) this.#names.set(name, [expression]);
  }
  /** All that one name may be, where some of it says something: one value alone would be taken for the only one. */
  addEach(name: string, expressions: readonly Expression[]): void {
    if (expressions.some((each) => saysSomething(each, name))) for (const each of expressions) this.addOpen(name, each);
  }
  /** Also what says nothing: that there is a value counts. */
  addOpen(name: string, expression: Expression): void {
    if (this.#names.size >= mostNames) return;
    const before = this.#names.get(name) ?? [];
    const value = saysSomething(expression, name) ? expression : untold(expression);
    if (before.length < mostValues && !before.some((each) => valueText(each) === valueText(value)))
      this.#names.set(name, [...before, value]);
  }
  addPart(name: string, part: StructPart): void {
    if (this.#parts.size < mostNames && !this.#parts.has(name)) this.#parts.set(name, part);
  }
  fact(space: BindingsFact['space'], owner: string): BindingsFact | undefined {
    if (this.#names.size === 0 && this.#parts.size === 0) return undefined;
    const names = Object.fromEntries(this.#names);
    const parts = this.#parts.size === 0 ? {} : { parts: Object.fromEntries(this.#parts) };
    return { kind: 'bindings', space, owner, names, ...parts };
  }
}

/**
 * A value, or a way to one; not the same name again, not something only the running program knows. Text is kept where it
 * can be a time, an address or a list of signals: anything else is nobody's business, least of all a default password.
 */
function saysSomething(expression: Expression, name: string): boolean {
  switch (expression.kind) {
    case 'unknown':
      return false;
    case 'literal':
      return (
        typeof expression.value === 'number' || (typeof expression.value === 'string' && telling.test(expression.value))
      );
    case 'name':
      return expression.space !== 'package' || expression.name !== name;
    case 'convert':
      return saysSomething(expression.operand, name);
    case 'either':
    case 'fallback':
      return expression.options.some((each) => saysSomething(each, name)) && !expression.options.some(isOtherText);
    case 'arithmetic':
      return expression.operands.every((each) => saysSomething(each, name));
    case 'env':
      return true;
  }
}
function isOtherText(expression: Expression): boolean {
  return expression.kind === 'literal' && typeof expression.value === 'string' && !telling.test(expression.value);
}
/** Of nothing but what a server is told, so that no other text gets in. */
const isKeyText = (text: string): boolean => /^[A-Za-z][\w.-]{0,80}$/.test(text) && aboutServers.test(text);
const aboutServers =
  /port|addr|host|listen|bind|http|grpc|serv|time|idle|alive|grace|drain|shutdown|delay|period|read|write|interval/i;
const telling =
  /^(?:|(?:[\d.]+(?:ns|us|µs|ms|s|m|h))+|(?:[\w.-]*:)?\d{0,5}|localhost|[\d.]+|::|SIG\w+(?:,SIG\w+)*,?|http:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w./-]*)?)$/;
function untold({ at, ...value }: Expression): Expression {
  const text = value.kind === 'unknown' ? value.text : 'what stands here is neither a time nor an address';
  return { kind: 'unknown', reason: 'dynamic', text, at };
}
/** Where it stands makes no other value of it. */
const valueText = (expression: Expression): string =>
  JSON.stringify(expression, (key, value: unknown) => (key === 'at' ? undefined : value));
