// Reverse proxies of a Go file count where the file serves with them, or hands them to somebody who may.
import { expect, it } from 'vitest';
import { read } from './read.js';
import { show } from './show.js';

const head = 'package edge\n\nimport (\n\t"net/http"\n\t"net/http/httputil"\n\t"net/url"\n)\n\n';
const make = 'proxy := httputil.NewSingleHostReverseProxy(to)\n\tproxy.FlushInterval = -1\n';
const isFound = (body: string): boolean => show(read(`${head}${body}`)).includes('reverse proxy');
const inFunction = (rest: string): string =>
  `func serve(w http.ResponseWriter, r *http.Request, to *url.URL) {\n\t${make}\t${rest}\n}\n`;

it.each([
  ['served with', inFunction('proxy.ServeHTTP(w, r)')],
  ['handed to a function', inFunction('http.Handle("/", proxy)')],
  ['the handler of a server', inFunction('s := &http.Server{Handler: proxy}\n\ts.ListenAndServe()')],
  [
    'in a field that is served with',
    `type edge struct{ proxy *httputil.ReverseProxy }\n\nfunc build(to *url.URL) *edge { return &edge{proxy: httputil.NewSingleHostReverseProxy(to)} }\n\nfunc (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.proxy.ServeHTTP(w, r) }\n`,
  ],
  ['returned', `func build(to *url.URL) http.Handler {\n\t${make}\treturn proxy\n}\n`],
])('%s', (_, body) => expect(isFound(body)).toBe(true));

it.each([
  ['a field of a struct', inFunction('u := upgrader{proxy: proxy}\n\tu.serve(w, r)')],
  [
    'made for a field',
    'func build(to *url.URL) *upgrader {\n\treturn &upgrader{proxy: httputil.NewSingleHostReverseProxy(to)}\n}\n',
  ],
])('only put into %s', (_, body) => expect(isFound(body)).toBe(false));

const transport = '&http.Transport{IdleConnTimeout: time.Minute}';
const proxy = `&httputil.ReverseProxy{Transport: ${transport}}`;
const pools = (body: string): boolean =>
  !show(read(`${head.replace('(', '(\n\t"time"')}${body}`)).includes('outbound.pooling');
const handler = (rest: string): string => `func serve(w http.ResponseWriter, r *http.Request) {\n\t${rest}\n}\n`;

it.each([
  ['in a handler', handler(`p := ${proxy}\n\tp.ServeHTTP(w, r)`)],
  [
    'in a function that handlers call',
    `${handler('make().ServeHTTP(w, r)')}\nfunc make() *httputil.ReverseProxy { return ${proxy} }\n`,
  ],
])('a transport made %s pools nothing', (_, body) => expect(pools(body)).toBe(false));
it.each([
  ['at the start', `func build() http.Handler { return ${proxy} }\n\nfunc main() { http.Handle("/", build()) }\n`],
  ['once for each host', handler(`p := ${proxy}\n\tproxies[r.Host] = p\n\tp.ServeHTTP(w, r)`)],
])('a transport made %s does', (_, body) => expect(pools(body)).toBe(true));
