// Starts a thread that reads files. It gets ready by itself, and then waits for work; nobody waits for one that has none.
import type { Worker } from 'node:worker_threads';
import type { Share, Work } from './messages.js';

export interface ReadingThread {
  /** What it sends of this work, until it has done it or ends, however that comes. One work follows the other. */
  begin(work: Work): Promise<readonly Share[]>;
  /** It ends by itself. */
  dismiss(): void;
  stop(): void;
  readonly ended: Promise<void>;
}

/** `program`: absolute. It calls `readBeside`. */
export async function startThread(program: string): Promise<ReadingThread> {
  let sent: Share[] = [];
  let done: (() => void) | undefined;
  let isOver = false;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = () => {
      isOver = true;
      done?.();
      resolve();
    };
  });
  const worker = await started(program);
  worker?.on('message', (share: Share) => {
    sent.push(share);
    if (share.isLast) done?.();
  });
  worker?.on('error', end);
  worker?.on('exit', end);
  worker?.unref();
  if (worker === undefined) end();
  return {
    ended,
    async begin(work) {
      sent = [];
      if (isOver) return sent;
      const isDone = new Promise<void>((resolve) => {
        done = resolve;
      });
      worker?.ref();
      worker?.postMessage(work);
      await isDone;
      worker?.unref();
      return sent;
    },
    dismiss() {
      worker?.postMessage(undefined);
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
