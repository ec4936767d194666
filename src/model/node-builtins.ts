// Modules that Node brings along. Source: https://nodejs.org/docs/latest-v24.x/api/module.html#modulebuiltinmodules (read 2026-11-27).

const names: ReadonlySet<string> = new Set(
  `assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https
   inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls trace_events tty
   url util v8 vm wasi worker_threads zlib`.split(/\s+/),
);

/** `fs`, `fs/promises`, `node:sqlite` */
export const isNodeBuiltin = (specifier: string): boolean =>
  specifier.startsWith('node:') || names.has(specifier.replace(/\/.*/s, ''));
