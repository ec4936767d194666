// Reads a Jenkinsfile: the shell commands of its `sh` steps, and `docker.build`, with what `environment` sets to plain texts.
import type { BuildFact, Fact, FileFacts } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { splitWords } from '../../model/shell.js';
import { readDockerBuilds, settleWith } from '../kit/docker-build.js';
import { pathInside } from '../kit/paths.js';
import { readCommands } from '../kit/shell-facts.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

const longest = 64 * 1024;
/** In Groovy's four kinds of quotes. */
const quoted =
  /"{3}((?:(?!"{3})[\s\S])*)(?:"{3})?|'{3}((?:(?!'{3})[\s\S])*)(?:'{3})?|"((?:[^"\\\n]|\\.)*)"?|'((?:[^'\\\n]|\\.)*)'?/
    .source;
const step = new RegExp(`\\b(?:sh|bat|script)[ \\t(]+(?:script[ \\t]*:[ \\t]*)?(?:${quoted})`, 'g');
const build = new RegExp(`\\bdocker\\.build[ \\t(]+(?:${quoted})(?:[ \\t]*,[ \\t]*(?:${quoted}))?`, 'g');
const assignment = /^[ \t]*(?:def[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"([^"$\n]*)"|'([^'\n]*)')[ \t]*$/gm;

export const parser: Parser = {
  parse({ path, text: whole }: SourceText): FileFacts {
    const text = whole.slice(0, longest);
    const lines = new LineIndex(text);
    const values = new Map(
      Array.from(text.matchAll(assignment), ([, name = '', double, single]) => [name, double ?? single ?? ''] as const),
    );
    // `env.NAME` and `params.NAME` are the same to whoever fills them in.
    const settle = settleWith(values);
    const blocks = blocksOf(text);
    const facts: Fact[] = [];
    for (const match of text.matchAll(step)) {
      const directory = folderAt(blocks, match.index, folderOf(path));
      const inner = match.slice(1).find((each) => each !== undefined) ?? '';
      const start = match.index + match[0].indexOf(inner);
      const at = (part: { start: number; end: number }): Location =>
        lines.location(path, start + part.start, start + part.end);
      // A backslash of Groovy in front of the end of a line is two in its quotes; blanks keep the offsets.
      const shell = inner.replace(/\\\\(?=\r?\n)/g, ' \\').replace(/\\([$"'])/g, ' $1');
      facts.push(...readCommands(shell, { directory, settle, at, by: baseNameOf(path) }, 'pipeline', values));
    }
    for (const match of text.matchAll(build)) {
      const [image = '', options = '.'] = match.slice(1).filter((each) => each !== undefined);
      const words = [
        'docker',
        'build',
        '-t',
        JSON.stringify(image),
        ...splitWords(options).map((word) => JSON.stringify(word)),
      ];
      const at = lines.location(path, match.index, match.index + match[0].length);
      for (const { start: _start, end: _end, ...each } of readDockerBuilds(
        words.join(' '),
        folderAt(blocks, match.index, folderOf(path)),
        settle,
      ))
        facts.push({ kind: 'build', by: 'pipeline', ...each, at } satisfies BuildFact);
    }
    const comments = Array.from(text.matchAll(/(?<![:\w])\/\/[^\r\n]*/g), ({ 0: comment, index: start }) => ({
      text: comment,
      start,
      end: start + comment.length,
    }));
    return { file: path, facts, problems: [], suppressions: readSuppressions(path, comments, lines) };
  },
};

interface Block {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}
/** `dir('apps/api') { … }`, outer ones first. */
function blocksOf(text: string): readonly Block[] {
  const blocks: { path: string; start: number; end: number }[] = [];
  const open: ((typeof blocks)[number] | undefined)[] = [];
  for (const match of text.matchAll(/\bdir[ \t]*\([ \t]*["']([^"'\n]{1,300})["'][ \t]*\)[ \t]*\{|[{}]/g)) {
    if (match[0] === '}') {
      const closed = open.pop();
      if (closed !== undefined) closed.end = match.index;
      continue;
    }
    const block = match[1] === undefined ? undefined : { path: match[1], start: match.index, end: text.length };
    open.push(block);
    if (block !== undefined) blocks.push(block);
  }
  return blocks;
}
function folderAt(blocks: readonly Block[], place: number, folder: string): string | undefined {
  return blocks
    .filter(({ start, end }) => start < place && place < end)
    .reduce<string | undefined>((at, { path }) => (at === undefined ? undefined : pathInside(at, path)), folder);
}
