// Lines of linted files for excerpts: read once, only regular files, never through a link.
import { lstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const mostBytes = 4 * 1024 * 1024;

export function sourceLines(
  cwd: string,
  overlays: ReadonlyMap<string, string> | undefined,
): (file: string, line: number) => string | undefined {
  const files = new Map<string, readonly string[]>();
  return (file, line) => {
    let lines = files.get(file);
    if (lines === undefined) {
      lines = (overlays?.get(file) ?? textOf(resolve(cwd, file))).split(/\r\n|\n|\r/);
      files.set(file, lines);
    }
    return lines[line - 1];
  };
}
/** No excerpt is better than a failed report. */
function textOf(path: string): string {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= mostBytes ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
