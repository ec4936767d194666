// Picks the function bodies of a file that can matter; request handlers and business logic are the bulk, and are left unread.
import type { SyntaxNode } from '../kit/tree-sitter.js';
import type { GoFile } from './file.js';
import { lengthy } from './gate.js';

/** Anything that makes, configures, starts or stops a server, waits, or reads configuration. */
const telling =
  /http\.(?:Server?|Serve|ListenAndServe|Transport|DefaultTransport|NewServeMux|DefaultServeMux|Handle|TimeoutHandler)|Listen|Shutdown|GracefulStop|Graceful|[Ss]ignal|<-|\bclose\(|Timeout|Getenv|LookupEnv|[Ee]nv\w{0,60}\("|flag\.|viper\.|Flags\(\)|SetDefault\(|Duration\w{0,60}\(|ReverseProxy|\.Run\w*\(|\.Start\w*\(|Serve\(|Spin\(|(?:gin|echo|fiber|web|server|rest|grpc)\.(?:New\w*|Default|MustNewServer)\(|BConfig|os\.Exit|(?:Config|Options|Server)\{|\.(?:Handle|HandleFunc|GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Any|All|Mount)\([^\n]{0,400}"\/|time\.(?:Second|Minute|Millisecond|Sleep|After)|runtime\.NewServeMux|h2c\.|grpc\.Dial/;
/** Requests of clients. */
const asks = /http\.(?:Post|NewRequest|Client\{|DefaultClient)|\.(?:Do|Post|PostForm)\(/;
const shortBody = 300;

export function bodiesToWalk(file: GoFile): ReadonlySet<SyntaxNode> {
  const chosen = new Set<SyntaxNode>();
  /** Whoever calls one of these is chosen as well. */
  const names = new Set<string>();
  const callers = new Map<string, Body[]>();
  for (const { name, body } of file.functions) {
    if (body === undefined) continue;
    const text = file.text(body);
    const tells = telling.test(text) || lengthy.test(text) || asks.test(text);
    const isLong = body.end - body.start > shortBody;
    if (tells || !isLong || name === 'main') {
      chosen.add(body);
      if (isLong || tells) names.add(name);
      continue;
    }
    for (const called of calledIn(text)) {
      const known = callers.get(called);
      if (known === undefined) callers.set(called, [{ name, body }]);
      else known.push({ name, body });
    }
  }
  for (const called of names) {
    for (const { name, body } of callers.get(called) ?? []) {
      chosen.add(body);
      names.add(name);
    }
  }
  return chosen;
}
interface Body {
  readonly name: string;
  readonly body: SyntaxNode;
}
function calledIn(text: string): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(/\b(\w+)\(/g), ([, name = '']) => name));
}
