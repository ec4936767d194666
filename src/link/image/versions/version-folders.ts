// Where managers of versions keep Node, the path says which one it is: nvm, fnm, asdf, an archive of nodejs.org.
import type { ContainerFact } from '../../../model/facts.js';
import { known, type Setting, written } from '../../../model/setting.js';

/** `.nvm/versions/node/v20.11.0/bin`, `node-versions/v20.11.0/installation/bin`, `installs/nodejs/20.11.0/bin`, `node-v20.11.0-linux-x64/bin`. */
const folder =
  /\/(?:node(?:js|-versions)?\/v?|node-v)(\d{1,3}(?:\.\d{1,4}){0,2})(?:-[\w-]{1,40})?\/(?:installation\/)?bin(?:[/:]|$)/;

/** Of the program that the container starts by its path, or finds by its PATH; undefined where neither names a version. */
export function nodeVersionOfPaths({ command, env }: ContainerFact): Setting<string> | undefined {
  const path = env.find(({ name, value }) => name === 'PATH' && value?.kind === 'literal')?.value;
  const places = [
    ...(command === undefined ? [] : [{ text: command.words[0] ?? '', at: command.at }]),
    ...(path?.kind === 'literal' ? [{ text: String(path.value), at: path.at }] : []),
  ];
  for (const { text, at } of places) {
    const version = folder.exec(text)?.[1];
    if (version !== undefined) return known(version, written(at, text));
  }
  return undefined;
}
