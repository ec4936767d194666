// How Go programs stop: who hears the signal, whether main waits, and what cannot be followed.
import { describe, expect, it } from 'vitest';
import { program, read, server, servers } from './read.js';
import { show } from './show.js';

const start = '\tsrv := &http.Server{Addr: ":8080"}\n';
const wait = '\tstop := make(chan os.Signal, 1)\n\tsignal.Notify(stop, syscall.SIGTERM)\n';

describe('main waits', () => {
  it.each([
    [
      'yes',
      'Shutdown on the main flow',
      `${start}${wait}\tgo srv.ListenAndServe()\n\t<-stop\n\tsrv.Shutdown(context.Background())`,
    ],
    [
      'yes',
      'a channel closed after Shutdown',
      `${start}${wait}\tdone := make(chan struct{})\n\tgo func() { defer close(done); <-stop; srv.Shutdown(context.TODO()) }()\n\tsrv.ListenAndServe()\n\t<-done`,
    ],
    [
      'yes',
      'a wait group',
      `${start}${wait}\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tgo func() { defer wg.Done(); <-stop; srv.Shutdown(context.TODO()) }()\n\tsrv.ListenAndServe()\n\twg.Wait()`,
    ],
    [
      'yes',
      'select without cases',
      `${start}${wait}\tgo func() { <-stop; srv.Shutdown(context.TODO()); os.Exit(0) }()\n\tsrv.ListenAndServe()\n\tselect {}`,
    ],
    [
      'no',
      'nothing behind ListenAndServe',
      `${start}${wait}\tgo func() { <-stop; srv.Shutdown(context.TODO()) }()\n\tsrv.ListenAndServe()`,
    ],
    [
      'no',
      'log.Fatal around ListenAndServe',
      `${start}${wait}\tgo func() { <-stop; srv.Shutdown(context.TODO()) }()\n\tlog.Fatal(srv.ListenAndServe())`,
    ],
    [
      'no',
      'an error check that knows no ErrServerClosed',
      `${start}${wait}\tgo func() {\n\t\tif err := srv.ListenAndServe(); err != nil { log.Fatalf("listen: %v", err) }\n\t}()\n\t<-stop\n\tsrv.Shutdown(context.TODO())`,
    ],
    [
      'yes',
      'an error check that does',
      `${start}${wait}\tgo func() {\n\t\tif err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) { log.Fatal(err) }\n\t}()\n\t<-stop\n\tsrv.Shutdown(context.TODO())`,
    ],
  ])('%s: %s', (expected, _, body) => {
    const { shutdown } = server(program(body));
    expect(shutdown.mainWaits).toBe(expected);
    expect(shutdown.mainWaitsAt?.line).toBeGreaterThan(1);
    expect(shutdown.complete).toBe(true);
  });
});

describe('signals', () => {
  it.each([
    ['os.Interrupt, syscall.SIGTERM', ['SIGINT', 'SIGTERM']],
    ['os.Interrupt, os.Kill', ['SIGINT']],
    ['syscall.SIGTERM, syscall.SIGTERM', ['SIGTERM']],
  ])('%s', (list, expected) => {
    const text = program(
      `${start}\tstop := make(chan os.Signal, 1)\n\tsignal.Notify(stop, ${list})\n\tgo srv.ListenAndServe()\n\t<-stop\n\tsrv.Shutdown(context.TODO())`,
    );
    expect(server(text).shutdown.handlers.map((each) => each.signals)).toEqual([expected]);
  });

  it('without a list are all that can be caught', () => {
    const text = program(
      `${start}\tstop := make(chan os.Signal, 1)\n\tsignal.Notify(stop)\n\tgo srv.ListenAndServe()\n\t<-stop\n\tsrv.Close()`,
    );
    const [handler] = server(text).shutdown.handlers;
    expect(handler?.signals).toContain('SIGTERM');
    expect(handler?.steps.map((each) => each.do)).toEqual(['close-all']);
  });

  it('of a list in another file are named, and the shutdown is incomplete', () => {
    const text = program(
      `${start}\tstop := make(chan os.Signal, 1)\n\tsignal.Notify(stop, terminating...)\n\tgo srv.ListenAndServe()\n\t<-stop\n\tsrv.Shutdown(context.TODO())`,
    );
    const { shutdown } = server(text);
    expect(shutdown.handlers[0]?.signals).toEqual(['package:terminating']);
    expect(shutdown.complete).toBe(false);
  });
});

