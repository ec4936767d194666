// Which version of its runtime a container's server has: the base image first, then what the repository pins.
import { runtimeOfImage } from '../../../knowledge/lookup.js';
import { perName, perObject } from '../../../knowledge/memo.js';
import type { Location } from '../../../model/location.js';
import { derived, type Known, known, type Setting, unknown, written } from '../../../model/setting.js';
import type { FactIndex } from '../../../model/topology.js';
import { goModulesByFolder, nearestUpFrom, packagesByFolder, runtimeVersionsByFolder } from '../../lookups.js';
import type { EffectiveImage } from '../effective-image.js';
import { fill, type StageView } from '../source-paths.js';

export type Runtime = 'node' | 'go' | 'bun' | 'deno';

export interface RuntimeQuestion {
  readonly runtime: Runtime;
  readonly image: EffectiveImage;
  readonly facts: FactIndex;
  /** Folder of the source, for the files that pin a version near it. */
  readonly directory: string;
  readonly impliedBy: Location;
  /** What installs the runtime there reads no version file. */
  readonly ignoresFiles?: boolean;
}

export function runtimeVersion(question: RuntimeQuestion): Setting<string> {
  return question.runtime === 'go' ? goVersion(question) : scriptVersion(question);
}

/** What the repository pins for source in that folder, when no image of it is known. */
export function sourceVersion(
  runtime: Runtime,
  directory: string,
  facts: FactIndex,
  impliedBy: Location,
): Setting<string> {
  return runtimeVersion({ runtime, image: noImage, facts, directory, impliedBy });
}
const noImage: EffectiveImage = {
  stages: [],
  view: { chain: [], stageNamed: () => undefined, args: {}, context: '' },
  workdir: '/',
  baseOpen: true,
};

function scriptVersion(question: RuntimeQuestion): Setting<string> {
  const { runtime, image, impliedBy } = question;
  return (
    fromBase(question) ??
    fromCopies(image.view)(runtime) ??
    fromInstall(runtime, image) ??
    pinned(question) ??
    fromEngines(question) ??
    unknown({
      kind: 'version-unknown',
      text: `no file names the version of ${titles[runtime]}`,
      settle: `Name it in the tag of the base image or in a version file.`,
      at: image.base?.at ?? impliedBy,
    })
  );
}
const titles: Readonly<Record<Runtime, string>> = { node: 'Node', go: 'Go', bun: 'Bun', deno: 'Deno' };

/** The last stage's base image; the tag is as loose as it is written. */
function fromBase(question: RuntimeQuestion): Setting<string> | undefined {
  const { runtime, image } = question;
  const { base, baseOpen } = image;
  if (base === undefined || baseOpen) return undefined;
  const own = runtimeIn(base.text, runtime);
  if (own === undefined) return undefined;
  if (own.version !== undefined) return known(own.version, written(base.at, base.text));
  const asked = fromEngines(question);
  return unknown(
    {
      kind: 'version-unknown',
      text: `the image ${base.text} names no version of ${titles[runtime]}`,
      settle: `Name a version in the tag, such as ${runtime}:<version>.`,
      at: base.at,
    },
    asked?.state === 'known' ? [asked] : asked?.candidates,
  );
}
function runtimeIn(reference: string, runtime: Runtime): { readonly version?: string } | undefined {
  const known = runtimeOfImage(reference);
  if (known?.runtime === runtime) return known;
  // A publisher's own build of the runtime: `public.ecr.aws/bitnami/node:22`, `cimg/node:20.1`.
  const own = new RegExp(
    `(?:^|[/-])${runtime === 'node' ? 'node(?:js)?' : runtime}(?:-?(\\d+))?(?::v?(\\d+(?:\\.\\d+){0,2}))?`,
  ).exec(reference.replace(/@.*/s, ''));
  if (own === null || known !== undefined) return undefined;
  // A publisher that counts builds of its own names the runtime behind that: `acme/node:3.0.5-node24.14.1`.
  const named = runtime === 'node' ? /:[^/:]*[-_]node-?v?(\d+(?:\.\d+){0,2})/.exec(reference)?.[1] : undefined;
  const version = named ?? own[2] ?? own[1];
  return version === undefined || (runtime === 'node' && isBeforeNode(version)) ? {} : { version };
}

