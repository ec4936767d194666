// Runs programs and measures them: wall time over interleaved rounds, and the most memory each ever held.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs before each round, unmeasured: fills a cache, changes a file. */
  readonly prepare?: (round: number) => void;
}
export interface Measurement {
  readonly name: string;
  readonly rounds: readonly number[];
  readonly median: number;
  /** Most resident memory in MB, of a run of its own; only Linux tells. */
  readonly memory: number | undefined;
}

/** One round after the other through all programs, so that a busy minute of the machine hits all of them. */
export async function measure(programs: readonly Program[], rounds: number): Promise<readonly Measurement[]> {
  const times = programs.map((): number[] => []);
  for (const [index, program] of programs.entries()) {
    program.prepare?.(-1);
    runOnce(program);
    process.stderr.write(`  ${index + 1}/${programs.length} ${program.name}: tried once\n`);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [index, program] of programs.entries()) {
      program.prepare?.(round);
      times[index]?.push(runOnce(program));
    }
    process.stderr.write(`  round ${round + 1} of ${rounds}\n`);
  }
  const measured: Measurement[] = [];
  for (const [index, program] of programs.entries()) {
    const own = times[index] ?? [];
    program.prepare?.(rounds);
    measured.push({ name: program.name, rounds: own, median: median(own), memory: await mostMemory(program) });
  }
  return measured;
}

/** In milliseconds. */
export function runOnce(program: Program): number {
  const start = performance.now();
  const { error, signal } = spawnSync(program.command, program.args, {
    cwd: program.cwd,
    env: environmentOf(program),
    stdio: 'ignore',
  });
  const took = performance.now() - start;
  if (error !== undefined || signal !== null) {
    throw new Error(`${program.name} could not be run: ${error?.message ?? signal}`);
  }
  return took;
}

/** The high-water mark only ever rises, so looking every few milliseconds misses little. */
function mostMemory(program: Program): Promise<number | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program.command, program.args, {
      cwd: program.cwd,
      env: environmentOf(program),
      stdio: 'ignore',
    });
    let most: number | undefined;
    const look = setInterval(() => {
      const seen = highWaterMark(child.pid);
      if (seen !== undefined) most = Math.max(most ?? seen, seen);
    }, 4);
    child.on('close', () => {
      clearInterval(look);
      resolve(most);
    });
    child.on('error', () => {
      clearInterval(look);
      resolve(undefined);
    });
  });
}
function highWaterMark(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}
/** Certificates of the one who measures are read whenever Node starts, and are no work of any tool. */
function environmentOf({ env }: Program): NodeJS.ProcessEnv {
  return { ...process.env, NODE_EXTRA_CA_CERTS: undefined, ...env };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return Number.NaN;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}
