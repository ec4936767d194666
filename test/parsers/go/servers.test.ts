// Which Go servers are found, what role they have, where they listen, and what is no server at all.
import { describe, expect, it } from 'vitest';
import { clients, program, read, server, servers } from './read.js';
import { value } from './show.js';

const listening = (address: string, before = ''): string => program(`${before}\thttp.ListenAndServe(${address}, nil)`);

describe('addresses', () => {
  it.each([
    ['":8080"', undefined, '8080'],
    ['"127.0.0.1:8080"', '"127.0.0.1"', '8080'],
    ['"0.0.0.0:" + os.Getenv("PORT")', '"0.0.0.0"', '$PORT'],
    ['host + ":" + port', '"localhost"', '9000'],
    ['fmt.Sprintf(":%d", 7000)', undefined, '7000'],
    ['fmt.Sprintf("%s:%s", host, port)', '"localhost"', '9000'],
    ['net.JoinHostPort(host, port)', '"localhost"', '9000'],
    ['":" + getEnv("PORT", "8081")', undefined, '[$PORT ?? 8081]'],
    ['address()', undefined, undefined],
  ])('%s', (address, host, port) => {
    const text = listening(address, '\thost, port := "localhost", "9000"\n').replace(
      'import (',
      'import (\n\t"fmt"\n\t"net"',
    );
    const found = server(text);
    expect(found.host === undefined ? undefined : value(found.host)).toBe(host);
    if (port === undefined) expect(found.port?.kind).toBe('unknown');
    else expect(found.port === undefined ? undefined : value(found.port)).toBe(port);
  });
});

describe('a server', () => {
  it.each([
    ['a pointer to a literal', 's := &http.Server{}\n\ts.ListenAndServe()'],
    ['a literal', 's := http.Server{}\n\ts.ListenAndServe()'],
    ['new', 's := new(http.Server)\n\ts.ListenAndServe()'],
    ['a declared variable', 'var s http.Server\n\ts.ListenAndServe()'],
    ['an alias', 's := build()\n\ts.ListenAndServe()'],
  ])('is found as %s, with later assignments', (_, body) => {
    const text = program(
      `\t${body.replace('\n', '\n\ts.IdleTimeout = 70 * time.Second\n')}`,
      body.includes('build') ? '\nfunc build() *http.Server { return &http.Server{} }\n' : '',
    );
    const found = server(text);
    expect(found.listenAt?.line).toBeGreaterThan(found.at.line - 20);
    expect(found.settings.map((each) => `${each.name} ${value(each.value)}`)).toEqual([
      'inbound.idleTimeout go-duration("70s")',
    ]);
  });

  it('in a struct field keeps its settings from another method', () => {
    const text =
      'package web\n\nimport (\n\t"net/http"\n\t"time"\n)\n\ntype App struct{ srv *http.Server }\n\nfunc New() *App { return &App{srv: &http.Server{Addr: ":80"}} }\n\nfunc (a *App) Tune() { a.srv.WriteTimeout = 9 * time.Second }\n\nfunc (a *App) Run() error { return a.srv.ListenAndServe() }\n';
    const found = server(text, 'web/app.go');
    expect(found.settings.map((each) => each.key)).toEqual(['WriteTimeout']);
    expect(found).toMatchObject({ role: 'main', entry: 'web#web', listenAt: { line: 14 } });
  });

  it('under another import name', () => {
    expect(
      server('package main\n\nimport web "net/http"\n\nfunc main() { web.ListenAndServe(":80", nil) }\n').product,
    ).toBe('go-http');
  });

  it('keeps columns right behind other alphabets', () => {
    const text =
      'package main\n\nimport "net/http"\n\nfunc main() { /* größe 漢字 😀 */ http.ListenAndServe(":80", nil) }\n';
    const { at } = server(text);
    const line = text.split('\n')[at.line - 1] ?? '';
    expect(line.slice(at.column - 1, at.endColumn - 1)).toBe('http.ListenAndServe(":80", nil)');
  });

  it('leaves the last assignment to decide, unless it only holds sometimes', () => {
    const text = program(
      '\ts := &http.Server{IdleTimeout: time.Minute}\n\tif os.Args[0] == "x" {\n\t\ts.IdleTimeout = time.Hour\n\t}\n\ts.ListenAndServe()',
    );
    expect(
      value(server(text).settings[0]?.value ?? { kind: 'unknown', reason: 'dynamic', text: '', at: server(text).at }),
    ).toBe('{go-duration("60s") | go-duration("3600s")}');
  });
});

