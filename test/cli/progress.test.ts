// The line that says hoplint is alive: on a terminal, after 300 ms, and gone when the work is done.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withProgress } from '../../src/cli/progress.js';

const written: string[] = [];
const wasTerminal = process.stderr.isTTY;
beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers();
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  process.stderr.isTTY = wasTerminal;
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Runs work that takes so long, by the clock of the test. */
async function worked(milliseconds: number, fails = false): Promise<string> {
  const work = withProgress(
    () =>
      new Promise<string>((done, fail) => {
        setTimeout(() => (fails ? fail(new Error('broken')) : done('done')), milliseconds);
      }),
  ).catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(milliseconds);
  return work;
}

describe('the progress line', () => {
  it('appears on a terminal after 300 ms and is wiped away', async () => {
    process.stderr.isTTY = true;
    expect(await worked(301)).toBe('done');
    expect(written).toEqual(['hoplint: reading and joining files …', '\r\u001b[K']);
  });

  it('is wiped away after a failure too', async () => {
    process.stderr.isTTY = true;
    expect(await worked(400, true)).toBe('broken');
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  it.each([
    ['in time', true, 299],
    ['without a terminal', false, 5000],
  ])('does not appear %s', async (_when, terminal, milliseconds) => {
    process.stderr.isTTY = terminal;
    expect(await worked(milliseconds)).toBe('done');
    expect(written).toEqual([]);
  });
});
