// Puts one variant of a claim on the machine: the files as they are linted, with addresses replaced by loopback ports.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, listening, start } from './processes.js';
import { slowWire } from './slow-wire.js';

export interface Tools {
  /** Path of a Node binary by version as the fixture's Dockerfile names it. */
  node(version: string): string;
  readonly go: string | undefined;
}
export interface Stage {
  readonly folder: string;
  readonly port: number;
  close(): void;
}

/** The server behind nginx, with `wire` milliseconds between the two. */
export async function behindNginx(variant: string, tools: Tools, wire: number): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-reproduce-'));
  cpSync(variant, folder, { recursive: true });
  const [appPort, wirePort, webPort] = [await freePort(), await freePort(), await freePort()];
  startServer(folder, tools, appPort);
  await listening(appPort);
  const between: Server = await slowWire(wirePort, appPort, wire);
  const config = readFileSync(join(folder, 'nginx.conf'), 'utf8')
    .replaceAll('api:3000', `127.0.0.1:${wirePort}`)
    .replace('listen 8080', `listen 127.0.0.1:${webPort}`);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;\nmaster_process off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\n${config.replace('http {', `http {\n  access_log off;\n  client_body_temp_path ${folder}/body;\n  proxy_temp_path ${folder}/proxy;\n  fastcgi_temp_path ${folder}/fastcgi;\n  uwsgi_temp_path ${folder}/uwsgi;\n  scgi_temp_path ${folder}/scgi;`)}`,
  );
  const nginx = start('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { cwd: folder });
  await listening(webPort);
  return {
    folder,
    port: webPort,
    close() {
      nginx.kill('SIGKILL');
      between.close();
    },
  };
}
export function startServer(folder: string, tools: Tools, port: number): ReturnType<typeof start> {
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const version = /FROM node:([\d.]+)/.exec(dockerfile)?.[1];
  if (version !== undefined)
    return start(tools.node(version), ['server.js'], { cwd: folder, env: { PORT: String(port) } });
  if (tools.go === undefined) throw new Error('this claim needs Go');
  const built = spawnSync(tools.go, ['build', '-o', 'server', '.'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' },
  });
  if (built.status !== 0) throw new Error(`go build failed: ${built.stderr}`);
  return start(join(folder, 'server'), [], { cwd: folder, env: { PORT: String(port) } });
}
