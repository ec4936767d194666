// Every command, once: parsing, --help and shell completions all come from this table.
import { formats } from '../reporters/registry.js';
import {
  adopting,
  checking,
  configuration,
  fixing,
  formatOption,
  general,
  type OptionSpec,
  output,
  reading,
  verbose,
} from './options.js';

export type CommandName =
  | 'lint'
  | 'paths'
  | 'explain'
  | 'rules'
  | 'defaults'
  | 'facts'
  | 'init'
  | 'lsp'
  | 'completions';
export interface CommandSpec {
  readonly name: CommandName;
  /** After `hoplint`. */
  readonly usage: string;
  readonly summary: string;
  /** What --help of the command adds, one paragraph each. */
  readonly about: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, says: string])[];
  /** How many operands it takes at most. */
  readonly most?: number;
  /** What an operand is, for completions. */
  readonly operand: 'path' | 'rule' | 'product' | 'shell' | 'none';
}

export const commands: readonly CommandSpec[] = [
  {
    name: 'lint',
    usage: '[PATH...]',
    summary: 'Find timeouts that contradict each other (the default command).',
    about: [
      'Reads files and folders (default: the current folder), joins them into request paths from client to process, and reports where two hops disagree. A PATH of - reads standard input.',
    ],
    options: [
      ...reading,
      ...checking,
      {
        name: 'fail-on',
        value: 'SEVERITY',
        choices: ['error', 'warning', 'note', 'never'],
        text: 'Exit with 1 when there is a finding of this severity or above.',
        default: 'error',
        group: 'What to check',
      },
      ...adopting,
      ...fixing,
      formatOption(
        formats,
        'pretty',
        'How to report; repeat it for several reports, each but one with a file: --format sarif=out.sarif.',
        true,
      ),
      output,
      { name: 'quiet', text: 'Findings and totals only.', group: 'Output' },
      verbose,
      ...general,
    ],
    examples: [
      ['hoplint', 'the current folder'],
      ['hoplint services/api deploy --with ../infra', 'an application and the load balancer of another checkout'],
      ['helm template shop ./chart | hoplint - services/shop', 'rendered manifests beside the source'],
      ['hoplint --format pretty --format sarif=hoplint.sarif', 'for people and for code scanning in one run'],
      ['hoplint --diff origin/main', 'only what this branch has a hand in'],
      [
        'hoplint --baseline hoplint-baseline.json --update-baseline',
        'accept what is there today, and report what comes',
      ],
      ['hoplint --fix-unsafe --dry-run', 'look at every fix before any is written'],
    ],
    operand: 'path',
  },
  {
    name: 'paths',
    usage: '[PATH...]',
    summary: 'Show every request path with each timeout, its unit and where it comes from.',
    about: [
      'Client first. A value is followed by its origin: the line it was written on, or the default that applies.',
    ],
    options: [
      ...reading,
      configuration,
      { name: 'explain', text: 'Say why each two hops met.', group: 'Output' },
      formatOption(['text', 'json', 'mermaid', 'svg', 'html'], 'text', 'How to show them.'),
      output,
      ...general,
    ],
    examples: [
      ['hoplint paths', 'what applies on every hop'],
      ['hoplint paths --explain deploy', 'and why hoplint thinks so'],
      ['hoplint paths --format html -o paths.html', 'drawn to scale, in a page of its own'],
    ],
    operand: 'path',
  },
  {
    name: 'explain',
    usage: 'RULE|FINDING [PATH...]',
    summary: 'Show the page of a rule, or one finding with its path.',
    about: [
      'RULE is an id of `hoplint rules`. FINDING is the short code behind a finding, or the beginning of its fingerprint; the PATHs are linted again to find it.',
    ],
    options: [...reading, ...checking, ...general],
    examples: [
      ['hoplint explain keepalive-race', 'what it looks like, why it happens, how to confirm and fix it'],
      ['hoplint explain 3f2a9c1b', 'the finding with that code'],
      ['hoplint explain index', 'from what is seen in production to the rules'],
      ['hoplint explain log-lines', 'what nginx, HAProxy, Envoy and balancers log, and what it means'],
    ],
    operand: 'rule',
  },
  {
    name: 'rules',
    usage: '',
    summary: 'List the rules.',
    about: ['Each with its severity, and the cause of intermittent 502s that it answers.'],
    options: [formatOption(['text', 'json', 'markdown'], 'text', 'How to list them.'), output, ...general],
    examples: [['hoplint rules --format markdown', 'as a table for a wiki']],
    most: 0,
    operand: 'none',
  },
  {
    name: 'defaults',
    usage: '[PRODUCT]',
    summary: 'Show what hoplint knows about products, with sources and dates.',
    about: ['Without PRODUCT, the list of products; with one, its documented defaults by version.'],
    options: [output, ...general],
    examples: [['hoplint defaults aws-alb', 'the timeouts of an ALB and where they are documented']],
    most: 1,
    operand: 'product',
  },
  {
    name: 'facts',
    usage: '[PATH...]',
    summary: 'Write down what this repository says, for --with in another one.',
    about: [
      'JSON with a format version. It holds settings and names found in the files, and no source code; look it over before it leaves the repository.',
    ],
    options: [...reading.filter((each) => each.name !== 'with'), configuration, output, ...general],
    examples: [
      ['hoplint facts -o app.facts.json', 'in the application'],
      ['hoplint --with app.facts.json', 'in the infrastructure'],
    ],
    operand: 'path',
  },
  {
    name: 'init',
    usage: '[PATH...]',
    summary: 'Write a commented hoplint.yaml with what was found and what only you know.',
    about: ['It lists the workloads and hops it found, and asks for what no file shows. An existing file is kept.'],
    options: [
      ...reading,
      { name: 'force', text: 'Replace an existing hoplint.yaml.', group: 'Output' },
      { ...output, text: 'Write to FILE instead of hoplint.yaml; - prints it.' },
      ...general,
    ],
    examples: [['hoplint init -o -', 'look before you write']],
    operand: 'path',
  },
  {
    name: 'lsp',
    usage: '--stdio',
    summary: 'Serve an editor: the language server, on standard input and output.',
    about: [
      'Editors start this themselves. docs/editors.md has the settings for VS Code, Neovim, Helix, Zed and Emacs.',
    ],
    options: [
      { name: 'stdio', text: 'Talk over standard input and output, the only way there is.', group: 'General' },
      // The library that serves the protocol reads it: VS Code passes it to every server.
      {
        name: 'clientProcessId',
        value: 'PID',
        text: 'Process of the editor; the server ends when it is gone.',
        group: 'General',
      },
      ...general.filter((each) => each.name !== 'color'),
    ],
    examples: [],
    most: 0,
    operand: 'none',
  },
  {
    name: 'completions',
    usage: 'bash|zsh|fish',
    summary: 'Print completions for a shell.',
    about: [
      'bash: hoplint completions bash > ~/.local/share/bash-completion/completions/hoplint',
      'zsh: hoplint completions zsh > a folder of $fpath, as _hoplint',
      'fish: hoplint completions fish > ~/.config/fish/completions/hoplint.fish',
    ],
    options: general,
    examples: [],
    most: 1,
    operand: 'shell',
  },
];

export const commandNames: readonly string[] = commands.map((each) => each.name);

export function commandOf(name: CommandName): CommandSpec {
  const found = commands.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`no command ${name}`);
  return found;
}
