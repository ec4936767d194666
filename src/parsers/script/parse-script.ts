// Reads a shell script for its end: the command it becomes or waits for, and the signals it traps.
import type { Fact, ScriptEnd, ScriptFact, Text } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { pointAt } from '../../model/location.js';
import { readShell, type ShellCommand } from '../../model/shell.js';
import { branchesOnFirst } from '../../model/shell-branches.js';
import { endsOfShell, type ShellEnd } from '../../model/shell-end.js';
import { readDeployCommands } from '../kit/deploy-commands.js';
import { settleWith } from '../kit/docker-build.js';
import { lastingVariables, plainVariables, steadyVariables } from '../kit/script-variables.js';
import { readCommands } from '../kit/shell-facts.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import { present } from '../kit/yaml/node-reader.js';
import type { ParsedFile, Parser, SourceText } from '../parser.js';
import { writtenFiles } from './written-files.js';

/** Entry scripts are short; a longer one is an installer. */
const longest = 256 * 1024;
/** What a hook runs is shorter still. */
const hookLength = 2048;

export const parser: Parser = { parse: parseScript };

export function parseScript(file: SourceText): ParsedFile {
  if (file.text.length > longest) {
    const message = `The script is larger than ${longest / 1024} KB.`;
    const problem = { kind: 'skipped', code: 'too-large', message, at: pointAt(file.path, 1) } as const;
    return { file: file.path, facts: [], problems: [problem], suppressions: [] };
  }
  const lines = new LineIndex(file.text);
  const reading = readShell(file.text);
  const fact = readScript(file, lines, reading.commands);
  const written = writtenFiles(file.path, file.text);
  return {
    file: file.path,
    facts: [fact, ...readDeployments(file, lines)],
    problems: [],
    suppressions: readSuppressions(file.path, reading.comments, lines),
    ...(written.length === 0 ? {} : { written }),
  };
}

/** Scripts are started from the root of their repository as often as from their own folder: the chart, the template or the Dockerfile tells which. */
function readDeployments({ path, text }: SourceText, lines: LineIndex): readonly Fact[] {
  const place = {
    settle: settleWith(plainVariables(text)),
    by: path,
    at: ({ start, end }: { start: number; end: number }) => lines.location(path, start, end),
  };
  const said = [...new Set([folderOf(path), ''])].flatMap((directory) =>
    readCommands(text, { ...place, directory }, 'script').filter(({ kind }) => kind !== 'deployment'),
  );
  // What is given to an application counts once, and only as far as no line of the script changes it.
  const given = readDeployCommands(text, {
    ...place,
    directory: '',
    settle: settleWith(lastingVariables(text)),
    given: settleWith(steadyVariables(text)),
  });
  return [...said, ...given];
}

function readScript(file: SourceText, lines: LineIndex, commands: readonly ShellCommand[]): ScriptFact {
  const ends = endsOfShell(file.text);
  const byFirst = branchesOnFirst(file.text);
  const variables = (found: ShellEnd): ScriptEnd['variables'] =>
    found.variables.length === 0
      ? undefined
      : found.variables.map(({ start, end: to, ...each }) => ({ ...each, at: lines.location(file.path, start, to) }));
  const end = (found: ShellEnd): ScriptEnd => ({
    command: found.text,
    exec: found.hands === 'exec',
    ...(found.background ? { background: true } : {}),
    ...present({ directory: found.directory, variables: variables(found) }),
    at: lines.location(file.path, found.start, found.end),
  });
  return {
    kind: 'script',
    at: lines.location(file.path, 0, file.text.length),
    interpreter: interpreterOf(file.text),
    ...present({
      text: file.text.length <= hookLength ? file.text : undefined,
      last: ends.last === undefined || isSourced(ends.last) ? undefined : end(ends.last),
      otherwise: ends.otherwise.length === 0 ? undefined : ends.otherwise.map(end),
      beside: ends.beside.length === 0 ? undefined : ends.beside.map(end),
      byFirst: byFirst && {
        ...byFirst,
        ends: byFirst.ends.map(({ end: found, ...each }) =>
          found === undefined ? each : { ...each, end: end(found) },
        ),
      },
    }),
    traps: commands.flatMap((command): Text[] => {
      const action = trapOfTerm(command);
      return action === undefined ? [] : [{ text: action, at: lines.location(file.path, command.start, command.end) }];
    }),
  };
}

/** The rest stands in another script, which runs in the same shell and may hand over itself. */
const isSourced = ({ text }: ShellEnd): boolean => /^(?:source|\.)\s/.test(text);

/** What a script does by itself when it is told to stop. */
function trapOfTerm(command: ShellCommand): string | undefined {
  const [name, action, ...signals] = command.words.map((word) => word.text);
  if (name !== 'trap' || action === undefined || action === '-') return undefined;
  return signals.some((signal) => /^(?:SIG)?TERM$|^15$|^EXIT$|^0$/i.test(signal)) ? action : undefined;
}

/** `bash` of `#!/usr/bin/env bash`; `dumb-init sh` where an init is named as the interpreter. */
function interpreterOf(text: string): string {
  const line = /^\uFEFF?#!([^\n]*)/.exec(text)?.[1]?.trim();
  if (line === undefined) return 'sh';
  const names = line
    .split(/\s+/)
    .filter((word) => !word.startsWith('-') && !word.includes('='))
    .map((word) => baseNameOf(word));
  const words = names[0] === 'env' ? names.slice(1) : names;
  return words.length === 0 ? 'sh' : words.join(' ');
}
