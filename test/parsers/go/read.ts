// Reads Go text for tests, and finds the one fact a test asks about.
import type { ClientFact, FileFacts, ServerFact } from '../../../src/model/facts.js';
import { createGoParser } from '../../../src/parsers/go/parse-go.js';
import { value } from './show.js';

const parser = await createGoParser();

export function read(text: string, path = 'cmd/api/main.go'): FileFacts {
  return parser.parse({ path, text });
}
export function readNames(text: string, path = 'config/config.go'): Readonly<Record<string, string>> {
  const names = parser
    .parseBindings({ path, text })
    .facts.flatMap((fact) =>
      fact.kind === 'bindings'
        ? Object.entries(fact.names).map(([name, options]) => [name, options.map(value).join(' or ')])
        : [],
    );
  return Object.fromEntries(names);
}
export function servers(text: string, path?: string): readonly ServerFact[] {
  return read(text, path).facts.flatMap((fact) => (fact.kind === 'server' ? [fact] : []));
}
export function clients(text: string): readonly ClientFact[] {
  return read(text).facts.flatMap((fact) => (fact.kind === 'client' ? [fact] : []));
}
export function server(text: string, path?: string): ServerFact {
  const [first, ...others] = servers(text, path);
  if (first === undefined || others.length > 0) throw new Error(`expected one server, found ${others.length}`);
  return first;
}
/** A program whose server has this idle timeout. */
export function idle(expression: string, before = '', body = ''): string {
  const found = server(
    `package main\nimport ("net/http"; "os"; "time"; "flag"; "strconv")\n${before}\nfunc main() {\n${body}\n\ts := &http.Server{IdleTimeout: ${expression}}\n\ts.ListenAndServe()\n}\n`,
  );
  const setting = found.settings.find((each) => each.name === 'inbound.idleTimeout');
  return setting === undefined ? 'absent' : value(setting.value);
}
/** A main function around these lines, with the imports servers need. */
export function program(body: string, around = ''): string {
  return `package main\n\nimport (\n\t"context"\n\t"errors"\n\t"log"\n\t"net/http"\n\t"os"\n\t"os/signal"\n\t"sync"\n\t"syscall"\n\t"time"\n)\n\nfunc main() {\n${body}\n}\n${around}`;
}
