// Images of a proxy, which have neither node nor a package manager unless a Dockerfile puts them there.
import { imageRow } from '../../../knowledge/lookup.js';
import type { EffectiveImage } from '../effective-image.js';

const proxies: ReadonlySet<string> = new Set(['nginx', 'haproxy']);
const nodeWords: ReadonlySet<string> = new Set(['node', 'nodejs', 'npm', 'yarn', 'pnpm', 'bun', 'nvm', 'corepack']);

/** The last stage of a build is the one for production: a command of developers (`npm start`) finds nothing there that could run it. */
export function lacksNode({ base, baseOpen, stages }: EffectiveImage): boolean {
  if (base === undefined || baseOpen) return false;
  const runtime = imageRow(base.text)?.runtime;
  if (runtime === undefined || !proxies.has(runtime)) return false;
  return stages.every(({ copies, runs }) =>
    [
      ...runs.map(({ text }) => text),
      ...copies.flatMap(({ from, sources }) => (from === undefined ? [] : sources)),
    ].every((text) => !text.split(/[^a-z]+/).some((word) => nodeWords.has(word))),
  );
}
