// Finds `aws cloudformation deploy`, `sam deploy` and their kin in shell text: which template they take and what they give its parameters.
import type { InfrastructureFact } from '../../model/infrastructure.js';
import { readShell, splitWords } from '../../model/shell.js';
import { cleaned } from './docker-build.js';
import type { ShellPlace } from './helm-commands.js';
import { pathInside } from './paths.js';
import { type Given, givenPair, givenParameters } from './stack-parameters.js';

/** Whether a text may hold one at all. */
export function mayDeployStacks(text: string): boolean {
  return /\b(?:cloudformation|sam)\s+(?:deploy|(?:create|update)-(?:stack|change-set))\b/.test(text);
}

export function readStackCommands(
  text: string,
  { directory, settle, at }: Omit<ShellPlace, 'by'>,
): InfrastructureFact[] {
  if (!mayDeployStacks(text)) return [];
  let current = directory;
  return readShell(text).commands.flatMap((command): InfrastructureFact[] => {
    const words = command.words.map((word) => settle(word.text));
    if (words[0] === 'cd' || words[0] === 'pushd') {
      current = current === undefined || words[1] === undefined ? undefined : pathInside(current, cleaned(words[1]));
      return [];
    }
    const deploy = deployment(words);
    if (deploy === undefined) return [];
    const place = at(command);
    const given = deploy.pairs.flatMap((word): Given[] => givenPair(word, place));
    const template = deploy.template === undefined ? undefined : pathInside(current ?? '', cleaned(deploy.template));
    return givenParameters(template === undefined || /[$`{}]/.test(template) ? '' : template, given, place);
  });
}

interface Deployment {
  readonly template: string | undefined;
  readonly pairs: readonly string[];
}
function deployment(words: readonly string[]): Deployment | undefined {
  const tool = words.findIndex((word) => /(?:^|\/)(?:aws|sam)$/.test(word.replace(/^[@-]+/, '')));
  if (tool < 0 || tool > 3) return undefined;
  const isSam = /sam$/.test(words[tool] ?? '');
  const verb = words.findIndex((word) => /^(?:deploy|(?:create|update)-(?:stack|change-set))$/.test(word));
  if (verb < 0 || (!isSam && !words.slice(tool, verb).includes('cloudformation'))) return undefined;
  const after = words.slice(verb + 1);
  const template = valuesOf(after, /^(?:--template-file|--template-body|--template|-t)$/)[0]?.replace(/^file:\/\//, '');
  // SAM takes one text with all pairs as well.
  const pairs = valuesOf(after, /^(?:--parameter-overrides|--parameters)$/).flatMap((word) =>
    /^[A-Za-z0-9]+=[^\s]*\s+[A-Za-z0-9]+=/.test(word) ? splitWords(word) : [word],
  );
  return { template: template ?? (isSam ? 'template.yaml' : undefined), pairs };
}
/** The words behind a flag, up to the next one. */
function valuesOf(words: readonly string[], flag: RegExp): readonly string[] {
  return words.flatMap((word, index) => {
    const [name = '', ...rest] = word.startsWith('--') ? word.split('=') : [word];
    if (!flag.test(name)) return [];
    if (rest.length > 0) return [rest.join('=')];
    const next = words.slice(index + 1);
    const end = next.findIndex((each) => /^--?[a-z]/.test(each));
    return end < 0 ? next : next.slice(0, end);
  });
}