describe('roles', () => {
  it.each([
    [
      'the name of its function',
      '\tgo startMetrics()\n\thttp.ListenAndServe(":80", nil)',
      '\nfunc startMetrics() { http.ListenAndServe(":9090", mux()) }\n',
    ],
    [
      'the name of its port',
      '\tgo http.ListenAndServe(":"+os.Getenv("HEALTH_PORT"), mux())\n\thttp.ListenAndServe(":80", nil)',
      '',
    ],
    [
      'its routes',
      '\tm := http.NewServeMux()\n\tm.HandleFunc("/healthz", ok)\n\tgo http.ListenAndServe(":9090", m)\n\tapi := http.NewServeMux()\n\tapi.HandleFunc("/orders", ok)\n\thttp.ListenAndServe(":80", api)',
      '',
    ],
    [
      'its handler of counters, at whatever path',
      '\tm := http.NewServeMux()\n\tm.Handle(os.Getenv("COUNTERS"), promhttp.Handler())\n\tgo http.ListenAndServe(":9090", m)\n\tapi := http.NewServeMux()\n\tapi.HandleFunc("/orders", ok)\n\thttp.ListenAndServe(":80", api)',
      '',
    ],
  ])('side by %s', (_, body, around) => {
    expect(
      servers(program(body, around))
        .map((each) => each.role)
        .sort(),
    ).toEqual(['main', 'side']);
  });
  it('what others add routes to is not for counters alone', () => {
    const text =
      'package web\n\nimport (\n\t"net/http"\n\n\t"example.com/shop/orders"\n)\n\nfunc New() *http.Server {\n\tm := http.NewServeMux()\n\tm.HandleFunc("/version", ok)\n\torders.Register(m)\n\treturn &http.Server{Handler: m}\n}\n';
    expect(server(text).role).not.toBe('side');
    expect(server(text.replace('orders.Register(m)', 'orders.RegisterMetrics(m)')).role).toBe('side');
  });
  it('a lone exporter is the main server of its program', () => {
    expect(server(program('\thttp.Handle("/metrics", metrics())\n\thttp.ListenAndServe(":80", nil)')).role).toBe(
      'main',
    );
  });
});

describe('no server', () => {
  it.each([
    ['a redis pool', 'var p = &redis.Pool{IdleTimeout: 240 * time.Second}'],
    ['a client', 'var c = &http.Client{Timeout: time.Second}'],
    [
      'a type of this package',
      'type Server struct{ IdleTimeout time.Duration }\nvar s = &Server{IdleTimeout: time.Second}',
    ],
    ['a test server', 'var s = httptest.NewServer(nil)'],
    ['a comment', '// s := &http.Server{IdleTimeout: 5}'],
    ['a text', 'var s = `&http.Server{IdleTimeout: 5}`'],
  ])('%s', (_, code) => {
    const text = `package a\n\nimport (\n\t"net/http"\n\t"net/http/httptest"\n\t"time"\n\n\t"github.com/gomodule/redigo/redis"\n)\n\n${code}\n\n// http.Server\n`;
    expect(servers(text)).toEqual([]);
  });
});

describe('clients', () => {
  it('a proxy with a transport of its own has that one’s zero values', () => {
    const [proxy, ...others] = clients(
      'package main\n\nimport (\n\t"net/http"\n\t"net/http/httputil"\n\t"time"\n)\n\nvar p = &httputil.ReverseProxy{Transport: &http.Transport{ResponseHeaderTimeout: time.Second}}\n',
    );
    expect(others).toEqual([]);
    expect(proxy?.settings.map((each) => `${each.name} ${value(each.value)}`)).toEqual([
      'outbound.responseTimeout go-duration("1s")',
      'outbound.idleTimeout 0',
    ]);
  });
  it('a proxy without one has nothing written', () => {
    expect(clients('package main\n\nimport "net/http/httputil"\n\nvar p = &httputil.ReverseProxy{}\n')).toMatchObject([
      { product: 'go-reverse-proxy', reverseProxy: true, settings: [] },
    ]);
  });
});

it('a suppression in a comment is read', () => {
  const text = listening('":80"').replace(
    '\thttp.Listen',
    '\t// hoplint-ignore sigterm-unhandled -- batch job\n\thttp.Listen',
  );
  expect(read(text).suppressions).toMatchObject([{ rules: ['sigterm-unhandled'], reason: 'batch job' }]);
});
