// Finds in shell text which kustomizations somebody applies: `kubectl apply -k DIR`, `kustomize build DIR | kubectl apply -f -`, `kustomize edit`.
import type { KustomizeInstallFact } from '../../model/facts.js';
import { readShell, type ShellCommand } from '../../model/shell.js';
import { cleaned } from './docker-build.js';
import type { ShellPlace } from './helm-commands.js';
import { pathInside } from './paths.js';

/** Whether a text may hold one at all. */
export function mayApplyKustomizations(text: string): boolean {
  return /\bkustomize\b|[ \t](?:-k|--kustomize)[ \t=]/.test(text);
}

/** Flags of either tool that are followed by a value of their own. */
const valued = new Set(
  '-n --namespace --context --cluster --kubeconfig -l --selector -o --output --load-restrictor --field-manager --timeout --reorder --helm-command --mount -e --env --network-name -f --filename'.split(
    ' ',
  ),
);

/** What is only built, to be looked at or checked, is not installed by that. */
export function readKustomizeCommands(
  text: string,
  { directory, settle, at, by }: ShellPlace,
): readonly KustomizeInstallFact[] {
  if (!mayApplyKustomizations(text)) return [];
  let current = directory;
  const commands = readShell(text).commands.map((command) => ({ command, words: wordsOf(command, settle) }));
  return commands.flatMap(({ command, words }, index): KustomizeInstallFact[] => {
    if (words[0] === 'cd' || words[0] === 'pushd') {
      current = current === undefined || words[1] === undefined ? undefined : pathInside(current, cleaned(words[1]));
      return [];
    }
    const target = appliedBy(words) ?? editedBy(words) ?? builtFor(commands.slice(index));
    const folder = target === undefined || current === undefined ? undefined : pathInside(current, cleaned(target));
    if (folder === undefined) return [];
    return [
      { kind: 'kustomize-install', by, directory: folder, takesManifests: false, isCommand: true, at: at(command) },
    ];
  });
}

interface Read {
  readonly command: ShellCommand;
  readonly words: readonly string[];
}
/** The tool by its name alone, and what it is given. */
function wordsOf(command: ShellCommand, settle: (word: string) => string): readonly string[] {
  const words = command.words.map((word) => settle(word.text));
  const start = words.findIndex((word) => !/^(?:[@+-]+$|sudo$|time$|exec$|env$|\w+=)/.test(word));
  const [first = '', ...rest] = words.slice(Math.max(start, 0));
  const tool = first.replace(/^[@+-]+/, '');
  return [tool.slice(tool.lastIndexOf('/') + 1), ...rest];
}
const isCluster = (tool: string | undefined): boolean => tool === 'kubectl' || tool === 'oc';
function applies([tool, ...rest]: readonly string[]): boolean {
  if (tool === 'kapp') return rest.includes('deploy');
  const isDry = rest.some((word) => word.startsWith('--dry-run') && word !== '--dry-run=none');
  return isCluster(tool) && !isDry && rest.some((word) => /^(?:apply|create|replace)$/.test(word));
}

function appliedBy(words: readonly string[]): string | undefined {
  if (!isCluster(words[0]) || !applies(words)) return undefined;
  const place = words.findIndex((word) => word === '-k' || word === '--kustomize');
  const joined = words.flatMap((word) => /^(?:--kustomize|-k)=(.+)$/.exec(word)?.[1] ?? []);
  return place < 0 ? joined[0] : words[place + 1];
}
/** A pipeline that puts its image into an overlay is how that one is deployed. */
function editedBy([tool, verb]: readonly string[]): string | undefined {
  return tool === 'kustomize' && verb === 'edit' ? '.' : undefined;
}
function builtFor([build, ...later]: readonly Read[]): string | undefined {
  const [tool, verb, ...rest] = build?.words ?? [];
  const builds = tool === 'kustomize' ? verb === 'build' : isCluster(tool) && verb === 'kustomize';
  if (build === undefined || !builds) return undefined;
  const end = later.findIndex(({ command }) => command.before !== '|');
  const piped = build.command.before === '|' ? later.slice(0, end < 0 ? later.length : end + 1) : [];
  const isKept = build.command.redirected || rest.some((word) => /^(?:-o|--output)\b/.test(word));
  const taken = [...piped, ...(isKept || piped.some(({ command }) => command.redirected) ? later : [])];
  return taken.some(({ words }) => applies(words)) ? (positional(rest) ?? '.') : undefined;
}
function positional(words: readonly string[]): string | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) return word;
    if (valued.has(word)) index += 1;
  }
  return undefined;
}
