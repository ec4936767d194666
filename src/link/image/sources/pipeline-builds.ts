// Builds of pipelines that lie in a folder of their own: their paths count from there or from the checkout, and the Dockerfile tells which.
import type { BuildFact, FileFacts } from '../../../model/facts.js';
import { folderOf, joinPath } from '../../../model/file-paths.js';

/** A build whose Dockerfile lies in neither place says nothing about any image. */
export function settlePipelineBuilds(
  files: readonly FileFacts[],
  hasFile: (path: string) => boolean,
): readonly FileFacts[] {
  const isBuilt = ({ context, dockerfile }: BuildFact): boolean =>
    hasFile(dockerfile ?? joinPath(context, 'Dockerfile'));
  return files.map((file) => {
    const folder = folderOf(file.file);
    if (folder === '' || !file.facts.some((fact) => fact.kind === 'build' && fact.by === 'pipeline')) return file;
    const facts = file.facts.flatMap((fact) => {
      if (fact.kind !== 'build' || fact.by !== 'pipeline' || isBuilt(fact)) return [fact];
      const fromCheckout = outOf(folder, fact);
      return isBuilt(fromCheckout) ? [fromCheckout] : [];
    });
    return { ...file, facts };
  });
}

function outOf(folder: string, build: BuildFact): BuildFact {
  const { context, dockerfile, ...rest } = build;
  const above = (path: string): string =>
    path === folder ? '' : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return { ...rest, context: above(context), ...(dockerfile === undefined ? {} : { dockerfile: above(dockerfile) }) };
}
