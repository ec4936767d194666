// Lints one hostile text after the other, and says before each which one it is: the last one named is the one a process died of.
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lint } from '../../src/api.js';
import type { HostileText } from './texts.js';

export interface Begun {
  readonly begun: number;
}
export interface Ended {
  readonly ended: number;
  /** Of the processor: what else the machine does is none of its business. */
  readonly milliseconds: number;
  readonly errors: readonly string[];
  /** Whether the file beside it was linted as if nothing had happened. */
  readonly isOtherRead: boolean;
}
const other = { path: 'other.conf', text: 'http {\n  keepalive_timeout five;\n  server {}\n}\n' };

export async function lintTexts(texts: Iterable<HostileText>, from: number): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'hoplint-hostile-'));
  const say = (message: Begun | Ended): void => void writeSync(1, `${JSON.stringify(message)}\n`);
  let index = -1;
  for (const { files } of texts) {
    index += 1;
    if (index < from) continue;
    say({ begun: index });
    const started = process.cpuUsage();
    const all = new Map([...Object.entries(files), [other.path, other.text]]);
    const { errors, findings } = await lint({ cwd, config: false, render: false, texts: all });
    const { user, system } = process.cpuUsage(started);
    say({
      ended: index,
      milliseconds: (user + system) / 1000,
      errors: errors.map(({ where, message }) => `${where}: ${message}`),
      isOtherRead: findings.some(({ location }) => location.file === other.path),
    });
  }
  rmSync(cwd, { recursive: true });
}
