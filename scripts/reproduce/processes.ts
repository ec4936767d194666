// Starts and ends real programs on loopback: each by its own id, each ended, whatever happens.
import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

export type Started = ChildProcess;
const running = new Set<Started>();

export function start(
  command: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Started {
  const [program, ...args] = command;
  if (program === undefined) throw new RangeError('a command has at least one word');
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: options.cwd, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  // Somebody has to read what it prints, or it stops when the pipe is full.
  child.stdout.resume();
  child.stderr.resume();
  return child;
}
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}
function hasEnded(child: Started): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
export function ended(child: Started, limit: number): Promise<boolean> {
  if (hasEnded(child)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limit);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
/** Everything it has printed so far. */
export function recorder(child: Started): () => string {
  let text = '';
  const add = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
export async function listening(port: number, limit = 10_000, host = '127.0.0.1'): Promise<void> {
  const end = Date.now() + limit;
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host, () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    if (Date.now() > end) throw new Error(`nothing listens on port ${port}`);
    await pause(50);
  }
}
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
