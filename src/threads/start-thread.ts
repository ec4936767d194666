// Starts a thread that reads files. It gets ready by itself, and then waits for work; nobody waits for one that has none.
import type { Worker } from 'node:worker_threads';
import type { Share, Work } from './messages.js';

export interface ReadingThread {
  /** What it sends until it ends, however that comes. */
  readonly shares: Promise<readonly Share[]>;
  begin(work: Work): void;
  stop(): void;
}

/** `program`: absolute. It calls `readBeside`. */
export async function startThread(program: string): Promise<ReadingThread> {
  const sent: Share[] = [];
  let end: () => void = () => undefined;
  const shares = new Promise<readonly Share[]>((resolve) => {
    end = () => resolve(sent);
  });
  const worker = await started(program);
  worker?.on('message', (share: Share) => {
    sent.push(share);
    if (share.isLast) end();
  });
  worker?.on('error', end);
  worker?.on('exit', end);
  worker?.unref();
  if (worker === undefined) end();
  return {
    shares,
    begin(work) {
      worker?.ref();
      worker?.postMessage(work);
    },
    stop() {
      end();
      void worker?.terminate();
    },
  };
}
async function started(program: string): Promise<Worker | undefined> {
  const { Worker } = await import('node:worker_threads');
  try {
    return new Worker(program);
  } catch {
    return undefined;
  }
}
