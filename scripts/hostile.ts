// Lints texts that no person writes, in a process of its own: what ends the process, what is an error of ours, what takes too long.
//
//   npm run hostile [-- --only PART-OF-A-FILE-NAME] [--size CHARACTERS] [--seconds N]
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Begun, type Ended, lintTexts } from './hostile/lint-texts.js';
import { hostileTexts } from './hostile/texts.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    size: { type: 'string', default: '60000' },
    seconds: { type: 'string', default: '2' },
    /** Where a process that lints goes on; without it this one starts them. */
    from: { type: 'string' },
  },
});
const size = Number(values.size);
/** Slower than this is worth a look; ten times as slow is as good as never. */
const slow = Number(values.seconds) * 1000;

if (values.from === undefined) await judge([...hostileTexts(size, values.only)].map(({ name }) => name));
else await lintTexts(hostileTexts(size, values.only), Number(values.from));

async function judge(names: readonly string[]): Promise<void> {
  let failures = 0;
  const fail = (index: number, what: string): void => {
    failures += 1;
    process.stdout.write(`${names[index]}\n    ${what}\n`);
  };
  for (let from = 0; from < names.length; ) {
    const diedAt = await run(from, fail);
    if (diedAt === undefined) break;
    fail(diedAt, 'ends the process, or takes for ever');
    from = diedAt + 1;
  }
  process.stdout.write(`${names.length} texts, ${failures} failures\n`);
  process.exitCode = failures > 0 ? 1 : 0;
}

/** The text that a process was at when it ended before its time. */
async function run(from: number, fail: (index: number, what: string) => void): Promise<number | undefined> {
  const child = start(from);
  let at = from;
  let timer: NodeJS.Timeout | undefined;
  if (child.stdout === null) throw new Error('a process without output');
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as Begun | Ended;
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), 10 * slow);
    if ('begun' in message) {
      at = message.begun;
      continue;
    }
    const { ended, milliseconds, errors, isOtherRead } = message;
    if (milliseconds > slow) fail(ended, `takes ${Math.round(milliseconds)} ms`);
    for (const error of errors) fail(ended, `is an error of ours: ${error}`);
    if (!isOtherRead) fail(ended, 'keeps another file from being linted');
  }
  clearTimeout(timer);
  const isWell = child.exitCode === 0 || (await ended(child)) === 0;
  return isWell ? undefined : at;
}

function start(from: number): ChildProcess {
  const words = ['--from', String(from), '--size', values.size, '--only', values.only];
  const script = fileURLToPath(import.meta.url);
  return spawn(process.execPath, ['--import', 'tsx', script, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('close', resolve));
}
