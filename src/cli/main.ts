#!/usr/bin/env node
// The command line's front door: answers --version by itself and loads everything else only when asked for more.
import * as nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { loadBundle } from './load-bundle.js';

const args = process.argv.slice(2);

if (args[0] === '--version') {
  const { version } = nodeModule.createRequire(import.meta.url)('../../package.json') as { version: string };
  process.stdout.write(`${version}\n`);
} else {
  // Node 20 has no compiler between its quick one and the one that makes fast code slowly. A run of a second is over before most of that
  // pays: it begins later. Newer ones have one, and this flag no more. Code that Node brings of its own modules is refused once a flag is
  // set, and compiling them takes three times as long as loading them: what every run needs comes before.
  if (process.versions.v8.startsWith('11.') && args[0] !== 'lsp') {
    for (const name of ['child_process', 'crypto', 'vm', 'zlib']) process.getBuiltinModule(name);
    setFlagsFromString('--interrupt-budget=400000');
  }
  loadBundle('run', () => import('./run.js'))
    .then(({ run }) => run(args))
    .then(
      (exitCode) => {
        process.exitCode = exitCode;
      },
      (error: unknown) => {
        process.stderr.write(`hoplint: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
        process.exitCode = 3;
      },
    );
}
