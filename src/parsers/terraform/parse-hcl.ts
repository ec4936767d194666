// Parses Terraform's own files: `.tf`, `.tfvars`, and the templates that they read.
import type { FileFacts, ParseProblem } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { ConfigValue, InfrastructureFact } from '../../model/infrastructure.js';
import { pointAt } from '../../model/location.js';
import { configMap } from '../kit/config-value.js';
import { readJson } from '../kit/json.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import { loadGrammar, type SyntaxNode, type SyntaxReader } from '../kit/tree-sitter.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import { treeProblem } from '../kit/yaml/problems.js';
import type { ParsedFile, Parser, SourceText } from '../parser.js';
import { embeddedTexts } from './embedded-texts.js';
import { bodyOf, readAttributes, readBlocks } from './hcl-blocks.js';
import { holesIn } from './hcl-expression.js';
import { type HclSource, placeOf } from './hcl-source.js';
import { readJsonBlocks } from './json-blocks.js';
import { jsonExpressions } from './json-expression.js';
import { readJsonTemplate } from './json-template.js';
import { manifestTexts } from './manifests.js';
import { isTerragrunt, terragruntFact } from './terragrunt.js';
import { isTooMuchForGrammar } from './too-much.js';

export async function loadHclParser(): Promise<Parser> {
  const grammar = await loadGrammar('hcl');
  return { parse: (file) => parseHcl(file, grammar) };
}

function parseHcl(file: SourceText, grammar: SyntaxReader): ParsedFile {
  const lines = new LineIndex(file.text);
  if (file.path.endsWith('.tfvars.json')) return parseJsonVariables(file);
  if (file.path.endsWith('.tf.json')) return parseJsonConfiguration(file, grammar);
  if (!/\.(?:tf|tofu|tfvars)$/.test(file.path) && !isTerragrunt(file.path)) return parseTemplate(file, lines, grammar);
  if (isTooMuchForGrammar(file.text)) return tooComplex(file);
  const source: HclSource = { file: file.path, text: file.text, lines, shift: 0 };
  const read = grammar.read(file.text, (root): ParsedFile => {
    const fact = isTerragrunt(file.path)
      ? terragruntFact(source, root, folderOf(file.path))
      : file.path.endsWith('.tfvars')
        ? variablesFact(source, root)
        : sourceFact(source, root);
    const problems = syntaxProblems(source, root);
    if (problems.some(({ code }) => code === 'templated'))
      return { file: file.path, facts: [], problems, suppressions: [] };
    return {
      file: file.path,
      facts: isEmpty(fact) ? [] : [fact],
      problems,
      suppressions: readSuppressions(file.path, root.comments(), lines),
      embedded: embeddedTexts(fact.resources, lines),
      manifests: manifestTexts(fact.resources, lines),
    };
  });
  return read ?? tooComplex(file);
}

function tooComplex(file: SourceText): FileFacts {
  const message = 'This file cannot be parsed in bounded time.';
  const problem: ParseProblem = { kind: 'skipped', code: 'too-large', message, at: pointAt(file.path, 1) };
  return { file: file.path, facts: [], problems: [problem], suppressions: [] };
}

function parseJsonConfiguration(file: SourceText, grammar: SyntaxReader): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const { root, problems } = readJson(file.text);
  const fact: InfrastructureFact | undefined =
    root === undefined
      ? undefined
      : {
          kind: 'infrastructure',
          language: 'terraform',
          form: 'source',
          module: folderOf(file.path),
          at: reader.at(root),
          ...readJsonBlocks({ reader, expressions: jsonExpressions(reader, grammar) }, root),
        };
  return {
    file: file.path,
    facts: fact === undefined ? [] : [fact],
    problems: problems.map((problem) => treeProblem(reader, problem, 'json')),
    suppressions: [],
  };
}

function sourceFact(source: HclSource, root: SyntaxNode): InfrastructureFact {
  return {
    kind: 'infrastructure',
    language: 'terraform',
    form: 'source',
    module: folderOf(source.file),
    at: placeOf(source, root),
    ...readBlocks(source, root),
  };
}

