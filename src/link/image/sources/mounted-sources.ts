// Source that compose mounts into the image of a runtime: nothing is built, the folder of the repository is what runs.
import { runtimeOfImage } from '../../../knowledge/lookup.js';
import { perObject } from '../../../knowledge/memo.js';
import { joinPath, normalise } from '../../../model/file-paths.js';
import type { FactIndex } from '../../../model/topology.js';
import type { ImageSource } from '../effective-image.js';
import { referenceText } from '../image-names.js';
import type { ImageSubject } from './image-subject.js';

const runtimes = new Set(['node', 'go', 'bun', 'deno']);

/** `image: node:22`, `./api:/app`, `working_dir: /app`: the folder `api`, where it holds a package, a Go module or the file that is started. */
export function mountedFolder(subject: ImageSubject): readonly ImageSource[] {
  const { container, workload, facts } = subject;
  if (workload.platform !== 'compose' || container.build !== undefined || container.image === undefined) return [];
  const base = { text: referenceText(container.image), at: container.image.at };
  if (!runtimes.has(runtimeOfImage(base.text)?.runtime ?? '')) return [];
  const projects = new Set([...facts.of('package'), ...facts.of('go-module')].map(({ directory }) => directory));
  const started = [container.command, container.args].flatMap((each) => (each?.words ?? []).flatMap(filesIn));
  const files = sourceFiles(facts);
  const workdir = container.workingDir?.text;
  const mounted = (container.mounts ?? []).flatMap((mount) => {
    const target = normalise(mount.target);
    const inside = workdir === undefined ? undefined : within(normalise(workdir), target);
    if (mount.from !== 'file' || (workdir !== undefined && inside === undefined)) return [];
    const folder = joinPath(mount.source, inside ?? '');
    const isProgram = projects.has(folder) || started.some((file) => files.has(joinPath(folder, file)));
    return isProgram ? [{ folder, at: mount.at }] : [];
  });
  const [only, ...others] = mounted;
  if (only === undefined || others.length > 0) return [];
  const { folder, at } = only;
  const shown = folder === '' ? 'the root' : folder;
  const link = subject.link(folder, `compose mounts ${shown} into ${base.text}`, 'reference', at);
  return [{ context: folder, args: {}, base, link }];
}
const sourceFiles = perObject((facts: FactIndex) => new Set(facts.of('imports').map(({ file }) => file)));
/** `node ./index.js`, as one word or as several: files of the folder itself or below it. */
function filesIn(command: string): readonly string[] {
  const words = command.length > 500 ? [] : command.split(/\s+/);
  return words.flatMap((word) => (/^(?:\.\/)?[\w-][\w./-]*\.[cm]?[jt]s$/.test(word) ? [joinPath('', word)] : []));
}
/** What of `path` lies below `target`; undefined outside. */
function within(path: string, target: string): string | undefined {
  if (path === target) return '';
  return path.startsWith(`${target}/`) ? path.slice(target.length + 1) : undefined;
}
