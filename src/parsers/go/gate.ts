// Cheap text tests that decide how closely a Go file is read.
import type { SourceText } from '../parser.js';

/** Suffixes and constraints of files that are not part of a Linux image. */
const otherPlatform = /_(?:windows|darwin|plan9|js|wasip1|ios|android|solaris|aix)(?:_\w+)?\.go$/;
const otherConstraint = /^\/\/(?:go:build|\s*\+build) +(?:windows|darwin|ignore|tools|plan9|js)\s*$/m;
const generated = /^\/\/ Code generated .* DO NOT EDIT\.$/m;

export function isGoSource(path: string): boolean {
  if (!path.endsWith('.go') || path.endsWith('_test.go') || otherPlatform.test(path)) return false;
  return !/(?:^|\/)vendor\//.test(path);
}

const serves =
  /ListenAndServe|http\.Server\b|\bhttp\.Serve(?:TLS)?\(|signal\.Notify|ReverseProxy|http\.Transport\b|DefaultTransport|NotifyContext|SetupSignal|run\.SignalHandler|fx\.Hook/;
const framework =
  /"github\.com\/(?:gin-gonic\/gin|labstack\/echo|gofiber\/fiber|valyala\/fasthttp|cloudwego\/hertz|go-kratos\/kratos|zeromicro\/go-zero\/rest|beego\/beego|astaxie\/beego)|"google\.golang\.org\/grpc"|"connectrpc\.com\/connect"/;
const starts =
  /\.(?:Run\w*|Start\w*|Listen\w*|Spin|Serve|Shutdown\w*|GracefulStop|MustNewServer|NewServer|New|Default)\(/;
const stops = /\.(?:Shutdown|GracefulStop)\(/;
const configures =
  /envDefault:"|env-default:"|\bdefault:"\d|SetDefault\(|\.Duration(?:Var)?P?\(|DurationFlag\{|mapstructure:"/;
const durations = /time\.(?:Duration|Second|Minute|Millisecond)/;

/** `server`: everything; `names`: only what other files may ask for; `imports`: only what it imports; `none`: nothing. */
export type Interest = 'server' | 'names' | 'imports' | 'none';

export function interestOf(file: SourceText): Interest {
  const { text } = file;
  const head = text.slice(0, 4096);
  if (generated.test(head)) return 'none';
  const clause = /^package\s+\w+/m.exec(head);
  if (otherConstraint.test(clause === null ? head : head.slice(0, clause.index))) return 'none';
  if (serves.test(text) || stops.test(text) || text.includes('hoplint-ignore')) return 'server';
  if (framework.test(text) && starts.test(text)) return 'server';
  if (configures.test(text) && durations.test(text)) return 'names';
  return 'imports';
}

const importBlock = /^import\s*(?:\(([^)]*)\)|(?:[\w.]+\s+)?"([^"\n]+)")/gm;

/** The import paths of a file without parsing it: gofmt leaves imports in one place and one form. */
export function scanImports(text: string): readonly string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(importBlock)) {
    if (match[2] !== undefined) found.add(match[2]);
    for (const line of (match[1] ?? '').split('\n')) {
      const path = /^\s*(?:[\w.]+\s+)?(?:"([^"]+)"|`([^`]+)`)/.exec(line);
      const written = path?.[1] ?? path?.[2];
      if (written !== undefined) found.add(written);
    }
  }
  return [...found];
}
