// Builds every kustomization that no other one is built on, with kustomize or kubectl.
import { join } from 'node:path';
import { buildFoldersOf } from './build-folders.js';
import {
  copyKustomization,
  type KustomizationFiles,
  type KustomizationsByFolder,
  whyRefused,
} from './mend-kustomization.js';
import { linkOutside } from './outside-links.js';
import { joinPosix } from './posix.js';
import type { RenderOptions } from './render-charts.js';
import { failed, noRenderer, type Rendering, type RenderResult, reasonIn, shown } from './rendering.js';
import { copiedTree, type ToolInputs } from './run-memory.js';
import { sideBySide } from './side-by-side.js';
import { Budget, findTool, type Run } from './tools.js';
import { LeanFiles } from './without-schemas.js';

export interface KustomizationToRender extends KustomizationFiles {
  readonly isComponent: boolean;
  /** Others of its base are what users meet. */
  readonly isLeftOut?: true;
  /** Others are built on it, and somebody installs it as it is all the same. */
  readonly isAlsoBuilt?: true;
}

const settle = 'Lint the output of `kustomize build`.';
/** Most builds break at a few places only. */
const mostMends = 8;

/** Those that no other one is built on or that are installed as they are, and that are not left out. */
export function outermostKustomizations<K extends KustomizationToRender>(kustomizations: readonly K[]): readonly K[] {
  const used = new Set(kustomizations.flatMap(builtOn));
  return kustomizations.filter(
    ({ directory, isComponent, isLeftOut, isAlsoBuilt }) =>
      !isComponent && isLeftOut !== true && (isAlsoBuilt === true || !used.has(directory)),
  );
}
/** The files and folders of others that it names. */
export function builtOn({ directory, resources, components }: KustomizationFiles): readonly string[] {
  return [...resources, ...components].map(({ text }) => joinPosix(directory, text));
}

export async function renderKustomizations(
  root: string,
  kustomizations: readonly KustomizationToRender[],
  options: RenderOptions,
): Promise<RenderResult[]> {
  const outermost = outermostKustomizations(kustomizations);
  const kustomize = findTool('kustomize', root, options.searchPath);
  const tool = kustomize ?? findTool('kubectl', root, options.searchPath);
  if (tool === undefined)
    return outermost.map(({ directory }) => noRenderer(directory, 'kustomize or kubectl', 'kustomize build'));
  const clock = new Budget(options);
  const files = new LeanFiles();
  // The first of a folder counts.
  const all = new Map([...kustomizations].reverse().map((each) => [each.directory, each]));
  const build: Build = (folder) =>
    clock.run(tool, [kustomize === undefined ? 'kustomize' : 'build', folder], root, inputsOf(folder, root));
  const results = await sideBySide(outermost, async ({ directory }) => {
    const link = linkOutside(root, directory);
    if (link !== undefined)
      return [failed(directory, `${link} is a link that leads out of the scan`, 'Replace the link by a file.')];
    // A patch may ask for what a schema says: then it is built as it is.
    const lean = files.haveLargeSchemas(buildFoldersOf(join(root, directory)).files)
      ? await buildCopy(root, directory, all, build, { lean: files, mostMends: 0 })
      : undefined;
    if (lean !== undefined) return lean;
    const refused = whyRefused(root, directory, all);
    const run: Run = refused === undefined ? await build(join(root, directory)) : { ok: false, error: refused };
    if (run.ok) return [rendering(directory, run.output)];
    const reason = refused ?? reasonIn(run.error, root);
    return (await buildCopy(root, directory, all, build, { mostMends })) ?? [failed(directory, reason, settle)];
  });
  return results.flat();
}
type Build = (folder: string) => Promise<Run>;

function inputsOf(folder: string, root: string): ToolInputs {
  return { paths: buildFoldersOf(folder).folders, base: copiedTree(folder) ?? root };
}
function rendering(directory: string, output: string): Rendering {
  return {
    kind: 'rendered',
    output,
    directory,
    tool: 'kustomize',
    values: [],
    scope: `kustomize:${directory}#${directory}`,
  };
}

interface CopyOptions {
  /** Copies them without schemas. */
  readonly lean?: LeanFiles;
  /** How many missing files are stood in for. */
  readonly mostMends: number;
}
/** Without bases from elsewhere and files that are not kept in the repository. */
async function buildCopy(
  root: string,
  directory: string,
  all: KustomizationsByFolder,
  build: Build,
  { lean, mostMends }: CopyOptions,
): Promise<RenderResult[] | undefined> {
  const copy = copyKustomization(root, directory, all, lean);
  if (copy === undefined) return undefined;
  try {
    for (let mends = 0; mends <= mostMends; mends++) {
      const run = await build(copy.directory);
      if (run.ok) {
        const message = `${shown(directory)} was built without ${copy.without.join(' and ')}.`;
        const note = { kind: 'note', code: 'render-partial', directory, message, settle } as const;
        const built = rendering(directory, copy.known(run.output));
        return copy.without.length === 0 ? [built] : [built, note];
      }
      if (!copy.mend(run.error)) return undefined;
    }
    return undefined;
  } finally {
    copy.remove();
  }
}
