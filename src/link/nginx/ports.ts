// The ports on which nginx listens: those of one server, and all of a configuration.
import { holdsHole, isHole } from '../../model/directive-holes.js';
import type { Directive } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import type { JoinedFile } from './join-files.js';

/** `listen 8080`, `listen [::]:443 ssl`, `listen 127.0.0.1:8000`; without any, port 80. */
export function portsOf(block: readonly Directive[]): readonly number[] {
  return [...new Set(listensOf(block).flatMap((each) => (typeof each === 'number' ? [each] : [])))];
}

/** Servers that images have in conf.d/default.conf: https://github.com/nginxinc/docker-nginx, https://github.com/nginxinc/docker-nginx-unprivileged */
const packaged: readonly number[] = [80, 8080];

/** Undefined where a variable, or a file that is not in the scan, decides. */
export function everyPortOf({ file, context, directives, paths }: JoinedFile): readonly number[] | undefined {
  if (context === 'server') return undefined;
  const http = context === 'main' ? inside(directives, 'http') : directives;
  const servers = [http, context === 'main' ? inside(directives, 'stream') : []].flatMap((blocks) => [
    ...blocks.filter(({ name }) => name === 'server').map(({ block }) => block ?? []),
  ]);
  const listens = servers.flatMap(listensOf);
  // Of mounted files what is included has been put in place, and the rest left out.
  const left = file.mounted === undefined ? [...directives, ...http, ...servers.flat()] : file.directives;
  const includes = includesIn(left).filter((path) => !/mime\.types|_params/.test(path) && !paths.includes(path));
  if (listens.includes('open') || !includes.every((path) => ofPackages.test(path))) return undefined;
  const isPackaged = context !== 'main' || includesIn(file.directives).some((path) => ofPackages.test(path));
  const places = paths.length > 0 ? paths : [file.at.file];
  const isAlone = !isPackaged || places.some((path) => /^default\.conf/.test(baseNameOf(path)));
  const ports = listens.flatMap((each) => (typeof each === 'number' ? [each] : []));
  return [...new Set([...ports, ...(isAlone ? [] : packaged)])];
}
const ofPackages = /\/(?:conf|http)\.d\/\*(?:\.conf)?$/;
function includesIn(directives: readonly Directive[]): readonly string[] {
  return directives.flatMap((each) => [
    ...(each.name === 'include' ? each.words.slice(0, 1).map(({ text }) => text) : []),
    ...includesIn(each.block ?? []),
  ]);
}
const inside = (directives: readonly Directive[], name: string): readonly Directive[] =>
  directives.filter((each) => each.name === name).flatMap((each) => each.block ?? []);

/** `open`: something else fills it in. A socket is no port. */
function listensOf(block: readonly Directive[]): readonly (number | 'open' | 'socket')[] {
  const listens = block.filter((each) => each.name === 'listen');
  const hole = block.some((each) => isHole(each.name)) ? (['open'] as const) : [];
  if (listens.length === 0) return hole.length > 0 ? hole : [80];
  return [...hole, ...listens.map(portIn)];
}
function portIn(each: Directive): number | 'open' | 'socket' {
  const text = each.words[0]?.text ?? '';
  const port = Number(/^(?:.*[:\]])?(\d{1,5})$/.exec(text)?.[1] ?? Number.NaN);
  if (port > 0 && port < 65_536) return port;
  if (text.startsWith('unix:') || Number.isFinite(port)) return 'socket';
  return /[${%@<]|^[A-Z]+$/.test(text) || holdsHole(text) ? 'open' : 80;
}
