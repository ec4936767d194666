// A text that is nested deeper than the native parser's stack is refused: it would end the process. So is one that hides it.
import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/api.js';
import type { LintResult } from '../../../src/model/report.js';
import { nestingOf } from '../../../src/parsers/node/nesting/nesting.js';

const server = "require('http').createServer().listen(3000)";
const lintTexts = (texts: ReadonlyMap<string, string>): Promise<LintResult> =>
  lint({ cwd: import.meta.dirname, paths: [], config: false, render: false, texts });

const deep = (open: string, close = ''): string => `${open.repeat(10_000)}1${close.repeat(10_000)}`;
const nested: Readonly<Record<string, string>> = {
  parentheses: `x=${deep('(\n', ')\n')}`,
  'array literals': `x=${deep('[\n', ']\n')}`,
  calls: `x=${deep('f(\n', ')\n')}`,
  templates: `x=${deep('`${\n', '}`\n')}`,
  'arrow functions': `x=${deep('a=>\n')}`,
  conditions: `x=${deep('a?b:\n')}`,
  assignments: `x=${deep('a=\n')}`,
  operands: `x=${deep('1+\n')}`,
  signs: `x=${deep('!\n')}`,
  words: `x=${deep('typeof\n')}`,
  'words with other spaces': `x=${deep('typeof\u2003\n')}`,
  members: `x=a${deep('.b\n')}`,
  'type arguments': `type X=${deep('A<\n', '>\n')}`,
  'type arguments after others': `type X=${deep('A<B,\n', '>\n')}`,
  loops: deep('for(;;)\n'),
  labels: deep('a:\n'),
  'loops behind labels': deep('a:for(;;)\n'),
  alternatives: deep('if(a)b();\nelse '),
  'alternatives with commas': deep('if(a)b(),c();\nelse '),
  'alternatives in blocks': deep('if(a){b()}\nelse '),
  'alternatives behind comments': deep('if(a){b()}\n/**/else '),
  'alternatives on a line': deep('if(a)b()\nelse '),
  elements: `x=${deep('<a>\n', '</a>\n')}`,
  'elements without names': `x=${deep('<>\n', '</>\n')}`,
  'values between tags': `x=${deep('<a>{\n', '}</a>\n')}`,
  'values of attributes': `x=${deep('<a b={\n', '}/>\n')}`,
  'spread attributes': `x=${deep('<a {...\n', '}/>\n')}`,
  'names of elements': `x=<a${'.b'.repeat(10_000)}/>`,
};
/** Closers that are none: a reader who takes the one for the other sees every bracket closed. */
const closers = ')]}>)]}>';
const hidden: Readonly<Record<string, string>> = {
  strings: `x=${deep(`(")${closers}",\n`)}`,
  'strings behind escapes': `x=${deep(`("\\"${closers}",\n`)}`,
  'strings behind what looks like a comment': `x=${deep(`("//","/*","${closers}",\n`)}`,
  templates: `x=${deep(`(\`${closers}\`,\n`)}`,
  patterns: `x=${deep(`(/[/${closers.replaceAll(']', '\\]')}]/,\n`)}`,
  'patterns with quotes': `x=${deep(`(/"/,"${closers}",\n`)}`,
  'patterns behind a parenthesis': deep(`if(a)/"/.b("${closers}",\n`),
  'patterns behind a bracket': deep(`{}/"/.b("${closers}",{\n`),
  'patterns behind a type': deep(`{type A=B\n/"/.b("${closers}");\n`),
  'patterns behind a private name': `class A{#in;b(){return this.#in/f("/",${deep(`(")${closers}",\n`)}`,
  comments: `x=${deep(`(/*${closers}*/\n`)}`,
  'comments on a line': `x=${deep(`(//${closers}\n`)}`,
  'comments of another age': deep(`{\n<!--'${closers}\n`),
  markup: `x=${deep(`(<a>'${closers}</a>,\n`)}`,
  'markup without what looks like a tag': `x=${deep(`(<a>' ) ] </a>,\n`)}`,
  'markup with type arguments': `x=${deep(`(<a<b>>'${closers}</a>,\n`)}`,
  'markup with quotes in type arguments': `x=${deep(`(<a<'>'>>'${closers}</a>,\n`)}`,
  'markup with objects in type arguments': `x=${deep(`(<a<{b:C<D>}>>'${closers}</a>,\n`)}`,
  'markup with parentheses in type arguments': `x=${deep(`(<a<(B)[]>>'${closers}</a>,\n`)}`,
  'patterns behind a negation': `x=${deep(`(!/"/.b("${closers}"),\n`)}`,
  'patterns behind a negation of a negation': `x=${deep(`(!!/"/.b("${closers}"),\n`)}`,
  'attributes with brackets': `x=${deep(`(<a b=' ) ] }'/>,\n`)}`,
  'tags with comments': `x=${deep(`(<a // ) ] } ${closers}\n/>,\n`)}`,
  'elements that end as others': `x=<a><b></a>;${deep('(\n')}`,
  'brackets that end between tags': `x=<a>{(</a>})};${deep('(\n')}`,
  'type parameters like a tag': `type A=${deep(`<T>(a:'</T>')=>(\n`)}`,
  'type parameters like one with attributes': `type A=${deep(`<T extends "</T>">(a:B)=>(\n`)}`,
  'a method like an element': `interface A{return<T>(a:'</T>${closers}'):${deep('(\n')}`,
  'markup behind a head': `${deep(`{if(a)<a>'${closers}</a>;{\n`)}`,
  'markup behind an awaiting head': `async()=>{${deep(`{for await(a of b)<a>'${closers}</a>;{\n`)}`,
};

describe('a deep text', () => {
  it.each(Object.entries({ ...nested, ...hidden }))('of %s ends nothing', async (_, text) => {
    const path = /<a?[ .<>]|<T/.test(text) ? 'server.tsx' : text.includes('<!--') ? 'server.js' : 'server.ts';
    const other = 'http {\n  keepalive_timeout five;\n  server {}\n}\n';
    const { findings, errors } = await lintTexts(
      new Map([
        [path, `${server};${text}`],
        ['nginx.conf', other],
      ]),
    );
    expect(errors).toEqual([]);
    expect(findings.map(({ ruleId, location }) => [ruleId, location.file])).toEqual([
      ['invalid-setting', 'nginx.conf'],
      ['parse/source-syntax', path],
    ]);
  });

  it('is not left to threads, whose stacks are smaller', () => {
    for (const text of Object.values({ ...nested, ...hidden })) expect(nestingOf(text, true)).not.toBe('shallow');
  });

  it('that only looks deep is read', async () => {
    const texts = new Map([
      ['server.jsx', `const s = ${server};\n${'x = <a b /**/ ="c">it\'s (d</a>;\n'.repeat(1000)}`],
    ]);
    expect(nestingOf(texts.get('server.jsx') ?? '', true)).toBe('unclear');
    const { model } = await lintTexts(texts);
    expect(model.servers).toHaveLength(1);
  });
});

describe('a long text with markup', () => {
  it.each([
    ['elements', "const a = <b c='d'>it's (e</b>;\n"],
    [
      'elements in elements',
      "return (\n  <a.b>\n    {c.map((d) => <e key={`${d}`} {...f} />)} {/* } */}\n    it's (g, {h && <>i</>}\n  </a.b>\n);\n",
    ],
    ['tags with comments', 'a(b ? <c // it\'s (\n  d="e" /* " */ f={<g />} h-i /> : null);\n'],
    ['functions with types', 'const a = <B, C extends D>(b: B) => <e>{b as C}</e>;\n'],
    ['functions with longer types', 'const a = <Key, Value extends D>(b: Key) => <e>{b as Value}</e>;\n'],
    ['functions with types and without names', 'a(function <T extends B>(c: T) { return c as <D>() => T; });\n'],
    [
      'elements with types',
      'a = <Select<string, { label: B[]; "c": 1 }, (typeof b)[number]> d="e">it\'s (f</Select>;\n',
    ],
    ['addresses', '<a href="//b">https://c/d</a>,\n'],
  ])('of %s is not deep', (_, piece) => {
    const text = `x = [${'y,\n'}${piece.repeat(Math.ceil(100_000 / piece.length))}`;
    expect(nestingOf(text, true)).toBe('shallow');
  });
});

describe('a long text', () => {
  it.each([
    ['statements', 'const total = first.value + (second ? other[1] : 0); // and so on\n'],
    ['statements without semicolons', 'run(first, second)\n'],
    ['assignments without semicolons', 'const a = b\n'],
    ['divisions', 'const a = (b + c) / 2;\n'],
    ['divisions that may be patterns', 'function f() {\n  const a = (b + c) / (d / 2); // a part\n  return a;\n}\n'],
    ['divisions behind calls', 'return [(a() - b(c)) / 1000, d() / e]; // a / b\n'],
    ['negated patterns', 'if (!/^[(\'"]/.test(a) && !/[)]/.test(b)) c();\n'],
    ['comparisons of words with another meaning', 'a.splice(from < to ? to - 1 : to, 0);\n'],
    ['patterns', 'if (/[(\'"/]\\/\\]/.test(a)) b(/\'/g, ")");\n'],
    ['templates', 'call(`a ${b ? `(${c}` : {}} ) ] }`);\n'],
    ['blocks', 'if (a) {\n  b(c => c + 1);\n} else {\n  d()\n}\n'],
    ['comments', '/* words of a long comment (with [brackets { */ call();\n// "quotes\n'],
    [
      'methods',
      'export class A<B> {\n  private async method(a: string, b?: number): Promise<void> {\n    c(a, b)\n  }\n}\n',
    ],
    ['types', 'interface A {\n  a: Map<string, B<C>[]>\n  b?: (c: D) => Promise<void>;\n}\n'],
    ['comparisons', 'for (let i = 0; i < a.length && b() < c; i++) d(i > 1, e < f)\n'],
    ['comparisons behind calls', 'if (first() < second / 2 && third(a) < b) {\n  c()\n}\n'],
    ['data', '{ name: "a", values: [1, 2, -3] },\n'],
  ])('of %s is not deep', (_, piece) => {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    expect(nestingOf(text, false)).toBe('shallow');
    expect(nestingOf(text, true)).toBe('shallow');
  });
});

it('a handler with thousands of early returns is read, and what stands behind them found', async () => {
  const returns = Array.from({ length: 20_000 }, (_, index) => `if (process.env.A${index}) return;\n`).join('');
  const text = `const s = ${server};\nprocess.on('SIGTERM', () => {\n${returns}s.close();\n});\n`;
  const { model, errors } = await lintTexts(new Map([['server.js', text]]));
  expect(errors).toEqual([]);
  const steps = model.servers.flatMap(({ fact }) => fact.shutdown.handlers.flatMap((each) => each.steps));
  expect(steps.map((step) => step.do)).toContain('close');
});
