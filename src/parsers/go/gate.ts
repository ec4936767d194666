// Cheap text tests that decide how closely a Go file is read.
import type { SourceText } from '../parser.js';

/** Suffixes and constraints of files that are not part of a Linux image. */
const otherPlatform = /_(?:windows|darwin|plan9|js|wasip1|ios|android|solaris|aix)(?:_\w+)?\.go$/;
const generated = /^\/\/ Code generated .* DO NOT EDIT\.$/m;

export function isGoSource(path: string): boolean {
  if (!path.endsWith('.go') || path.endsWith('_test.go') || otherPlatform.test(path)) return false;
  return !/(?:^|\/)vendor\//.test(path);
}

/** Imports without which a file neither makes, nor stops, nor configures a server. */
const telling =
  /"(?:net\/http(?:\/httputil)?|os\/signal|flag|github\.com\/(?:spf13\/(?:viper|pflag|cobra)|urfave\/cli|oklog\/run)[\w/.-]*|go\.uber\.org\/fx|sigs\.k8s\.io\/controller-runtime[\w/.-]*|k8s\.io\/apiserver\/pkg\/server|knative\.dev\/pkg\/signals)"/;
const framework =
  /"(?:github\.com\/(?:gin-gonic\/gin|labstack\/echo|gofiber\/fiber|valyala\/fasthttp|cloudwego\/hertz|go-kratos\/kratos|zeromicro\/go-zero\/rest|beego\/beego|astaxie\/beego)[\w/.-]*|google\.golang\.org\/grpc|connectrpc\.com\/connect)"/;
const serves =
  /ListenAndServe|http\.Server\b|\bhttp\.Serve(?:TLS)?\(|signal\.Notify|ReverseProxy|http\.Transport\b|DefaultTransport|NotifyContext|SetupSignal|run\.SignalHandler|fx\.Hook|\.(?:Shutdown|GracefulStop)\(/;
const startsOther =
  /[\w)]\.(?:Run|RunTLS|Start|StartTLS|Listen|ListenTLS|ListenAndServe|ListenAndServeTLS|Serve|Spin)\((?!\(?t\b)/;
const starts =
  /\.(?:Run\w*|Start\w*|Listen\w*|Spin|Serve|Shutdown\w*|GracefulStop|MustNewServer|NewServer|New|Default)\(/;
/** Keys of a registry that belongs to the whole program; other names are read when another file asks for them. */
const registers = /\.SetDefault\(|\.BindPFlags?\(|\.(?:Duration|Int|String)(?:Var)?P?\("|(?:Duration|Int|String)Flag\{/;
const passes = /Getenv|LookupEnv|flag\.|viper\.|time\.(?:Second|Minute|Millisecond)|[Ss]ignal/;

/** Headers of responses, with what makes them longer than a proxy's buffer. */
const heads = /(?:\.Header\(\)\.(?:Set|Add)|\bSetCookie|\bc\.Header)\(/;
export const lengthy = /\bstrings\.Repeat\(|["`][^"`\n]{1000}/;

/** WebSockets, taken over and pinged in packages that may know no server. */
const sockets = /"(?:github\.com\/(?:gorilla|fasthttp|coder|gofiber(?:\/contrib)?)|nhooyr\.io)\/websocket(?:\/v\d+)?"/;
const handles = /\.Upgrade\(|\bwebsocket\.(?:Accept|New|Dial)|Dialer\b|PingMessage|\.Ping\(/;

/** `server`: everything; `names`: only what other files may ask for; `imports`: only what it imports; `none`: nothing. */
export type Interest = 'server' | 'names' | 'imports' | 'none';

/** Written by a person, and part of a Linux build: anything else is left alone. */
export const mayMatter = ({ text }: SourceText): boolean => isOurs(headOf(text));

export function interestOf({ text }: SourceText): Interest {
  const head = headOf(text);
  if (!isOurs(head)) return 'none';
  if (text.includes('hoplint-ignore')) return 'server';
  const tells = telling.test(head);
  const isMain = /^package main\b/m.test(head);
  if (tells && serves.test(text)) return 'server';
  if (framework.test(head) && (starts.test(text) || text.includes('WithKeepaliveParams('))) return 'server';
  // `server := routes.New()` of another package, and then `server.Run()`, or `routes.New().Run()`; commands of cobra do the same outside of main.
  if ((isMain || tells) && startsOther.test(text)) return 'server';
  if ((tells || framework.test(head)) && heads.test(text) && lengthy.test(text)) return 'server';
  if (sockets.test(head) && handles.test(text)) return 'server';
  // What main registers, and what it passes to the packages that make the servers.
  if (isMain ? passes.test(text) : tells && registers.test(text))
    return isMain && /[Ss]ignal/.test(text) ? 'server' : 'names';
  return 'imports';
}
function isOurs(head: string): boolean {
  if (generated.test(head)) return false;
  const constraint = /^\/\/go:build (.+)$/m.exec(head);
  return constraint?.[1] === undefined || isBuilt(constraint[1].slice(0, longestConstraint));
}
const longestConstraint = 300;
/** Made by a tool, as the Go command tells such files: https://go.dev/s/generatedcode */
export const isGenerated = (text: string): boolean => generated.test(headOf(text));
const headOf = (text: string): string => text.slice(0, /^(?:func|type|var|const)\b/m.exec(text)?.index ?? text.length);

const builtTags = /^(?:linux|unix|amd64|arm64|cgo|gc|go1(?:\.\d+)?)$/;

/** Whether a `//go:build` line holds in an ordinary Linux build; unreadable ones count as built. */
export function isBuilt(constraint: string): boolean {
  const tokens = constraint.match(/&&|\|\||[!()]|[\w.]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === '||') {
      at += 1;
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = single();
    while (tokens[at] === '&&') {
      at += 1;
      value = single() && value;
    }
    return value;
  };
  const single = (): boolean => {
    const token = tokens[at];
    at += 1;
    if (token === '!') return !single();
    if (token !== '(') return token === undefined || builtTags.test(token);
    const value = either();
    at += 1;
    return value;
  };
  return either();
}

const importBlock = /^import\s*(?:\(((?:[^)\r\n]|[\r\n](?!import))*)\)|(?:[\w.]+\s+)?"([^"\n]+)")/gm;

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
