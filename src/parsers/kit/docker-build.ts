// Finds `docker build` and its kin in shell text: which image comes from which folder and file.
import type { BuildFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { readShell, type ShellCommand } from '../../model/shell.js';
import { pathInside } from './paths.js';
import { present } from './yaml/node-reader.js';

export type Build = Omit<BuildFact, 'kind' | 'by' | 'at'>;
export interface PlacedBuild extends Build {
  readonly start: number;
  readonly end: number;
}
/** Fills in the variables of a word; what it does not know stays as written. */
export type Settle = (word: string) => string;

/** Flags of docker, podman, buildah, kaniko, `az acr build` and `gcloud builds submit` that are followed by a value of their own. */
const valued = new Set(
  '-t --tag -f --file --target --build-arg --platform --cache-from --cache-to --label --network --output -o --progress --secret --ssh --iidfile --metadata-file --builder --build-context --add-host --shm-size --ulimit -m --memory --cpuset-cpus --destination --context --dockerfile --cache-repo --isolation --pull-secret --image -r --registry -g --resource-group --project --region --timeout --config --machine-type --agent-pool'.split(
    ' ',
  ),
);
const buildCommand = /\b(?:docker|podman|nerdctl|buildah|img|kaniko\/executor)\b|\bacr build\b|\bbuilds submit\b/;

export function readDockerBuilds(text: string, directory: string | undefined, settle: Settle): PlacedBuild[] {
  if (!buildCommand.test(text)) return [];
  let current = directory;
  return readShell(text).commands.flatMap((command): PlacedBuild[] => {
    const words = command.words.map((word) => settle(word.text));
    if (words[0] === 'cd' || words[0] === 'pushd') {
      current = current === undefined || words[1] === undefined ? undefined : pathInside(current, cleaned(words[1]));
      return [];
    }
    const rest = buildArguments(words);
    return rest === undefined || current === undefined ? [] : readBuild(rest, current, command);
  });
}

/** The words behind `docker build`, whatever the tool calls it. */
function buildArguments(words: readonly string[]): readonly string[] | undefined {
  const start = words.findIndex((word) => !/^(?:@|-|sudo$|time$|exec$|env$|\w+=)/.test(word));
  const [tool = '', ...rest] = words
    .slice(Math.max(start, 0))
    .map((word, index) => (index === 0 ? word.replace(/^@/, '') : word));
  const name = baseNameOf(tool);
  if (name === 'executor' && tool.includes('kaniko')) return rest;
  if (name === 'az' || name === 'gcloud') return remoteArguments(name, rest);
  if (!/^(?:docker|podman|nerdctl|buildah|img)$/.test(name)) return undefined;
  const verb = rest.findIndex((word) => /^(?:build|bud|build-using-dockerfile)$/.test(word));
  if (verb < 0 || verb > 2) return undefined;
  return rest.slice(0, verb).every((word) => word === 'buildx' || word === 'image') ? rest.slice(verb + 1) : undefined;
}

/** What builds elsewhere takes the same flags. */
function remoteArguments(tool: 'az' | 'gcloud', words: readonly string[]): readonly string[] | undefined {
  const [first, second, ...rest] = words[0] === 'beta' || words[0] === 'alpha' ? words.slice(1) : words;
  const verb = tool === 'az' ? 'acr build' : 'builds submit';
  return `${first} ${second}` === verb ? rest : undefined;
}

function readBuild(words: readonly string[], directory: string, command: ShellCommand): PlacedBuild[] {
  const flags = new Map<string, string[]>();
  const positional: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
    } else if (valued.has(name)) {
      const value = equals > 0 ? word.slice(equals + 1) : (words[++index] ?? '');
      flags.set(name, [...(flags.get(name) ?? []), value]);
    }
  }
  const all = (...names: string[]): readonly string[] => names.flatMap((name) => flags.get(name) ?? []);
  const context = pathInside(directory, cleaned(all('--context')[0] ?? positional.at(-1) ?? '.'));
  if (context === undefined || context.includes('$')) return [];
  const file = all('-f', '--file', '--dockerfile')[0];
  // Unlike compose, the command line reads -f from where it stands.
  const dockerfile = file === undefined ? undefined : pathInside(directory, cleaned(file));
  const pairs = all('--build-arg').flatMap((pair): [string, string][] => {
    const equals = pair.indexOf('=');
    return equals <= 0 || /[$`]/.test(pair) ? [] : [[pair.slice(0, equals), pair.slice(equals + 1)]];
  });
  return all('-t', '--tag', '--destination', '--image').map((image) => ({
    image,
    context,
    start: command.start,
    end: command.end,
    ...present({
      dockerfile: dockerfile?.includes('$') === true ? undefined : dockerfile,
      target: all('--target')[0],
      args: pairs.length === 0 ? undefined : Object.fromEntries(pairs),
    }),
  }));
}

/** The checkout's own folder goes by many names. */
export function cleaned(path: string): string {
  return path
    .replace(/^dir:\/\//, '')
    .replace(/^(?:\/workspace|~\/project|\/home\/circleci\/project)(?:\/|$)/, './')
    .replace(
      /^\$(?:\{(?:PWD|CI_PROJECT_DIR|GITHUB_WORKSPACE|github\.workspace|CURDIR)\}|\(pwd\)|\(CURDIR\)|PWD\b|CI_PROJECT_DIR\b|GITHUB_WORKSPACE\b|CURDIR\b)\/?/,
      './',
    )
    .replace(/^`pwd`\/?/, './');
}

/** `$NAME`, `${NAME}`, `$(NAME)`, `${{ env.NAME }}`: replaced where `values` knows the name. */
export function settleWith(values: ReadonlyMap<string, string>): Settle {
  const once = (word: string): string =>
    word.replace(
      /\$\{\{\s*([\w.-]+)\s*\}\}|\$\{([A-Za-z_][\w.-]*)(?::?-([^{}]*))?\}|\$\(([A-Za-z_]\w*)\)|\$([A-Za-z_]\w*)/g,
      (written, expression?: string, braced?: string, fallback?: string, make?: string, plain?: string) => {
        const name = expression ?? braced ?? make ?? plain ?? '';
        const value = values.get(name) ?? values.get(name.replace(/^(?:env|vars|inputs)\./, ''));
        return value ?? fallback ?? (expression === undefined ? written : `\${${expression}}`);
      },
    );
  return (word) => {
    let settled = word;
    for (let round = 0; round < 5 && settled.includes('$') && settled.length < 2000; round++) {
      const next = once(settled);
      if (next === settled) break;
      settled = next;
    }
    return settled;
  };
}