describe('steps', () => {
  it('of an event that travels through a channel and a context', () => {
    const text = program(
      `${start}${wait}\tctx, cancel := context.WithCancel(context.Background())\n\tgo func() { <-stop; cancel() }()\n\tgo srv.ListenAndServe()\n\t<-ctx.Done()\n\ttime.Sleep(4 * time.Second)\n\tshutdown(srv)`,
      '\nfunc shutdown(s *http.Server) {\n\tctx, cancel := context.WithTimeout(context.Background(), 9*time.Second)\n\tdefer cancel()\n\ts.Shutdown(ctx)\n}\n',
    );
    expect(show(read(text))).toContain('on SIGTERM at 18: delay go-duration("4s"), close within go-duration("9s")');
  });

  it('behind the second signal do not run at the first', () => {
    const text = program(
      `${start}${wait}\tgo srv.ListenAndServe()\n\t<-stop\n\tgo func() { <-stop; os.Exit(1) }()\n\tsrv.Shutdown(context.TODO())`,
    );
    expect(show(read(text))).toContain('on SIGTERM at 18: close\n');
  });

  it('with a context that was started before the signal wait for nothing', () => {
    const text = program(
      `${start}${wait}\tctx, cancel := context.WithTimeout(context.Background(), 9*time.Second)\n\tdefer cancel()\n\tgo srv.ListenAndServe()\n\t<-stop\n\tsrv.Shutdown(ctx)`,
    );
    expect(show(read(text))).toContain('close without waiting within go-duration("0s")');
  });

  it('of a forced end', () => {
    const text = program(
      `${start}${wait}\tgo srv.ListenAndServe()\n\t<-stop\n\tgo func() { time.Sleep(20 * time.Second); os.Exit(1) }()\n\tsrv.Shutdown(context.TODO())`,
    );
    expect(show(read(text))).toContain('force exit after go-duration("20s"), close\n');
  });

  it('that end the process without closing', () => {
    const text = program(
      `${start}${wait}\tgo func() { <-stop; log.Println("bye"); os.Exit(0) }()\n\tsrv.ListenAndServe()`,
    );
    expect(show(read(text))).toContain('on SIGTERM at 18: exit\n');
  });

  it('that wait for so long only if nothing else ends the process', () => {
    const of = (beside: string) =>
      show(
        read(
          program(
            `${start}${wait}\tgo srv.ListenAndServe()\n${beside}\t<-stop\n\tlimit, cancel := context.WithTimeout(context.Background(), time.Minute)\n\tdefer cancel()\n\t<-limit.Done()\n\tos.Exit(1)`,
          ),
        ),
      );
    expect(of('\tgo func() { group.Wait(); os.Exit(0) }()\n')).toContain(
      'on SIGTERM at 18: force exit after go-duration("60s")\n',
    );
    expect(of('\tgo func() { if err := group.Wait(); err != nil { os.Exit(1) } }()\n')).toContain('delay');
    expect(of('')).toContain('delay');
  });

  it('in other packages are named so that link can find them', () => {
    const text =
      'package main\n\nimport (\n\t"os"\n\t"os/signal"\n\t"syscall"\n\n\t"example.org/shop/server"\n)\n\nfunc main() {\n\tsrv := server.New()\n\tc := make(chan os.Signal, 1)\n\tsignal.Notify(c, syscall.SIGTERM)\n\t<-c\n\tsrv.Shutdown()\n}\n';
    const [module] = read(text).facts.flatMap((fact) => (fact.kind === 'shutdown-module' ? [fact] : []));
    expect(module).toMatchObject({
      exportedAs: 'main',
      handlers: [
        {
          signals: ['SIGTERM'],
          steps: [{ do: 'unknown', calls: { space: 'package:example.org/shop/server', name: 'Shutdown' } }],
        },
      ],
    });
  });

  it('of databases and tracers are nobody’s listener', () => {
    const text = program(
      `${start}${wait}\tgo srv.ListenAndServe()\n\t<-stop\n\tdb.Close()\n\ttracer.Shutdown(context.TODO())\n\tsrv.Shutdown(context.TODO())`,
    );
    expect(show(read(text))).toContain('on SIGTERM at 18: close\n');
  });
});

