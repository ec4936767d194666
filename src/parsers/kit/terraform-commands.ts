// Finds `terraform apply -var a=b` and variables of the environment in shell text: what a configuration is given besides its files.
import type { Definition, InfrastructureFact } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { readShell } from '../../model/shell.js';
import { cleaned } from './docker-build.js';
import type { ShellPlace } from './helm-commands.js';
import { pathInside } from './paths.js';
import { settledText } from './stack-parameters.js';

/** Whether a text may hold one at all. */
export function mayApplyTerraform(text: string): boolean {
  return /\b(?:terraform|tofu)\s/.test(text) && /\b(?:apply|plan)\b/.test(text) && /-var\b|TF_VAR_/.test(text);
}

/** `environment`: what surrounds the commands. */
export function readTerraformCommands(
  text: string,
  { directory, settle, at }: Omit<ShellPlace, 'by'>,
  environment: ReadonlyMap<string, string> = new Map(),
): InfrastructureFact[] {
  if (!mayApplyTerraform(text) && ![...environment.keys()].some(isVariable)) return [];
  let current = directory;
  const around = new Map(environment);
  return readShell(text).commands.flatMap((command): InfrastructureFact[] => {
    const words = command.words.map((word) => settle(word.text));
    const given = [...command.assignments.map(({ name, value }) => [name, value.text] as const), ...exported(words)];
    if (words[0] === 'export' || words.length === 0) for (const [name, value] of given) around.set(name, settle(value));
    if (words[0] === 'cd' || words[0] === 'pushd') {
      current = current === undefined || words[1] === undefined ? undefined : pathInside(current, cleaned(words[1]));
      return [];
    }
    const tool = words.findIndex((word) => /(?:^|\/|^@)(?:terraform|tofu)$/.test(word));
    if (tool < 0 || tool > 2 || current === undefined || !words.some((word) => /^(?:apply|plan)$/.test(word)))
      return [];
    const place = at(command);
    const moved = words.flatMap((word) => /^-chdir=(.+)$/.exec(word)?.[1] ?? [])[0];
    const folder = moved === undefined ? current : pathInside(current, cleaned(moved));
    if (folder === undefined) return [];
    const before = new Map([...around, ...given.map(([name, value]) => [name, settle(value)] as const)]);
    const fromEnvironment = [...before].flatMap(([name, value]) =>
      isVariable(name) ? assigned(name.slice(prefix.length), value, place) : [],
    );
    return [
      ...variables(folder, fromEnvironment, place, true),
      ...variables(
        folder,
        words.flatMap((word, index) => pairAt(word, words[index + 1], place)),
        place,
        false,
      ),
    ];
  });
}

const prefix = 'TF_VAR_';
const isVariable = (name: string): boolean => name.startsWith(prefix);
function exported(words: readonly string[]): readonly (readonly [string, string])[] {
  if (words[0] !== 'export') return [];
  return words.slice(1).flatMap((word) => {
    const equals = word.indexOf('=');
    return equals < 0 ? [] : [[word.slice(0, equals), word.slice(equals + 1)] as const];
  });
}
/** `-var a=b`, `-var=a=b`. */
function pairAt(word: string, next: string | undefined, at: Location): Definition[] {
  const pair = /^--?var$/.test(word) ? next : /^--?var=(.*)$/s.exec(word)?.[1];
  const [, name, value] = /^([\w-]+)=(.*)$/s.exec(pair ?? '') ?? [];
  return name === undefined || value === undefined ? [] : assigned(name, value, at);
}
/** A list or an object would have to be read as an expression; that something sets it is known all the same. */
function assigned(name: string, text: string, at: Location): Definition[] {
  const value = /^\s*[[{]/.test(text) ? settledText(`$(${name})`, at) : settledText(text, at);
  return [{ role: 'assigned', name, value, at }];
}
function variables(
  module: string,
  definitions: readonly Definition[],
  at: Location,
  yields: boolean,
): InfrastructureFact[] {
  if (definitions.length === 0) return [];
  const fact = { kind: 'infrastructure', language: 'terraform', form: 'variables', resources: [], calls: [] } as const;
  return [{ ...fact, module, at, definitions, ...(yields ? { yields: true as const } : {}) }];
}
