// Holds the architecture: who may import whom. Changing the architecture means changing this table first.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cycles, importsOf, type Layer, violations } from './kit/imports.js';

const shell = [
  'facts-key.ts',
  'lint.ts',
  'grounds.ts',
  'session/',
  'relint.ts',
  'since.ts',
  'mend.ts',
  'index.ts',
  'cache/',
  'threads/',
  'config/',
  'reporters/',
  'model/',
];

const layers: readonly Layer[] = [
  { name: 'model', files: /^model\//, imports: [], builtins: [] },
  { name: 'knowledge loader', files: /^knowledge\/load/, imports: ['model/', 'knowledge/'], packages: ['yaml', 'ajv'] },
  { name: 'knowledge', files: /^knowledge\//, imports: ['model/'], packages: ['yaml', 'ajv'], builtins: [] },
  {
    name: 'config loader',
    files: /^config\/load/,
    imports: ['model/', 'config/', 'parsers/kit/', 'knowledge/spelling.ts'],
  },
  {
    name: 'config',
    files: /^config\//,
    imports: ['model/', 'config/'],
    packages: ['yaml', 'ajv', 'picomatch'],
    builtins: ['path', 'util'],
  },
  {
    name: 'discover',
    files: /^discover\//,
    imports: ['model/', 'config/', 'knowledge/library-templates.ts'],
    packages: ['globby', 'ignore'],
  },
  {
    name: 'parsers/kit',
    files: /^parsers\/kit\//,
    imports: ['model/', 'knowledge/'],
    packages: ['js-yaml', 'yaml', 'web-tree-sitter'],
  },
  {
    name: 'parser',
    files: /^parsers\/(?<own>[^/]+)\//,
    imports: ['model/', 'knowledge/', 'parsers/kit/', 'parsers/parser.ts'],
    packages: ['@typescript-eslint/typescript-estree', 'dockerfile-ast', 'oxc-parser', 'ts-morph'],
  },
  { name: 'parser registry', files: /^parsers\//, imports: ['model/', 'parsers/'], builtins: [] },
  { name: 'link', files: /^link\//, imports: ['model/', 'knowledge/'], builtins: [] },
  { name: 'rules/kit', files: /^rules\/kit\//, imports: ['model/'], builtins: [] },
  { name: 'rule registry', files: /^rules\/(registry|index)(\.generated)?\.ts$/, imports: ['rules/'], builtins: [] },
  {
    name: 'rule',
    files: /^rules\/(?<own>[^/.]+)/,
    imports: ['rules/kit/'],
    importsTypes: ['model/'],
    builtins: [],
  },
  // Edits need positions inside texts, which rules never see: the trees of YAML and JavaScript, and what a framework's calls give back.
  {
    name: 'fixes',
    files: /^fixes\//,
    imports: [
      ...['model/', 'knowledge/', 'parsers/kit/'],
      ...['parsers/node/ast.ts', 'parsers/node/frameworks.ts', 'parsers/node/syntax.ts'],
    ],
    builtins: ['buffer', 'util'],
  },
  {
    name: 'engine',
    files: /^engine\//,
    imports: ['model/', 'config/', 'rules/kit/'],
    packages: ['diff'],
    builtins: ['crypto', 'path'],
  },
  {
    name: 'reporters',
    files: /^reporters\//,
    imports: ['model/'],
    packages: ['sarif'],
    builtins: ['crypto', 'path', 'util'],
  },
  {
    name: 'pipeline',
    files:
      /^(?:(?:api|build|facts-key|file-texts|grounds|lint|relint|since|mend|index|version)\.ts|(?:session|rendering)\/.*)$/,
    imports: [
      ...[
        'api.ts',
        'build.ts',
        'facts-key.ts',
        'file-texts.ts',
        'grounds.ts',
        'lint.ts',
        'relint.ts',
        'session/',
        'since.ts',
        'mend.ts',
        'rendering/',
        'version.ts',
        'model/',
        'knowledge/',
        'config/',
        'discover/',
      ],
      ...['parsers/', 'link/', 'rules/', 'fixes/', 'engine/', 'reporters/'],
    ],
  },
  // Facts of earlier runs on disk: it knows files and facts, and nothing of what is in them.
  {
    name: 'cache',
    files: /^cache\//,
    imports: ['model/', 'cache/', 'parsers/facts-memory.ts'],
    builtins: ['crypto', 'fs', 'os', 'path', 'zlib'],
  },
  // Reads files as the pipeline does, on threads of its own, and says what it read as the cache keeps it.
  {
    name: 'threads',
    files: /^threads\//,
    imports: ['model/', 'cache/', 'discover/read-file.ts', 'parsers/'],
    builtins: ['worker_threads'],
  },
  // The pages of rules lie beside every bundle; the shells show them and put them into SARIF.
  { name: 'docs', files: /^docs\//, imports: [], builtins: ['fs'] },
  // One command hands over to the language server.
  { name: 'cli lsp', files: /^cli\/commands\/lsp\.ts$/, imports: ['lsp/main.ts'] },
  // Starts what the bundle is made of, and no text of anybody else.
  {
    name: 'cli compiled code',
    files: /^cli\/compiled-code\.ts$/,
    imports: ['cache/'],
    builtins: ['buffer', 'fs', 'module', 'path', 'v8', 'vm'],
  },
  // Besides the pipeline the command line shows the knowledge table, guesses misspelt words as the parsers do, keeps files of its own
  // (baselines, and what fixes write), and finds out whether its last result still holds before it loads the pipeline.
  {
    name: 'cli',
    files: /^cli\//,
    imports: [
      ...shell,
      'grounds.ts',
      'cli/commands/lsp.ts',
      'cli/compiled-code.ts',
      'docs/',
      'build.ts',
      'version.ts',
      'discover/discover.ts',
      'discover/list-files.ts',
      'discover/posix.ts',
      'discover/read-file.ts',
      'discover/render-inputs.ts',
      'discover/tools.ts',
      'discover/trees.ts',
      'knowledge/table.ts',
      'knowledge/describe.ts',
      'knowledge/spelling.ts',
      'engine/baseline.ts',
      'fixes/plain-text.ts',
      'parsers/facts-memory.ts',
    ],
    packages: ['diff'],
  },
  {
    name: 'lsp',
    files: /^lsp\//,
    imports: [...shell, 'version.ts', 'knowledge/memo.ts'],
    packages: ['vscode-languageserver', 'vscode-languageserver-textdocument'],
  },
  // The Action is the command line with GitHub's inputs and outputs: it asks and refuses the same.
  {
    name: 'action',
    files: /^action\//,
    imports: [
      ...shell,
      ...['cli/exit-code.ts', 'cli/linting.ts', 'cli/read-arguments.ts', 'cli/report-settings.ts'],
      ...['cli/request.ts', 'cli/usage-error.ts', 'cli/write-file.ts'],
    ],
    packages: ['@actions/core'],
  },
];

/** hoplint opens no connection and evaluates nothing it reads: forbidden where a layer does not name them. */
const forbiddenBuiltins = ['dgram', 'dns', 'dns/promises', 'http', 'http2', 'https', 'inspector', 'net', 'tls', 'vm'];

const sourceRoot = join(import.meta.dirname, '../src');
const sources = new Map(
  readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    // A generated .js is known by its declarations.
    .map((path) => [
      path.replaceAll('\\', '/').replace(/\.d\.ts$/, '.ts'),
      readFileSync(join(sourceRoot, path), 'utf8'),
    ]),
);

/** A folder of link or of a parser. What lies beside such folders is a room by itself: it uses them, and is used by them. */
function roomOf(path: string): string {
  return /^(?:link|parsers\/[^/]+)\/[^/]+(?=\/)/.exec(path)?.[0] ?? path;
}

/** The folders inside the two largest of `link` are rooms of their own. */
function innerRoomOf(path: string): string {
  return /^link\/(?:image|infrastructure)\/(?:[^/]+(?=\/))?/.exec(path)?.[0] ?? roomOf(path);
}

describe('the source tree', () => {
  it('imports only what the table allows', () => {
    expect(sources.size).toBeGreaterThan(0);
    expect(violations(sources, layers, forbiddenBuiltins)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(cycles(sources)).toEqual([]);
  });

  it('has no cycle between the folders of link, or those of a parser', () => {
    expect(roomOf('link/link.ts')).toBe('link/link.ts');
    expect(roomOf('link/image/command/chain.ts')).toBe('link/image');
    expect(roomOf('parsers/node/shutdown/handler/walk.ts')).toBe('parsers/node/shutdown');
    expect(cycles(sources, roomOf)).toEqual([]);
  });

  it('has no cycle between the folders inside the largest ones of link', () => {
    expect(innerRoomOf('link/image/command/chain.ts')).toBe('link/image/command');
    expect(innerRoomOf('link/image/shell.ts')).toBe('link/image/');
    expect(innerRoomOf('link/names/evaluate.ts')).toBe('link/names');
    expect(cycles(sources, innerRoomOf)).toEqual([]);
  });
});

describe('reading imports', () => {
  it('finds every way to write one', () => {
    const text = [
      "import a from './a.js';",
      "import type { B } from './b.js';",
      "import { type C, type D } from './c.js';",
      "import { type E, f } from './e.js';",
      "export * from './g.js';",
      "export type { H } from './h.js';",
      "const i = await import('./i.js');",
      'const j = await import(`./j.js`);',
      "const k = await import('./' + i);",
      "type L = import('./l.js').L;",
      "import m = require('./m.js');",
      "const n = require('./n.js');",
      "import './o.js';",
      "const quoted = \"import p from './p.js'\"; // import q from './q.js'",
      'export const r = 1;',
    ].join('\n');
    expect(importsOf('x.ts', text).map(({ specifier, typeOnly, line }) => [line, specifier, typeOnly])).toEqual([
      [1, './a.js', false],
      [2, './b.js', true],
      [3, './c.js', true],
      [4, './e.js', false],
      [5, './g.js', false],
      [6, './h.js', true],
      [7, './i.js', false],
      [8, './j.js', false],
      [9, undefined, false],
      [10, './l.js', true],
      [11, './m.js', false],
      [12, './n.js', false],
      [13, './o.js', false],
    ]);
  });
});

describe('judging imports', () => {
  const tree = {
    'model/setting.ts': '',
    'knowledge/lookup.ts': '',
    'parsers/kit/units.ts': '',
    'parsers/go/index.ts': '',
    'parsers/node/index.ts': '',
    'parsers/registry.ts': '',
    'link/order-hops.ts': '',
    'rules/kit/index.ts': '',
    'rules/keepalive-race.ts': '',
    'rules/grace-budget.ts': '',
    'reporters/json.ts': '',
    'lint.ts': '',
    'cli/run.ts': '',
    'lsp/main.ts': '',
  };
  const judge = (path: string, text: string): string[] =>
    violations(new Map(Object.entries({ ...tree, [path]: text })), layers, forbiddenBuiltins);

  it.each([
    ['model/location.ts', "import { a } from '../link/order-hops.js';", 'link/order-hops.ts'],
    ['model/location.ts', "import { a } from 'node:path';", 'node:path'],
    ['knowledge/table.ts', "import { readFileSync } from 'node:fs';", 'node:fs'],
    ['discover/walk.ts', "import { a } from '../parsers/go/index.js';", 'parsers/go/index.ts'],
    ['parsers/node/extract.ts', "import { a } from '../go/index.js';", 'parsers/go/index.ts'],
    ['parsers/node/extract.ts', "const a = await import('../../link/order-hops.js');", 'link/order-hops.ts'],
    ['parsers/kit/yaml/read-yaml.ts', "import { a } from '../../go/index.js';", 'parsers/go/index.ts'],
    ['parsers/go/calls.ts', "import { get } from 'node:https';", 'node:https'],
    ['link/resolve.ts', "import { readFileSync } from 'node:fs';", 'node:fs'],
    ['rules/dns-pinned.ts', "import { a } from '../knowledge/lookup.js';", 'knowledge/lookup.ts'],
    ['rules/dns-pinned.ts', "import a from './grace-budget.js';", 'rules/grace-budget.ts'],
    ['rules/dns-pinned.ts', "import { a } from '../model/setting.js';", 'model/setting.ts for more than types'],
    ['engine/run.ts', "import { a } from '../reporters/json.js';", 'reporters/json.ts'],
    ['reporters/html.ts', "import { a } from '../rules/kit/index.js';", 'rules/kit/index.ts'],
    ['reporters/html.ts', "import process from 'node:process';", 'node:process'],
    ['lint.ts', "import { a } from './cli/run.js';", 'cli/run.ts'],
    ['cli/paths.ts', "import { a } from '../link/order-hops.js';", 'link/order-hops.ts'],
    ['cli/paths.ts', "import { a } from '../lsp/main.js';", 'lsp/main.ts'],
    ['cli/paths.ts', "import { a } from 'left-pad';", 'left-pad'],
    ['cli/paths.ts', "import { a } from './gone.js';", './gone.js, which is no source file'],
    ['cli/paths.ts', 'await import(name);', 'a computed path'],
  ])('%s must not: %s', (path, text, culprit) => {
    expect(judge(path, text)).toEqual([expect.stringMatching(new RegExp(`^${path}:1 \\(.*\\) imports ${culprit}$`))]);
  });

  it.each([
    ['parsers/node/extract.ts', "import { a } from './index.js'; import { b } from '../kit/units.js';"],
    ['parsers/registry.ts', "import a from './go/index.js'; import b from './node/index.js';"],
    ['rules/dns-pinned.ts', "import { a } from './kit/index.js'; import type { B } from '../model/setting.js';"],
    ['rules/registry.ts', "import a from './keepalive-race.js'; import b from './grace-budget.js';"],
    ['lint.ts', "import a from './parsers/registry.js'; const b = await import('./reporters/json.js');"],
    ['cli/paths.ts', "import { lint } from '../lint.js'; import { readFileSync } from 'node:fs';"],
  ])('%s may: %s', (path, text) => {
    expect(judge(path, text)).toEqual([]);
  });

  it('knows every folder', () => {
    expect(judge('utils/misc.ts', '')).toEqual(['utils/misc.ts is in no layer of the table']);
  });
});

describe('looking for cycles', () => {
  const search = (tree: Record<string, string>): string[] => cycles(new Map(Object.entries(tree)));

  it('finds one over several files, also through a dynamic import', () => {
    const tree = { 'a.ts': "import './b.js';", 'b.ts': "export * from './c.js';", 'c.ts': "await import('./a.js');" };
    expect(search(tree)).toEqual(['a.ts -> b.ts -> c.ts -> a.ts']);
  });

  it('leaves types and diamonds alone', () => {
    const tree = {
      'a.ts': "import './b.js'; import './c.js';",
      'b.ts': "import './d.js'; import type { A } from './a.js';",
      'c.ts': "import './d.js';",
      'd.ts': '',
    };
    expect(search(tree)).toEqual([]);
  });
});
