// `terragrunt.hcl`: a root that calls one module with its inputs.
import { baseNameOf } from '../../model/file-paths.js';
import type { InfrastructureFact, ModuleCall } from '../../model/infrastructure.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { bodyOf, headOf, readAttributes, readBlocks } from './hcl-blocks.js';
import { type HclSource, placeOf, textOf } from './hcl-source.js';

export const isTerragrunt = (path: string): boolean => /(?:^|\/)terragrunt\.hcl$/.test(path);

export function terragruntFact(source: HclSource, root: SyntaxNode, module: string): InfrastructureFact {
  const { definitions } = readBlocks(source, root);
  return {
    kind: 'infrastructure',
    language: 'terraform',
    form: 'source',
    module,
    at: placeOf(source, root),
    resources: [],
    definitions,
    calls: moduleCall(source, root, module),
    dependencies: blocksOf(source, root).flatMap(({ node, keyword, labels: [name] }) => {
      if (keyword !== 'dependency' || name === undefined) return [];
      const path = bodyOf(node).find((each) => isAttribute(source, each, 'config_path'));
      const folder = path === undefined ? undefined : moduleFolder(textOf(source, path), module);
      return folder === undefined ? [] : [{ name: name.text, source: folder }];
    }),
  };
}
function blocksOf(source: HclSource, root: SyntaxNode) {
  return bodyOf(root).flatMap((node) => (node.type === 'block' ? [{ node, ...headOf(source, node) }] : []));
}
function isAttribute(source: HclSource, node: SyntaxNode, name: string): boolean {
  return node.type === 'attribute' && textOf(source, node).startsWith(name);
}

function moduleCall(source: HclSource, root: SyntaxNode, module: string): ModuleCall[] {
  const blocks = blocksOf(source, root);
  const written = blocks
    .filter(({ keyword }) => keyword === 'terraform')
    .flatMap(({ node }) => bodyOf(node))
    .find((node) => isAttribute(source, node, 'source'));
  if (written === undefined) return [];
  const folder = moduleFolder(textOf(source, written), module);
  const inputs = readAttributes(source, bodyOf(root)).find(({ key }) => key === 'inputs')?.value;
  const at = placeOf(source, root);
  // What included files and their inputs add is merged by Terragrunt when it runs.
  const included = blocks.find(({ keyword }) => keyword === 'include');
  const isWhole = inputs === undefined || inputs.is === 'map';
  return [
    {
      name: baseNameOf(module) || 'module',
      arguments: inputs?.is === 'map' ? inputs : { is: 'map', entries: [], at },
      at,
      ...(folder === undefined ? {} : { source: folder }),
      ...(included === undefined && isWhole ? {} : { open: 'inputs of files that terragrunt.hcl includes may set it' }),
    },
  ];
}

/** As a path from this file's folder; undefined for what lives elsewhere. `//` only marks what is copied along. */
function moduleFolder(attribute: string, module: string): string | undefined {
  const text = /"(.*)"/s.exec(attribute)?.[1];
  if (text === undefined) return undefined;
  const up =
    module === ''
      ? '.'
      : module
          .split('/')
          .map(() => '..')
          .join('/');
  const path = text
    .replace(/^\$\{(?:get_repo_root|get_path_to_repo_root)\(\)\}/, up)
    .replace(/^\$\{get_terragrunt_dir\(\)\}/, '.')
    .replace(/\?.*/s, '')
    .replaceAll(/(?<!:)\/\/+/g, '/');
  return /^\.\.?(?:\/|$)/.test(path) && !path.includes('$') ? path : undefined;
}
