// The options that commands share, by what they are about: parsing, --help and shell completions all come from here.
export interface OptionSpec {
  /** Without dashes. */
  readonly name: string;
  readonly short?: string;
  /** What its value is called; absent for a switch. */
  readonly value?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  readonly completes?: 'file' | 'rule';
  readonly repeatable?: boolean;
  readonly text: string;
  readonly default?: string;
  readonly group: 'What to read' | 'What to check' | 'What to report' | 'Fixes' | 'Output' | 'General';
}
export const shells = ['bash', 'zsh', 'fish'] as const;
export const severityChoices = ['error', 'warning', 'note', 'off'] as const;

export const general: readonly OptionSpec[] = [
  {
    name: 'color',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    text: 'Colour the output. auto looks at the terminal, NO_COLOR and FORCE_COLOR.',
    default: 'auto',
    group: 'General',
  },
  { name: 'version', text: 'Print the version.', group: 'General' },
  { name: 'help', short: 'h', text: 'Explain the command.', group: 'General' },
];
export const reading: readonly OptionSpec[] = [
  {
    name: 'with',
    value: 'PATH|FACTS',
    completes: 'file',
    repeatable: true,
    text: 'Join another checkout, or what `hoplint facts` wrote there, to follow requests across repositories.',
    group: 'What to read',
  },
  {
    name: 'include',
    value: 'GLOB',
    repeatable: true,
    text: 'Read files that are left alone by default: tests, docs, build output.',
    group: 'What to read',
  },
  {
    name: 'exclude',
    value: 'GLOB',
    repeatable: true,
    text: 'Leave files out. A glob without a slash matches names at any depth.',
    group: 'What to read',
  },
  {
    name: 'stdin-filename',
    value: 'NAME',
    completes: 'file',
    text: 'What to call standard input (the path -), which decides how it is read.',
    group: 'What to read',
  },
  {
    name: 'no-render',
    text: 'Do not run helm, kustomize or kubectl: charts and kustomizations are read without them.',
    group: 'What to read',
  },
  {
    name: 'no-cache',
    text: 'Read every file anew, and keep nothing for the next run.',
    group: 'What to read',
  },
];
export const configuration: OptionSpec = {
  name: 'config',
  value: 'FILE',
  completes: 'file',
  text: 'Read this configuration.',
  default: 'hoplint.yaml, when there is one',
  group: 'What to check',
};
export const checking: readonly OptionSpec[] = [
  configuration,
  {
    name: 'profile',
    value: 'NAME',
    choices: ['recommended', 'strict'],
    text: 'strict gives hygiene rules their full severity.',
    default: 'recommended',
    group: 'What to check',
  },
  {
    name: 'rule',
    value: 'ID=SEVERITY',
    completes: 'rule',
    repeatable: true,
    text: 'Set one rule to error, warning, note or off.',
    group: 'What to check',
  },
];
export const output: OptionSpec = {
  name: 'output',
  short: 'o',
  value: 'FILE',
  completes: 'file',
  text: 'Write to FILE instead of standard output; - is standard output.',
  group: 'Output',
};
export function formatOption(
  choices: readonly string[],
  standard: string,
  text: string,
  repeatable = false,
): OptionSpec {
  return { name: 'format', value: 'FORMAT', choices, text, default: standard, group: 'Output', repeatable };
}
export const verbose: OptionSpec = { name: 'verbose', text: 'List everything, however long.', group: 'Output' };

export const adopting: readonly OptionSpec[] = [
  {
    name: 'diff',
    value: 'BASE',
    text: 'Report only what the changes since this branch left BASE touch (a branch, tag or commit).',
    group: 'What to report',
  },
  {
    name: 'staged',
    text: 'Read the index of git in place of the files on disk, and report only what the next commit touches.',
    group: 'What to report',
  },
  {
    name: 'baseline',
    value: 'FILE',
    completes: 'file',
    text: 'Leave out the findings recorded in FILE, and say which of them are settled.',
    group: 'What to report',
  },
  {
    name: 'update-baseline',
    text: 'Record the findings of this run in the file of --baseline.',
    group: 'What to report',
  },
];
export const fixing: readonly OptionSpec[] = [
  { name: 'fix', text: 'Apply the fixes that change nothing beyond the finding.', group: 'Fixes' },
  { name: 'fix-unsafe', text: 'Apply also the fixes that somebody has to look over.', group: 'Fixes' },
  {
    name: 'dry-run',
    text: 'Print what --fix (or --fix-unsafe) would change, as a patch, and write nothing.',
    group: 'Fixes',
  },
];