function variablesFact(source: HclSource, root: SyntaxNode): InfrastructureFact {
  const values = readAttributes(source, bodyOf(root));
  return {
    kind: 'infrastructure',
    language: 'terraform',
    form: 'variables',
    module: folderOf(source.file),
    at: placeOf(source, root),
    resources: [],
    definitions: values.map(({ key, keyAt, value }) => ({ role: 'assigned', name: key, value, at: keyAt })),
    calls: [],
  };
}
/** A file of comments says nothing; one without a resource still makes its directory a module. */
function isEmpty(fact: InfrastructureFact): boolean {
  return fact.at.line === fact.at.endLine && fact.at.column === fact.at.endColumn;
}

function parseJsonVariables(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const { root, problems } = readJson(file.text);
  const entries = root?.kind === 'map' ? configMap(root, reader).entries : [];
  const fact: InfrastructureFact = {
    kind: 'infrastructure',
    language: 'terraform',
    form: 'variables',
    module: folderOf(file.path),
    at: reader.at({ start: 0, end: file.text.length }),
    resources: [],
    definitions: entries.map(({ key, keyAt, value }) => ({ role: 'assigned', name: key, value, at: keyAt })),
    calls: [],
  };
  return {
    file: file.path,
    facts: entries.length === 0 ? [] : [fact],
    problems: problems.map((problem) => treeProblem(reader, problem, 'json')),
    suppressions: [],
  };
}

/** What `templatefile` and `file` read: the holes are found by the same grammar, as in a heredoc. */
function parseTemplate(file: SourceText, lines: LineIndex, grammar: SyntaxReader): FileFacts {
  const opening = 'x = <<HOPLINT_TEMPLATE\n';
  const text = `${opening}${file.text}\nHOPLINT_TEMPLATE\n`;
  const source: HclSource = { file: file.path, text, lines, shift: opening.length };
  const end = opening.length + file.text.length;
  // Without a mark of a template it is plain JSON, which needs no grammar.
  const template = /[$%]\{/.test(file.text)
    ? grammar.read(text, (root) => templateValue(source, root, end))
    : readJsonTemplate(source, opening.length, end, []);
  const reader = new NodeReader(file.path, file.text);
  const fact: InfrastructureFact | undefined =
    template === undefined
      ? undefined
      : {
          kind: 'infrastructure',
          language: 'terraform',
          form: 'template',
          module: folderOf(file.path),
          at: reader.at({ start: 0, end: file.text.length }),
          resources: [],
          definitions: [],
          calls: [],
          template,
        };
  return { file: file.path, facts: fact === undefined ? [] : [fact], problems: [], suppressions: [] };
}
function templateValue(source: HclSource, root: SyntaxNode, end: number): ConfigValue | undefined {
  const holes = holesIn(source, root);
  return holes === undefined ? undefined : readJsonTemplate(source, source.shift, end, holes);
}

function syntaxProblems(source: HclSource, root: SyntaxNode): ParseProblem[] {
  const error = root.hasError ? root.firstError() : undefined;
  if (error === undefined) return [];
  const mark = templateMark(source.text);
  if (mark !== undefined) {
    const message = 'This file is a template and says nothing before it is rendered.';
    const at = pointAt(source.file, mark);
    return [{ kind: 'skipped', code: 'templated', message, help: 'Lint the rendered file.', at }];
  }
  const { line, column } = placeOf(source, error);
  const message = 'This part does not follow the syntax of HCL; what stands around it is still read.';
  return [{ kind: 'syntax', code: 'hcl-syntax', message, at: pointAt(source.file, line, column) }];
}

/** The line with a mark of Jinja, ERB or the like, or a name in angle brackets for a value: HCL has a use for them only inside quotes and comments. */
function templateMark(text: string): number | undefined {
  const place = text.split('\n').findIndex((line) => {
    if (/= ?<[A-Z][A-Z\d_]{0,99}>\s{0,9}$/.test(line)) return true;
    if (!opens.test(line)) return false;
    const parts = line.split('"').filter((_, index) => index % 2 === 0);
    const plain = parts.join('').replace(/#.*/s, '');
    return opens.test(plain);
  });
  return place < 0 ? undefined : place + 1;
}
const opens = /\{\{|\{%|<%/;
