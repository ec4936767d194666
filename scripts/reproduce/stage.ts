// Puts one variant of a claim on the machine: the files as they are linted, with names and ports replaced by free ones on loopback.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, listening, recorder, type Started, start } from './processes.js';
import { type ProxyKind, proxyKinds } from './proxies.js';
import { slowWire } from './slow-wire.js';
import type { Tools } from './tools.js';

export interface Stage {
  /** Where the proxy listens. */
  readonly port: number;
  /** Everything the servers have printed so far. */
  readonly said: () => string;
  close(): void;
}

/** A copy that may be written to, with the packages its package.json asks for. */
export function copyOf(variant: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-reproduce-'));
  cpSync(variant, folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"dependencies"'))
    spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, stdio: 'ignore' });
  return folder;
}

/** The proxy of a variant with one server for each upstream name, and `wire` milliseconds each way between them. */
export async function behindProxy(variant: string, tools: Tools, wire: number): Promise<Stage> {
  const folder = copyOf(variant);
  const kind = proxyKinds.find((each) => existsSync(join(folder, each.file)));
  if (kind === undefined) throw new Error(`${variant} has no proxy`);
  const file = join(folder, kind.file);
  let text = readFileSync(file, 'utf8');
  const wires: Server[] = [];
  const recorders: (() => string)[] = [];
  for (const name of new Set(text.match(/\bapi\d*\b(?=:3000|, port_value: 3000)/g))) {
    const port = await freePort();
    const server = startServer(folder, tools, port);
    recorders.push(recorder(server));
    await listening(port);
    const wirePort = await freePort();
    wires.push(await slowWire(wirePort, port, wire));
    text = text
      .replaceAll(`${name}:3000`, `127.0.0.1:${wirePort}`)
      .replaceAll(`${name}, port_value: 3000`, `127.0.0.1, port_value: ${wirePort}`);
  }
  const port = await freePort();
  writeFileSync(file, kind.onLoopback(text, port, folder));
  const proxy = startProxy(kind, file, folder, tools);
  await listening(port, 20_000);
  return {
    port,
    said: () => recorders.map((each) => each()).join(''),
    close() {
      proxy.kill('SIGKILL');
      for (const each of wires) each.close();
    },
  };
}
function startProxy(kind: ProxyKind, file: string, folder: string, tools: Tools): Started {
  const image = existsSync(join(folder, 'compose.yaml')) ? readFileSync(join(folder, 'compose.yaml'), 'utf8') : '';
  const need = kind.need(image);
  const program = tools.find(need);
  if (program === undefined) throw new Error(`this claim needs ${need}`);
  return start([...program, ...kind.args(file, folder)], { cwd: folder });
}

/** The server that the folder's Dockerfile would run, in the version its first line names. */
export function startServer(folder: string, tools: Tools, port: number): Started {
  return start(serverCommand(folder, tools), { cwd: folder, env: { ...imageVariables(folder), PORT: String(port) } });
}
export function serverCommand(folder: string, tools: Tools): readonly string[] {
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const node = /FROM node:([\d.]+)/.exec(dockerfile)?.[1];
  if (node !== undefined) return [tools.node(node), 'server.js'];
  const old = /FROM golang:1\.19\b/.test(dockerfile);
  const go = tools.find(old ? 'go-1.19' : 'go');
  if (go === undefined) throw new Error('this claim needs Go');
  const built = spawnSync(go[0], [...go.slice(1), 'build', '-o', 'server', '.'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' },
  });
  if (built.status !== 0) throw new Error(`go build failed: ${built.stderr}`);
  return [join(folder, 'server')];
}
/** ENV lines of the folder's Dockerfile. */
function imageVariables(folder: string): Readonly<Record<string, string>> {
  const lines = readFileSync(join(folder, 'Dockerfile'), 'utf8').matchAll(/^ENV (\w+)=(\S+)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}