/** No release between 0.12 and 4, and no image of what came before. */
const isBeforeNode = (version: string): boolean => Number.parseInt(version, 10) < 4;

/** `COPY --from=node:22 /usr/local/bin/node /usr/local/bin/`. */
const fromCopies = perObject((view: StageView) => perName((runtime) => copiedRuntime(runtime, view)));
function copiedRuntime(runtime: string, view: StageView): Setting<string> | undefined {
  const isRuntime = new RegExp(`(?:^|/)${runtime}$`);
  for (const stage of view.chain) {
    for (const copy of stage.copies) {
      if (copy.from === undefined || !copy.sources.some((source) => isRuntime.test(source))) continue;
      const from = view.stageNamed(copy.from)?.chain.at(-1)?.from.text ?? copy.from;
      const found = runtimeOfImage(fill(from, view.args));
      if (found?.runtime === runtime && found.version !== undefined) {
        return known(found.version, derived(copy.at, `copied from ${from}`, [written(copy.at, from)]));
      }
    }
  }
  return undefined;
}

/** Versions that an install line spells out; a distribution's own package has the version of its release. */
function fromInstall(runtime: Runtime, image: EffectiveImage): Setting<string> | undefined {
  if (runtime !== 'node') return undefined;
  for (const stage of image.stages) {
    const named = stage.env.find((each) => each.name === 'NODE_VERSION');
    if (named?.value.kind === 'literal' && stage.runs.some((run) => /NODE_VERSION|nvm|nodejs\.org/.test(run.text))) {
      return known(String(named.value.value), written(named.at, String(named.value.value)));
    }
    for (const run of stage.runs) {
      const text = fill(run.text, image.view.args);
      const version =
        /setup_(\d+)\.x/.exec(text)?.[1] ??
        /node_(\d+)\.x/.exec(text)?.[1] ??
        /\bnvm (?:install|use) v?(\d+(?:\.\d+){0,2})/.exec(text)?.[1] ??
        /nodejs\.org\/dist\/v(\d+\.\d+\.\d+)/.exec(text)?.[1] ??
        /\bnodejs[=~]+(?:\d+:)?(\d+(?:\.\d+){0,2})/.exec(text)?.[1] ??
        /\bnodejs(\d{2})\b/.exec(text)?.[1] ??
        // The tool n, where a command begins: `xargs -n 1` and `head -n 20` install nothing. https://github.com/tj/n
        /(?:^|[;&|])[\s\\]*(?:sudo |npx )?n (?:install )?v?(\d+(?:\.\d+){0,2})\b/.exec(text)?.[1];
      if (version !== undefined) return known(version, written(run.at, run.text));
    }
    const packaged = stage.runs.find((run) => run.text.split(/[&;]/).some(installsNode));
    if (packaged !== undefined) {
      return unknown({
        kind: 'version-unknown',
        text: `Node comes from the packages of ${image.base?.text ?? 'the base image'}, whose release decides the version`,
        settle: 'Use a base image that names the Node version.',
        at: packaged.at,
      });
    }
  }
  return undefined;
}

/** `.nvmrc`, `.node-version`, `.tool-versions` of the folder or of one above it. */
function pinned({ runtime, facts, directory, ignoresFiles }: RuntimeQuestion): Setting<string> | undefined {
  if (ignoresFiles === true) return undefined;
  const near = nearestUpFrom(directory, runtimeVersionsByFolder(facts), (each) => each.runtime === runtime);
  if (near === undefined) return undefined;
  const { text, at } = near.version;
  if (/\d/.test(text)) return known(text, written(at, text));
  return unknown({ kind: 'version-unknown', text: `"${text}" names no version of ${titles[runtime]}`, at });
}

