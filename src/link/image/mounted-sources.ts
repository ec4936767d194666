// Source that compose mounts into the image of a runtime: nothing is built, the folder of the repository is what runs.
import { runtimeOfImage } from '../../knowledge/lookup.js';
import { joinPath, normalise } from '../../model/file-paths.js';
import type { ImageSource } from './effective-image.js';
import { referenceText } from './image-names.js';
import type { ImageSubject } from './image-subject.js';

const runtimes = new Set(['node', 'go', 'bun', 'deno']);

/** `image: node:22`, `./api:/app`, `working_dir: /app`: the folder `api`, where it holds a package or a Go module. */
export function mountedFolder(subject: ImageSubject): readonly ImageSource[] {
  const { container, workload, facts } = subject;
  if (workload.platform !== 'compose' || container.build !== undefined || container.image === undefined) return [];
  const base = { text: referenceText(container.image), at: container.image.at };
  if (!runtimes.has(runtimeOfImage(base.text)?.runtime ?? '')) return [];
  const projects = new Set([...facts.of('package'), ...facts.of('go-module')].map(({ directory }) => directory));
  const workdir = container.workingDir?.text;
  const mounted = (container.mounts ?? []).flatMap((mount) => {
    const target = normalise(mount.target);
    const inside = workdir === undefined ? undefined : within(normalise(workdir), target);
    if (mount.from !== 'file' || (workdir !== undefined && inside === undefined)) return [];
    const folder = joinPath(mount.source, inside ?? '');
    return projects.has(folder) ? [{ folder, at: mount.at }] : [];
  });
  const [only, ...others] = mounted;
  if (only === undefined || others.length > 0) return [];
  const { folder, at } = only;
  const shown = folder === '' ? 'the root' : folder;
  const link = subject.link(folder, `compose mounts ${shown} into ${base.text}`, 'reference', at);
  return [{ context: folder, args: {}, base, link }];
}
/** What of `path` lies below `target`; undefined outside. */
function within(path: string, target: string): string | undefined {
  if (path === target) return '';
  return path.startsWith(`${target}/`) ? path.slice(target.length + 1) : undefined;
}
