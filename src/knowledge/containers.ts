// What an image's name tells (shell, runtime, stop signal) and how wrappers pass the stop signal on, by version and shell.
import type { Location } from '../model/location.js';
import { type Known, known, type Setting, unknown } from '../model/setting.js';
import { once, perName } from './memo.js';
import type { ImageRow, Shell, SignalRow } from './schema-programs.js';
import { products } from './table.js';
import { anyVersion, intersect, parseLooseVersion, parseRange, subtract, type VersionSet } from './version.js';

/** `docker.io/library/node:22@sha256:…` is `node:22`; other registries lose only their host. */
function imageReference(reference: string): string {
  const [first, ...rest] = reference.replace(/@.*/s, '').split('/');
  const isHost = rest.length > 0 && first !== undefined && /[.:]|^localhost$/.test(first);
  return (isHost ? rest.join('/') : [first, ...rest].join('/')).replace(/^(?:docker\/)?library\//, '');
}
export interface KnownImage extends ImageRow {
  readonly product: string;
}
/** The row for a base image, when its name is one we know. */
export const imageRow = perName((reference): KnownImage | undefined => {
  const short = imageReference(reference);
  return imagePatterns().find(({ pattern }) => pattern.test(short))?.row;
});
const imagePatterns = once(() =>
  products().flatMap((file) =>
    (file.images ?? []).map((row) => ({ pattern: new RegExp(row.match), row: { ...row, product: file.product } })),
  ),
);
/** What `/bin/sh` is in that image, unless a later layer replaces it. */
export function shellOfImage(reference: string, impliedBy: Location): Setting<Shell> {
  const row = imageRow(reference);
  if (row === undefined) {
    return unknown({
      kind: 'not-in-scan',
      text: `nothing is known about the shell of the image ${reference}`,
      settle: 'Use the exec form of the command, which needs no shell.',
      at: impliedBy,
    });
  }
  return known(row.shell, {
    kind: 'default',
    entry: `${row.product}/${row.match}`,
    label: `image ${reference}`,
    impliedBy,
  });
}
/** Runtime and version that a base image brings; the version is as loose as the tag. */
export function runtimeOfImage(reference: string): { readonly runtime: string; readonly version?: string } | undefined {
  const row = imageRow(reference);
  if (row?.runtime === undefined) return undefined;
  const short = imageReference(reference);
  const version = /(?::v?|nodejs)(\d+(?:\.\d+){0,2})/.exec(short)?.[1];
  return version === undefined ? { runtime: row.runtime } : { runtime: row.runtime, version };
}

export interface SignalHabit {
  readonly outcome: SignalRow['outcome'];
  readonly because: string;
}
export interface SignalCase {
  /** As `wrappers()` lists them: `npm`, `yarn`, `sh -c`, `tini`. */
  readonly wrapper: string;
  readonly shell: Setting<Shell>;
  readonly version: Setting<string> | undefined;
  /** An init such as tini is PID 1 and starts the wrapper. */
  readonly behindInit: boolean;
}
export const wrappers = once((): readonly string[] => [
  ...new Set(products().flatMap((file) => (file.signals ?? []).map((row) => row.wrapper))),
]);

/** What becomes of the stop signal behind a wrapper. Unknown shell or version: a candidate for every case that was measured. */
export function signalHabit(asked: SignalCase, impliedBy: Location): Setting<SignalHabit> {
  const shells = possible(asked.shell);
  const versions = asked.version?.state === 'known' ? parseLooseVersion(asked.version.value) : undefined;
  const candidates: Known<SignalHabit>[] = [];
  let open = false;
  for (const shell of shells ?? (['dash', 'busybox', 'bash'] as const)) {
    let rest: VersionSet = versions ?? anyVersion;
    for (const [id, row] of signalRows(asked.wrapper)) {
      const range = parseRange(row.versions) ?? [];
      const fits = (row.shells?.includes(shell) ?? true) && (row.init ?? asked.behindInit) === asked.behindInit;
      if (!fits || intersect(rest, range).length === 0) continue;
      rest = subtract(rest, range);
      const entry = `${id}/${row.wrapper}@${row.versions}`;
      const origin = { kind: 'default', entry, label: `behaviour of ${row.wrapper}`, impliedBy } as const;
      candidates.push(known({ outcome: row.outcome, because: row.because }, origin));
    }
    const measured = candidates.length > 0 && versions === undefined && shells === undefined;
    open ||= rest.length > 0 && !measured && (versions !== undefined || rest === anyVersion);
  }
  const first = candidates[0];
  if (first === undefined || open) {
    return unknown({
      kind: 'no-default',
      text: `nobody measured how ${asked.wrapper} passes signals on here`,
      settle: 'Start the server itself in exec form, so that nothing has to pass the signal on.',
      at: impliedBy,
    });
  }
  if (candidates.every((each) => each.value.outcome === first.value.outcome)) return first;
  const decider =
    shells === undefined ? 'the shell of the image, which is not known' : 'its version, which no file names';
  return unknown(
    {
      kind: shells === undefined ? 'not-in-scan' : 'version-unknown',
      text: `what ${asked.wrapper} does with the stop signal depends on ${decider}`,
      settle: 'Start the server itself in exec form, or name the base image and version.',
      at: impliedBy,
    },
    candidates,
  );
}

const signalRows = perName((wrapper): readonly (readonly [product: string, row: SignalRow])[] =>
  products().flatMap((file) =>
    (file.signals ?? []).flatMap((row) => (row.wrapper === wrapper ? [[file.product, row] as const] : [])),
  ),
);
function possible<T>(setting: Setting<T>): readonly T[] | undefined {
  if (setting.state === 'known') return [setting.value];
  return setting.candidates?.map((each) => each.value);
}