describe('no handler', () => {
  it('in a main that starts its server is the whole story', () => {
    expect(server(program(`${start}\tlog.Fatal(srv.ListenAndServe())`)).shutdown).toMatchObject({
      handlers: [],
      complete: true,
    });
  });
  it('in a package that others start is not', () => {
    const text = 'package web\n\nimport "net/http"\n\nfunc Start() { http.ListenAndServe(":80", nil) }\n';
    expect(server(text, 'web/web.go').shutdown).toMatchObject({ handlers: [], complete: false });
  });
  it('says so when main calls something that sounds like one', () => {
    expect(server(program(`${start}\tinstallSignalHandler()\n\tsrv.ListenAndServe()`)).shutdown.complete).toBe(false);
  });
});

describe('the signal comes from another file', () => {
  it('through a channel: the handler has no signals and a reason', () => {
    const text =
      'package server\n\nimport (\n\t"context"\n\t"net/http"\n)\n\nfunc Run(stop <-chan struct{}) {\n\tsrv := &http.Server{Addr: ":80"}\n\tgo srv.ListenAndServe()\n\t<-stop\n\tsrv.Shutdown(context.Background())\n}\n';
    const { shutdown } = server(text, 'server/run.go');
    expect(shutdown).toMatchObject({
      complete: false,
      handlers: [{ signals: [], steps: [{ do: 'close', waits: true }] }],
      incompleteBecause: { reason: 'the signal reaches Run from another file' },
      mainWaits: 'yes',
    });
  });
});

it('a metrics server beside the main one does not take its handler', () => {
  const text = program(
    `\tmetrics := &http.Server{Addr: ":9090"}\n${start}${wait}\tgo metrics.ListenAndServe()\n\tgo srv.ListenAndServe()\n\t<-stop\n\tsrv.Shutdown(context.TODO())`,
  );
  expect(servers(text).map((each) => [each.role, each.shutdown.handlers[0]?.steps.length])).toEqual([
    ['side', 0],
    ['main', 1],
  ]);
});

it('what a mux or another package’s type does when it is closed is not known to end connections', () => {
  const text = (made: string, closed: string): string =>
    `package main\n\nimport (\n\t"context"\n\t"net"\n\t"net/http"\n\t"os"\n\t"os/signal"\n\t"syscall"\n\n\t"example.org/shop/server"\n\t"github.com/soheilhy/cmux"\n)\n\nfunc main() {\n\tl, _ := net.Listen("tcp", ":80")\n\tmux := ${made}\n${start}${wait}\tgo mux.Serve()\n\tgo srv.ListenAndServe()\n\t<-stop\n\t${closed}\n\tsrv.Shutdown(context.TODO())\n}\n`;
  expect(servers(text('cmux.New(l)', 'mux.Close()'))).toHaveLength(1);
  expect(show(read(text('cmux.New(l)', 'mux.Close()')))).not.toContain('close-all');
  const other = servers(text('server.New()', 'mux.Close()')).find(({ takenFrom }) => takenFrom !== undefined);
  expect(other?.shutdown.handlers[0]?.steps.map((each) => each.do)).not.toContain('close-all');
});
