// Locations that nginx itself asks before it goes on with a request: `auth_request /auth`. Such a request is a GET, whatever the client sent.
// https://nginx.org/en/docs/http/ngx_http_auth_request_module.html
import type { Directive } from '../../model/facts.js';

/** The addresses that a server asks so. */
export function askedBySubRequests(server: Directive): ReadonlySet<string> {
  const asked = new Set<string>();
  const visit = (block: readonly Directive[]): void => {
    for (const { name, words, block: inner } of block) {
      const uri = name === 'auth_request' ? words[0]?.text.replace(/\?.*/s, '') : undefined;
      if (uri?.startsWith('/') === true) asked.add(uri);
      if (inner !== undefined) visit(inner);
    }
  };
  visit(server.block ?? []);
  return asked;
}

/** No client is expected there: it is closed to them, or made for that one address. */
export function isForSubRequests({ words, block = [] }: Directive, asked: ReadonlySet<string>): boolean {
  const [first, second] = words.map(({ text }) => text);
  const isExact = first === '=';
  const uri = isExact || first === '^~' ? second : first;
  return uri !== undefined && asked.has(uri) && (isExact || block.some(({ name }) => name === 'internal'));
}
