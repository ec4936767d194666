// What a YAML document that could not be read, wholly or in part, looks like to a person.
import type { ParseProblem } from '../../../model/facts.js';
import type { YamlProblem } from './node.js';
import type { NodeReader } from './node-reader.js';
import type { YamlDocument } from './read-yaml.js';
import { expressionAt, type Template, type TemplateEngine } from './template.js';

const engines: Readonly<Record<TemplateEngine, { readonly title: string; readonly help: string }>> = {
  helm: {
    title: 'a Helm template',
    help: 'Lint the output of `helm template`, or install helm so that hoplint can run it.',
  },
  jinja: { title: 'a Jinja template', help: 'Lint the rendered file.' },
  go: { title: 'a Go template', help: 'Lint the rendered file.' },
  envsubst: { title: 'a template for envsubst', help: 'Lint the file after the variables are filled in.' },
  terraform: { title: 'a template of Terraform', help: 'Lint the rendered file.' },
  erb: { title: 'an ERB template', help: 'Lint the rendered file.' },
};

/** Errors of the document, or that it is a template; a repeated key is an error too, for strict readers refuse the object. */
export function documentProblems(reader: NodeReader, document: YamlDocument): ParseProblem[] {
  const { templated } = document;
  if (templated !== undefined) return [templateProblem(reader, templated)];
  const broken = document.errors.find(({ code }) => code === 'syntax');
  if (broken !== undefined && (namedTemplate.test(reader.file) || isMark(reader.source, broken.offset)))
    return [unmarkedTemplate(reader, broken)];
  return worthSaying(document.errors).map((error) => treeProblem(reader, error, 'yaml'));
}

/** Files that are templates by their name: what fills them in may look for any word. */
const namedTemplate = /\.(?:tpl|tmpl|gotmpl|template|envsubst|j2|jinja2?|erb|in)$/i;

/** `%%IMAGE%%`, `%IMAGE%` and `@image.tag@` begin as no value of YAML does, and nobody means `<ANNOTATIONS>` alone on a line: a script puts something in their place. */
const mark = /(?:%{1,2}[A-Za-z_]\w{0,99}%{1,2}|@[A-Za-z_][\w.-]{0,99}@|<[A-Z][A-Z\d_]{0,99}>(?=[ \t]{0,9}\r?\n))/y;
function isMark(source: string, offset: number): boolean {
  mark.lastIndex = offset;
  return mark.test(source);
}

function unmarkedTemplate(reader: NodeReader, { offset }: YamlProblem): ParseProblem {
  const message = 'This document is a template by its name or its marks, and is no YAML before it is filled in.';
  const at = reader.at({ start: offset, end: offset });
  return { kind: 'skipped', code: 'templated', message, help: 'Lint the file after it is filled in.', at };
}

function templateProblem(reader: NodeReader, { engine, offset }: Template): ParseProblem {
  const { title, help } = engines[engine];
  const message = `This document is ${title} and says nothing before it is rendered.`;
  return { kind: 'skipped', code: 'templated', message, help, at: reader.at({ start: offset, end: offset }) };
}

/** The first thing wrong with the syntax; what a reader stumbles over behind it is mostly its consequence. */
function worthSaying(errors: readonly YamlProblem[]): readonly YamlProblem[] {
  const first = errors.find(({ code }) => code === 'syntax');
  return first === undefined ? errors : [first];
}

/** What is no mistake that anything stumbles over. */
const noteCodes: Readonly<Partial<Record<YamlProblem['code'], string>>> = {
  limit: 'too-large',
  'repeated-key': 'repeated-key',
  indentation: 'yaml-indentation',
};

export function treeProblem(reader: NodeReader, error: YamlProblem, language: 'yaml' | 'json' | 'toml'): ParseProblem {
  const at = reader.at({ start: error.offset, end: error.offset });
  const note = noteCodes[error.code];
  if (note !== undefined) return { kind: 'skipped', code: note, message: error.message, at };
  const template = language === 'json' ? expressionAt(reader.source, error.offset) : undefined;
  if (template !== undefined) return templateProblem(reader, template);
  const code = error.code === 'duplicate-key' ? 'duplicate-key' : `${language}-syntax`;
  return { kind: 'syntax', code, message: error.message, at };
}
