// What of the repository can be inside an image: a program whose file nobody names is at least one of those that were copied.
import type { ContainerFact } from '../../../model/facts.js';
import { insideImage, joinPath } from '../../../model/file-paths.js';
import { outputs } from '../../names/compiled-sources.js';
import type { EffectiveImage } from '../effective-image.js';
import { sourcesOf } from '../source-paths.js';

/** Folders and files that the build takes from its context; undefined where more may get into the image. */
export function copiedSources(
  container: ContainerFact,
  image: EffectiveImage,
  hasFile: (path: string) => boolean,
): readonly string[] | undefined {
  const { source, stages } = image;
  const own = source?.dockerfile?.stages;
  if (source === undefined || own === undefined || (container.mounts ?? []).some(({ from }) => from === 'file'))
    return undefined;
  // What a base image of this repository copies, or one does at each build on it, is not in this file.
  const isWhole = stages.every((stage) =>
    own.some((each) => each.at.line === stage.at.line && each.at.file === stage.at.file),
  );
  if (!isWhole || own.some(({ from, runs }) => /onbuild/.test(from.text) || runs.some(bindsContext))) return undefined;
  if (isMadeBefore(container, image, hasFile)) return undefined;
  const copied = own
    .flatMap((stage) => stage.copies)
    .flatMap((copy) => (copy.from === undefined ? (copy.open ?? copy.sources) : []))
    .filter((path) => !path.includes('://'));
  if (copied.some((path) => path.includes('$'))) return undefined;
  return copied.map((path) => withoutOutput(joinPath(source.context, path.replace(/(?<![^/])[^/*?[]*[*?[].*/s, ''))));
}
/** `COPY --from=registry.example/tool /app/tool /usr/local/bin/` and nothing of the context: whatever it starts, another image was built with it. */
export function takesOnlyOfOtherImages(
  container: ContainerFact,
  image: EffectiveImage,
  hasFile: (path: string) => boolean,
): boolean {
  const stages = image.source?.dockerfile?.stages ?? [];
  const copies = stages.flatMap((stage) => stage.copies);
  return (
    copies.some(({ from }) => from !== undefined) &&
    !copies.some(({ sources }) => sources.some((path) => path.includes('://'))) &&
    !stages.some(({ runs }) => runs.some(({ text }) => fetches.test(text))) &&
    copiedSources(container, image, hasFile)?.length === 0
  );
}
const fetches = /\b(?:git|curl|wget|npm|npx|yarn|pnpm|bun|go)\b/;

/** The program itself is copied, and no file of the repository: something made it before the image was built. */
function isMadeBefore({ command }: ContainerFact, image: EffectiveImage, hasFile: (path: string) => boolean): boolean {
  const [first = ''] = (command ?? image.entrypoint ?? image.cmd)?.words ?? [];
  const program = first.trim().split(/\s+/)[0] ?? '';
  if (!program.includes('/')) return false;
  return sourcesOf(image.view, insideImage(image.workdir, program)).some((path) => !hasFile(path));
}
const bindsContext = ({ text }: { readonly text: string }): boolean =>
  /--mount=(?:(?!--mount=)\S)*type=bind/.test(text);

/** `api/dist` is made of `api`, before the image is. */
function withoutOutput(path: string): string {
  const parts = path.split('/');
  const output = parts.findIndex((part) => outputs.has(part));
  return output < 0 ? path : parts.slice(0, output).join('/');
}

export function isCopied(file: string, copied: readonly string[]): boolean {
  return copied.some((path) => path === '' || file === path || file.startsWith(`${path}/`));
}
