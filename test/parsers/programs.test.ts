// Configuration files of servers that a command line makes, and files that pin their versions: what is plain is read, the rest is unknown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/model/expression.js';
import { pinnedPrograms, programFile } from '../../src/parsers/programs/index.js';
import { parser as pinned } from '../../src/parsers/programs/parse-pinned-programs.js';
import { parser as file } from '../../src/parsers/programs/parse-program-file.js';

function namesIn(path: string, text: string): Readonly<Record<string, string>> {
  const [fact] = file.parse({ path, text }).facts;
  if (fact?.kind !== 'bindings') throw new TypeError('a configuration file gives bindings');
  return Object.fromEntries(Object.entries(fact.names).map(([name, [value]]) => [name, spell(value)]));
}
function spell(value: Expression | undefined): string {
  if (value?.kind === 'literal') return JSON.stringify(value.value);
  if (value?.kind === 'env') return `$${value.name}`;
  if (value?.kind === 'fallback') return value.options.map(spell).join(value.mode === 'or-falsy' ? ' or ' : ' else ');
  return value?.kind ?? 'nothing';
}

describe('Python', () => {
  it.each([
    ['keepalive = 75', '75'],
    ['keepalive: int = 75  # seconds', '75'],
    ['keepalive = 60 * 2', '120'],
    ["keepalive = '75'", '"75"'],
    ['keepalive = int(os.environ.get("K", "75"))', '$K else "75"'],
    ['keepalive = int(os.getenv("K") or 75)', '$K or 75'],
    ['keepalive = os.environ["K"]', '$K'],
    ['idle = 75\nkeepalive = idle', '75'],
    ['keepalive = None', 'null'],
    ['keepalive = 75\nkeepalive += 5', 'unknown'],
    ['keepalive = 75\nif DEBUG:\n    keepalive = 1', 'unknown'],
    ['keepalive = 75\nif DEBUG: keepalive = 1', 'unknown'],
    ['keepalive = 75 if EDGE else 2', 'unknown'],
    ['keepalive = threads = 5', 'unknown'],
    ['keepalive, threads = 5, 4', 'unknown'],
    ['from ops import keepalive', 'unknown'],
    ['def on_starting(server):\n    keepalive = 1', 'undefined'],
    ['"""\nkeepalive = 75\n"""', 'undefined'],
    ['# keepalive = 75', 'undefined'],
    ['raw_env = [\n  "X=1",\n]\nkeepalive = 75', '75'],
    ['assert keepalive == 75', 'undefined'],
  ])('%j', (text, value) => {
    expect(String(namesIn('gunicorn.conf.py', text).keepalive)).toBe(value);
  });
  it('says that a star may bring anything', () => {
    expect(namesIn('gunicorn.conf.py', 'from ops import *\nthreads = 4')).toEqual({ threads: '4', '*': 'unknown' });
  });
});

describe('Ruby', () => {
  it.each([
    ['persistent_timeout 75', '75'],
    ['persistent_timeout(75) # seconds', '75'],
    ['persistent_timeout ENV.fetch("K", 75)', '$K else 75'],
    ['persistent_timeout ENV.fetch("K") { 75 }', '$K else 75'],
    ['persistent_timeout Integer(ENV["K"] || 75)', '$K else 75'],
    ['seconds = 75\npersistent_timeout seconds', '75'],
    ['persistent_timeout 75 unless ENV["DEBUG"]', 'unknown'],
    ['if ENV["EDGE"]\n  persistent_timeout 75\nend', 'unknown'],
    ['persistent_timeout "#{minutes * 60}"', 'unknown'],
  ])('%j', (text, value) => {
    expect(String(namesIn('config/puma.rb', text).persistent_timeout)).toBe(value);
  });
  it('knows the port of two arguments', () => {
    expect(namesIn('config/puma.rb', "port ENV.fetch('PORT') { 3000 }, '::'").port).toBe('$PORT else 3000');
  });
});

describe('versions', () => {
  it.each([
    ['requirements.txt', 'gunicorn[gevent]==23.0.0 ; python_version > "3"', ['gunicorn 23.0.0 in ']],
    ['api/requirements/prod.txt', 'Uvicorn == 0.30.6\ngunicorn>=20', ['uvicorn 0.30.6 in api']],
    ['uv.lock', '[[package]]\nname = "hypercorn"\nversion = "0.17.3"\n', ['hypercorn 0.17.3 in ']],
    [
      'Pipfile.lock',
      '{\n    "default": {\n        "gunicorn": {\n            "hashes": [],\n            "version": "==22.0.0"\n        }\n    }\n}',
      ['gunicorn 22.0.0 in '],
    ],
    [
      'Gemfile.lock',
      'GEM\n  specs:\n    puma (6.4.2)\n      nio4r (~> 2.0)\n    rails (7.1.3)\n      puma (>= 5)\n',
      ['puma 6.4.2 in '],
    ],
    ['Gemfile', "gem 'puma', '~> 6.4'", ['puma >=6.4 <7 in ']],
    ['Gemfile', 'gem "puma", "~> 6.4.1"', ['puma >=6.4.1 <6.5 in ']],
    ['Gemfile', "gem 'puma'", []],
  ])('of %s', (path, text, expected) => {
    const { facts } = pinned.parse({ path, text });
    expect(
      facts.map((fact) =>
        fact.kind === 'program-version' ? `${fact.program} ${fact.version.text} in ${fact.directory}` : fact.kind,
      ),
    ).toEqual(expected);
  });
});

it('are told by their names', () => {
  const accepted = (path: string): boolean => programFile.accepts(path) || pinnedPrograms.accepts(path);
  expect(
    [
      'gunicorn.conf.py',
      'ops/guniconf.py',
      'config/gunicorn/prod.py',
      'config/puma.rb',
      'config/puma/production.rb',
    ].every(accepted),
  ).toBe(true);
  expect(['app.py', 'config/routes.rb', 'notes.txt', 'pyproject.toml', 'yarn.lock'].some(accepted)).toBe(false);
});

it('never throw, and give places inside their text', () => {
  const pieces = fc.constantFrom(
    'keepalive',
    ' = ',
    '75',
    '"',
    "'''",
    '(',
    ')',
    '\n',
    '\\',
    '#',
    '  ',
    'if x:',
    'ENV[',
    '{',
    '}',
    'import *',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom('gunicorn.conf.py', 'config/puma.rb', 'hypercorn.toml'), (text, path) => {
      const lines = text.split(/\r\n?|\n/).length;
      for (const fact of file.parse({ path, text }).facts) {
        if (fact.kind !== 'bindings') continue;
        for (const [value] of Object.values(fact.names)) expect(value?.at.line ?? 0).toBeLessThanOrEqual(lines);
      }
    }),
  );
});
