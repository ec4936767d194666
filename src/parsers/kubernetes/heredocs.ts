// Manifests inside shell scripts: `kubectl apply -f - <<EOF`. Everything else of the script is blanked, so that places stay what they are.

/** A script with more of them is nothing a person wrote. */
const most = 200;
const opener = /<<(-?)[ \t]*(?:"([A-Za-z_]\w*)"|'([A-Za-z_]\w*)'|\\?([A-Za-z_]\w*))/;

/** The script with only its manifests left, one document for each; undefined where it holds none. */
export function manifestsOf(script: string): string | undefined {
  const lines = script.split('\n');
  const kept: string[] = [];
  let found = false;
  let seen = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const body = line.includes('<<') && seen++ < most ? bodyBelow(lines, index) : undefined;
    if (body === undefined) {
      kept.push(blank(line));
      continue;
    }
    // A marker in place of the command keeps documents apart; a line with `<<EOF` is always long enough for one.
    kept.push(`---${blank(line).slice(3)}`);
    const manifest = body.lines.some((each) => /^\s*apiVersion\s*:/.test(each));
    found ||= manifest;
    for (const each of body.lines) kept.push(manifest ? spaced(each, body.tabs) : blank(each));
    kept.push(blank(lines[index + body.lines.length + 1] ?? ''));
    index += body.lines.length + 1;
  }
  return found ? kept.slice(0, lines.length).join('\n') : undefined;
}

function bodyBelow(lines: readonly string[], from: number): { lines: readonly string[]; tabs: boolean } | undefined {
  const match = opener.exec(lines[from] ?? '');
  const word = match?.[2] ?? match?.[3] ?? match?.[4];
  if (match === null || word === undefined || /^\s*#/.test(lines[from] ?? '')) return undefined;
  const tabs = match[1] === '-';
  const end = lines.findIndex((line, at) => at > from && (tabs ? line.replace(/^\t+/, '') : line).trimEnd() === word);
  return end < 0 ? undefined : { lines: lines.slice(from + 1, end), tabs };
}

const blank = (line: string): string => ' '.repeat(line.replace(/\r$/, '').length) + (line.endsWith('\r') ? '\r' : '');

/** `<<-` takes tabs away, which are no indentation to YAML. */
const spaced = (line: string, tabs: boolean): string =>
  tabs ? line.replace(/^\t+/, (run) => ' '.repeat(run.length)) : line;
