// Starts the command line as a user does, in a folder of its own, and says what came out.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, inject } from 'vitest';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
export interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Closes standard output before anything is read. */
  readonly closeOut?: boolean;
}

export function hoplint(args: readonly string[], { cwd, input, env, closeOut }: RunOptions): Promise<Ran> {
  const child = spawn(process.execPath, [inject('commandLine'), ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, ...env },
    stdio: 'pipe',
  });
  let out = '';
  let err = '';
  if (closeOut === true) child.stdout.destroy();
  else
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const folders: string[] = [];
/** A folder with these files, gone when the test file ends. */
export function project(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-cli-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
export function removeProjects(): void {
  afterAll(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
}

// ---------------------------------------------------------------- a small shop

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 3
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: registry.example/api:1
          ports: [{ containerPort: 3000 }]
          readinessProbe: { httpGet: { path: /ready, port: 3000 } }
          lifecycle: { preStop: { sleep: { seconds: 15 } } }
---
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: 3000 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: api }
spec:
  ingressClassName: nginx
  rules:
    - host: shop.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: api, port: { number: 80 } } } }] }
`;
/** A server that closes idle connections after `keepAlive` milliseconds; ingress-nginx reuses them for 60 s. */
export function server(keepAlive: number): string {
  return `import { createServer } from 'node:http';

const server = createServer((request, response) => response.end('ok'));
server.keepAliveTimeout = ${keepAlive};
server.listen(3000);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;
}
export function shop(keepAlive = 5000, extra: Readonly<Record<string, string>> = {}): string {
  return project({
    'deploy/api.yaml': deployment,
    'app/server.js': server(keepAlive),
    'app/package.json': '{ "name": "api", "type": "module", "main": "server.js", "engines": { "node": "22" } }\n',
    'app/Dockerfile': 'FROM node:22-bookworm-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'compose.yaml': 'services:\n  api:\n    image: registry.example/api:1\n    build: ./app\n',
    ...extra,
  });
}