/** `engines` says what is accepted, not what runs. */
function fromEngines({ runtime, facts, directory, ignoresFiles }: RuntimeQuestion): Setting<string> | undefined {
  if (runtime !== 'node') return undefined;
  const near = nearestUpFrom(directory, packagesByFolder(facts), (each) => each.engines !== undefined);
  if (near?.engines === undefined) return undefined;
  const { text, at } = near.engines;
  const line = ignoresFiles === true ? newestOf(text.trim()) : undefined;
  if (line !== undefined) return known(line, written(at, text));
  return accepted(
    text,
    text,
    at,
    `only engines names a version of Node ("${text}"), which is what it accepts, not what runs`,
  );
}

/** `22.x` and `^22.1.0` are the newest of 22, `~22.1.0` of 22.1. */
function newestOf(range: string): string | undefined {
  const [, mark, numbers = ''] = /^([~^v=]?)(\d[\dx.]*)$/.exec(range) ?? [];
  const parts = numbers.split('.').filter((part) => part !== 'x');
  if (mark === undefined || parts.length > 3 || !parts.every((part) => /^\d+$/.test(part))) return undefined;
  return parts.slice(0, mark === '^' ? 1 : mark === '~' ? 2 : 3).join('.');
}

/** Go is compiled in: the stage that built the binary, then go.mod, which names the lowest version. */
function goVersion(question: RuntimeQuestion): Setting<string> {
  const { image, facts, directory, impliedBy } = question;
  for (const view of viewsBehind(image.view)) {
    const base = view.chain.at(-1)?.from;
    const found = base === undefined ? undefined : runtimeIn(fill(base.text, view.args).replace('golang', 'go'), 'go');
    const version =
      base === undefined ? undefined : (runtimeOfImage(fill(base.text, view.args))?.version ?? found?.version);
    if (base !== undefined && version !== undefined && /go/.test(base.text))
      return known(version, written(base.at, base.text));
  }
  const pin = pinned(question);
  if (pin?.state === 'known') return pin;
  const module = nearestUpFrom(directory, goModulesByFolder(facts));
  const lowest = module?.toolchain ?? module?.go;
  if (lowest === undefined) {
    return unknown({
      kind: 'version-unknown',
      text: 'neither a build stage nor go.mod names the version of Go',
      settle: 'Name it in the tag of the build stage or in go.mod.',
      at: image.base?.at ?? impliedBy,
    });
  }
  const version = lowest.text.replace(/^go/, '');
  return accepted(
    `>=${version}`,
    version,
    lowest.at,
    `go.mod names ${version} as the lowest version of Go, not the one that builds`,
  );
}
/** The stage itself, those it copies from, and those that they copy from. */
const viewsBehind = perObject((view: StageView): readonly StageView[] => {
  const found = new Set<StageView>();
  const waiting = [view];
  for (let each = waiting.pop(); each !== undefined && found.size < mostViews; each = waiting.pop()) {
    if (found.has(each)) continue;
    found.add(each);
    const { chain, stageNamed } = each;
    const copies = chain.flatMap((stage) => stage.copies).toReversed();
    waiting.push(...copies.flatMap(({ from }) => (from === undefined ? [] : (stageNamed(from) ?? []))));
  }
  return [...found];
});
/** What compiled a program is never far from where it ends up. */
const mostViews = 100;

function accepted(range: string, text: string, at: Location, why: string): Setting<string> {
  const candidate: Known<string> = known(range, written(at, text));
  return unknown({ kind: 'version-unknown', text: why, settle: 'Name the version in the tag of the base image.', at }, [
    candidate,
  ]);
}
function installsNode(command: string): boolean {
  const words = /\b(?:apt(?:-get)?|apk|yum|dnf|microdnf)\b(.*)/s.exec(command)?.[1] ?? '';
  const names = /\b(?:install|add)\b(.*)/s.exec(words)?.[1] ?? '';
  return /\bnodejs\b/.test(names);
}
