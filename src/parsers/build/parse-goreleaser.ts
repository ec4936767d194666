// Reads .goreleaser.yaml: the binaries it makes and of which packages, and the images that it puts them in.
// Defaults: https://goreleaser.com/customization/builds/go/ and https://goreleaser.com/customization/docker/ (read 2026-11-27).
import type { BuildFact, Fact, FileFacts, ProgramBuildFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { pathInside } from '../kit/paths.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parseGoreleaser };

export function parseGoreleaser(file: SourceText): FileFacts {
  return yamlFacts(file, (root, reader): Fact[] => {
    const project = reader.string(root, 'project_name');
    const directory = rootOf(file.path);
    return [
      ...[...items(root, 'builds'), ...single(get(root, 'build'))].flatMap((node) =>
        readBinary(reader, node, directory, project),
      ),
      ...['dockers', 'dockers_v2']
        .flatMap((key) => items(root, key))
        .flatMap((node) => readImages(reader, node, directory, project)),
    ];
  });
}
const single = (node: YamlNode | undefined): readonly YamlNode[] => (node === undefined ? [] : [node]);
/** It runs at the top of a repository, also where its file lies in `.config`. */
function rootOf(path: string): string {
  const folder = folderOf(path);
  return /^\.?(?:config|goreleaser)$/.test(baseNameOf(folder)) ? folderOf(folder) : folder;
}

function readBinary(
  reader: NodeReader,
  node: YamlNode,
  root: string,
  project: string | undefined,
): readonly ProgramBuildFact[] {
  if (!/^(?:go|prebuilt)?$/.test(reader.string(node, 'builder') ?? '')) return [];
  const name = named(reader.string(node, 'binary') ?? project, project);
  const base = pathInside(root, reader.string(node, 'dir') ?? '.');
  const main = base === undefined ? undefined : pathInside(base, reader.string(node, 'main') ?? '.');
  if (name === undefined || main === undefined || main.includes('{{')) return [];
  const directory = main.endsWith('.go') ? folderOf(main) : main;
  return [{ kind: 'program-build', name: baseNameOf(name), directory, at: reader.at(node) }];
}

/** The build runs in a folder made for it, with the binaries and the extra files at the top. */
function readImages(
  reader: NodeReader,
  node: YamlNode,
  root: string,
  project: string | undefined,
): readonly BuildFact[] {
  const dockerfile = pathInside(root, reader.string(node, 'dockerfile') ?? 'Dockerfile');
  if (dockerfile === undefined || dockerfile.includes('{{')) return [];
  const templates = ['image_templates', 'images'].flatMap((key) => items(node, key));
  const flags = ['build_flag_templates', 'flags'].flatMap((key) => items(node, key));
  const target = targetIn(flags.flatMap((each) => reader.string(each) ?? []));
  const names = templates.flatMap((each) => named(withoutTag(reader.string(each) ?? ''), project) ?? []);
  return [...new Set(names)].map((image) => ({
    kind: 'build',
    by: 'goreleaser',
    image,
    context: root,
    dockerfile,
    ...(target === undefined ? {} : { target }),
    at: reader.at(node),
  }));
}
/** The flags of `docker build`: `--target=api`, or two entries in a row. */
function targetIn(flags: readonly string[]): string | undefined {
  const words = flags.flatMap((each) => each.trim().split(/[ \t=]+/));
  const target = words[words.indexOf('--target') + 1];
  return !words.includes('--target') || target?.includes('{{') === true ? undefined : target;
}
function withoutTag(image: string): string {
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/') ? image.slice(0, colon) : image;
}
/** With the project's name filled in; nothing else that a release fills in is known before it. */
function named(text: string | undefined, project: string | undefined): string | undefined {
  const filled = text?.replace(/\{\{[ \t]*\.ProjectName[ \t]*\}\}/g, project ?? '{{');
  return filled === undefined || filled === '' || filled.includes('{{') ? undefined : filled;
}
