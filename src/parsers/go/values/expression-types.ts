// The types of Go expressions, as far as one file tells: declarations, literals, fields, and what well-known constructors return.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { stopMethodsOf } from '../shapes.js';
import type { Scope } from './scope.js';

const deepest = 8;

/** As `typeText` spells it; empty when it cannot be told from this file. */
export function typeOf(scope: Scope, node: SyntaxNode | undefined, depth: number): string {
  const { file } = scope;
  const inner = skipParentheses(node);
  if (inner === undefined || depth > deepest) return '';
  switch (inner.type) {
    case 'unary_expression':
      return typeOf(scope, inner.children[0], depth + 1);
    case 'composite_literal':
      return file.typeText(inner.children[0]);
    case 'type_assertion_expression':
      return file.typeText(inner.children[1]);
    case 'identifier': {
      const declaration = scope.declarationOf(inner);
      if (declaration === undefined) return '';
      if (declaration.type !== '') return declaration.type;
      const first = declaration.writes[0];
      if (first === undefined) return typeOfElement(scope, declaration.node, depth + 1);
      return typeOfResult(scope, first.value, first.index, depth + 1);
    }
    case 'selector_expression': {
      const [operand, field] = inner.children;
      if (operand === undefined || field === undefined || file.packageNamed(operand) !== undefined) return '';
      return scope.fieldType(typeOf(scope, operand, depth + 1), file.text(field));
    }
    case 'call_expression':
      return typeOfResult(scope, inner, 0, depth + 1);
    default:
      return '';
  }
}

/** `for _, server := range servers` of a list of servers; elements of an interface may be of any type. */
function typeOfElement(scope: Scope, name: SyntaxNode, depth: number): string {
  const list = name.parent;
  const clause = list?.type === 'expression_list' && list.children[1] === name ? list.parent : undefined;
  const ranged = clause?.type === 'range_clause' ? typeOf(scope, clause.children[1], depth) : '';
  const element = ranged.startsWith('[]') ? ranged.slice(2) : '';
  return stopMethodsOf(element).length > 0 ? element : '';
}
function typeOfResult(scope: Scope, value: SyntaxNode, index: number, depth: number): string {
  const { file } = scope;
  const call = skipParentheses(value);
  if (call?.type !== 'call_expression') return index === 0 ? typeOf(scope, call, depth) : '';
  const callee = file.callee(call);
  const [first] = file.callArguments(call);
  if (callee.kind === 'local' && callee.name === 'new') return file.typeText(first);
  const asked = index === 0 ? typeAskedFor(scope, call) : undefined;
  if (asked !== undefined) return asked;
  if (file.calledFunction(call) === 'github.com/caarlos0/env.Must') return typeOf(scope, first, depth + 1);
  if (callee.kind === 'package') return constructedTypes.get(`${callee.package.base}.${callee.name}`)?.[index] ?? '';
  if (callee.kind === 'local') return scope.functionNamed(callee.name)?.results[index] ?? '';
  if (callee.kind === 'method') {
    const owner = typeOf(scope, callee.receiver, depth + 1);
    const found = scope.methodsNamed(callee.name).filter((each) => owner === '' || owner === `.${each.receiverType}`);
    return found.length === 1 ? (found[0]?.results[index] ?? '') : '';
  }
  return '';
}

/** `env.ParseAs[Config]()` of caarlos0/env reads the variables of a struct that it makes. */
function typeAskedFor({ file }: Scope, call: SyntaxNode): string | undefined {
  const [target, asked] = call.children;
  // The grammar takes a name without a package for an index.
  const [named, type] =
    target?.type === 'index_expression' ? target.children : [target, asked?.children[0]?.children[0]];
  const [operand, field] = named?.type === 'selector_expression' ? named.children : [];
  if (operand === undefined || field === undefined || type === undefined) return undefined;
  const isReader = /^ParseAs(?:WithOptions)?$/.test(file.text(field));
  return isReader && file.packageNamed(operand)?.base === 'github.com/caarlos0/env' ? file.typeText(type) : undefined;
}

/** What well-known constructors return. */
const constructedTypes: ReadonlyMap<string, readonly string[]> = new Map([
  ['github.com/gin-gonic/gin.New', ['github.com/gin-gonic/gin.Engine']],
  ['github.com/gin-gonic/gin.Default', ['github.com/gin-gonic/gin.Engine']],
  ['github.com/labstack/echo.New', ['github.com/labstack/echo.Echo']],
  ['github.com/gofiber/fiber.New', ['github.com/gofiber/fiber.App']],
  ['github.com/go-chi/chi.NewRouter', ['github.com/go-chi/chi.Mux']],
  ['github.com/go-chi/chi.NewMux', ['github.com/go-chi/chi.Mux']],
  ['github.com/gorilla/mux.NewRouter', ['github.com/gorilla/mux.Router']],
  ['github.com/julienschmidt/httprouter.New', ['github.com/julienschmidt/httprouter.Router']],
  [
    'github.com/grpc-ecosystem/grpc-gateway/runtime.NewServeMux',
    ['github.com/grpc-ecosystem/grpc-gateway/runtime.ServeMux'],
  ],
  ['google.golang.org/grpc.NewServer', ['google.golang.org/grpc.Server']],
  ['net/http.NewServeMux', ['net/http.ServeMux']],
  ['github.com/prometheus/client_golang/prometheus/promhttp.Handler', ['promhttp']],
  ['os/signal.NotifyContext', ['context.Context', 'context.CancelFunc']],
  ['context.WithCancel', ['context.Context', 'context.CancelFunc']],
  ['context.WithTimeout', ['context.Context', 'context.CancelFunc']],
  ['context.WithDeadline', ['context.Context', 'context.CancelFunc']],
  ['context.Background', ['context.Context']],
  ['golang.org/x/sync/errgroup.WithContext', ['golang.org/x/sync/errgroup.Group', 'context.Context']],
  ['net/http/httputil.NewSingleHostReverseProxy', ['net/http/httputil.ReverseProxy']],
]);
