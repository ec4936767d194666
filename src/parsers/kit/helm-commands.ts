// Finds `helm upgrade --install NAME CHART -f FILE --set a=b` and its kin in shell text: how a script installs a chart.
import type { HelmInstallFact, InstallValues } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { readShell, type ShellCommand } from '../../model/shell.js';
import { cleaned, type Settle } from './docker-build.js';
import { isPairOption, pairsOfOption } from './helm-pairs.js';
import { pathInside } from './paths.js';
import { present } from './yaml/node-reader.js';

/** Whether a text may hold one at all: the words stand on one line, or on two of one command. */
export function mayInstallCharts(text: string): boolean {
  for (const [line] of text.matchAll(/\bhelm3?\s[^\n]*(?:(?<=\\)\n[^\n]*)?/g)) {
    if (/\s(?:install|upgrade)\b/.test(line)) return true;
  }
  return false;
}

/** Flags that are followed by a value of their own. */
const valued = new Set(
  '-f --values --set --set-string --set-file --set-json --set-literal -n --namespace --version --repo --timeout --kube-context --kubeconfig --description --history-max --username --password --ca-file --cert-file --key-file --keyring --post-renderer --name-template --kube-version --api-versions --output-dir -o --output -l --labels --registry-config --repository-cache --repository-config'.split(
    ' ',
  ),
);

export interface ShellPlace {
  /** The folder that the text runs in; undefined where nobody knows. */
  readonly directory: string | undefined;
  readonly settle: Settle;
  /** Fills in what variables of an application are set to: nothing that whoever runs the text may set otherwise. */
  readonly given?: Settle;
  readonly at: (command: Pick<ShellCommand, 'start' | 'end'>) => Location;
  /** As messages name what installs: "workflow deploy.yml". */
  readonly by: string;
}

export function readHelmCommands(text: string, { directory, settle, at, by }: ShellPlace): HelmInstallFact[] {
  if (!mayInstallCharts(text)) return [];
  let current = directory;
  return readShell(text).commands.flatMap((command): HelmInstallFact[] => {
    const words = command.words.map((word) => settle(word.text));
    if (words[0] === 'cd' || words[0] === 'pushd') {
      current = current === undefined || words[1] === undefined ? undefined : pathInside(current, cleaned(words[1]));
      return [];
    }
    const rest = installArguments(words);
    return rest === undefined || current === undefined ? [] : readInstall(rest, current, at(command), by);
  });
}

function installArguments(words: readonly string[]): readonly string[] | undefined {
  const start = words.findIndex((word) => !/^(?:[@-]+$|sudo$|time$|exec$|env$|\w+=)/.test(word));
  const [tool = '', ...rest] = words.slice(Math.max(start, 0));
  if (!/(?:^|\/)helm3?$/.test(tool.replace(/^[@-]+/, ''))) return undefined;
  const verb = rest.findIndex((word) => /^(?:install|upgrade)$/.test(word));
  return verb < 0 || rest.some((word) => word.startsWith('--dry-run'))
    ? undefined
    : [...rest.slice(0, verb), ...rest.slice(verb + 1)];
}

function readInstall(words: readonly string[], directory: string, at: Location, by: string): HelmInstallFact[] {
  const positional: string[] = [];
  const values: InstallValues[] = [];
  const unseen: string[] = [];
  let namespace: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    if (!valued.has(name)) continue;
    const value = equals > 0 ? word.slice(equals + 1) : (words[++index] ?? '');
    if (name === '-f' || name === '--values') {
      const found = filesOf(value, directory, at);
      values.push(...found);
      if (found.length === 0) unseen.push(value === '-' ? 'its standard input' : cleaned(value));
    } else if (isPairOption(name)) values.push(...pairsOfOption(name, value, at));
    else if (name === '-n' || name === '--namespace') namespace = value;
  }
  const [first, second] = positional;
  const release = second === undefined ? undefined : first;
  const chart = second ?? first;
  if (chart === undefined || hasHole(chart)) return [];
  const install = {
    kind: 'helm-install',
    by,
    values,
    at,
    isCommand: true,
    ...(unseen.length === 0 ? {} : { unseen }),
    ...present({ release: known(release), namespace: known(namespace) }),
  } as const;
  const folder = /^(?:oci|https?):|\.tgz$/.test(chart) ? undefined : pathInside(directory, cleaned(chart));
  return [
    ...(folder === undefined ? [] : [{ ...install, chart: { text: folder, at }, isLocal: true }]),
    // `ingress-nginx/ingress-nginx` may be a folder, or a chart of a repository far away.
    ...(/^[\w-][\w.-]*\/[\w.-]+$|^oci:/.test(chart)
      ? [{ ...install, chart: { text: chart, at }, isLocal: false }]
      : []),
  ];
}

const hasHole = (text: string): boolean => /[$`{}]/.test(text);
const known = (text: string | undefined): string | undefined =>
  text === undefined || hasHole(text) ? undefined : text;

/** A variable may choose among files that are called alike, and standard input is nobody's file. */
function filesOf(value: string, directory: string, at: Location): InstallValues[] {
  return value.split(',').flatMap((path): InstallValues[] => {
    const given = cleaned(path).replaceAll(/\$(\w+)/g, '${$1}');
    const inside = path === '-' || /^https?:/.test(path) ? undefined : pathInside(directory, given);
    return inside === undefined || !isFindable(inside) ? [] : [{ from: 'file', path: { text: inside, at } }];
  });
}
/** Some of its own name is written out. */
function isFindable(path: string): boolean {
  const [name = '', ...folders] = path.split('/').reverse();
  const literal = name.replaceAll(/\$\{[\w.]+\}/g, '');
  if (hasHole(literal) || folders.some((each) => hasHole(each))) return false;
  return literal === name || /\w{2}.{0,300}\.\w+$/.test(literal);
}
