// Picks the function bodies of a file that can matter; request handlers and business logic are the bulk, and are left unread.
import type { SyntaxNode } from '../kit/tree-sitter.js';
import type { GoFile } from './file.js';

/** Anything that makes, configures, starts or stops a server, waits, or reads configuration. */
const telling =
  /http\.(?:Server?|Serve|ListenAndServe|Transport|DefaultTransport|NewServeMux|DefaultServeMux|Handle|TimeoutHandler)|Listen|Shutdown|GracefulStop|Graceful|[Ss]ignal|<-|\bclose\(|Timeout|Getenv|LookupEnv|[Ee]nv\w*\("|flag\.|viper\.|Flags\(\)|SetDefault\(|Duration\w*\(|ReverseProxy|\.Run\w*\(|\.Start\w*\(|Serve\(|Spin\(|(?:gin|echo|fiber|web|server|rest|grpc)\.(?:New\w*|Default|MustNewServer)\(|BConfig|os\.Exit|\w*(?:Config|Options|Server)\{|\.(?:Handle|HandleFunc|GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Any|All|Mount)\([^\n]*"\/|time\.(?:Second|Minute|Millisecond|Sleep|After)|runtime\.NewServeMux|h2c\./;
const shortBody = 300;

export function bodiesToWalk(file: GoFile): ReadonlySet<SyntaxNode> {
  const chosen = new Set<SyntaxNode>();
  const names = new Set<string>();
  const open = file.functions.flatMap((each) =>
    each.body === undefined ? [] : [{ name: each.name, body: each.body, text: file.text(each.body) }],
  );
  let left = open;
  for (let before = -1; before !== chosen.size; ) {
    before = chosen.size;
    left = left.filter(({ name, body, text }) => {
      const wanted =
        name === 'main' || body.end - body.start <= shortBody || telling.test(text) || mentions(text, names);
      if (!wanted) return true;
      chosen.add(body);
      if (body.end - body.start > shortBody || telling.test(text)) names.add(name);
      return false;
    });
  }
  return chosen;
}
/** Calls a function that was chosen. */
function mentions(text: string, names: ReadonlySet<string>): boolean {
  for (const match of text.matchAll(/(\w+)\(/g)) if (match[1] !== undefined && names.has(match[1])) return true;
  return false;
}
