// From supervisord, which stands as PID 1 in front of the programs of its configuration, to the one of them that is a server of ours.
import { productsOfCommand } from '../../../knowledge/lookup.js';
import { namesProgram } from '../../../knowledge/programs.js';
import type { SupervisedProgram, SupervisorFact, Text } from '../../../model/facts.js';
import { baseNameOf, folderOf, insideImage, joinPath } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import { spellWords, splitWords } from '../../../model/shell.js';
import { matchesGlob } from '../../../model/wildcard.js';
import { placesOf } from '../../nginx/placements.js';
import type { Folder } from './chain-places.js';
import type { Walk } from './chain-walk.js';

/** Where it looks without `-c`. http://supervisord.org/configuration.html#configuration-file */
const usual = ['/etc/supervisord.conf', '/etc/supervisor/supervisord.conf', 'supervisord.conf', 'etc/supervisord.conf'];
/** What the main files of Debian, Ubuntu and Alpine bring in. */
const usualIncludes = ['/etc/supervisor/conf.d/*.conf', '/etc/supervisor.d/*.ini', '/etc/supervisord.d/*.ini'];
/** Beside an application stand proxies, schedulers and stores: what nobody asks, or what passes requests on to it. */
const besides =
  /^(?:nginx|caddy|haproxy|envoy|traefik|apache2(?:ctl|-foreground)?|httpd(?:-foreground)?|php-fpm[\d.]*|crond?|supercronic|rsyslogd|syslogd|sshd|redis-server|memcached|postgres|mysqld|mongod|mongodb|tail|celery|logrotate|fluent-bit|filebeat|inotifywait|bash_exporter|node_exporter)$/;

export function throughSupervisord(walk: Walk, words: readonly string[], folder: Folder, at: Location): void {
  const found = programsOf(walk, words, folder);
  const text = spellWords(words);
  if (found === undefined) {
    walk.chain.push({ kind: 'supervisor', text, name: 'supervisord', at });
    walk.chain.stop('not-in-scan', 'the configuration of supervisord is not in the scan', at);
    return;
  }
  const [only, ...others] = ofOurs(found);
  if (only === undefined || others.length > 0) {
    walk.chain.push({ kind: 'supervisor', text, name: 'supervisord', at });
    const names = (only === undefined ? found : [only, ...others]).map(({ name }) => name).join(', ');
    walk.chain.stop('unsupported-syntax', `supervisord starts several programs, ${names}`, only?.at ?? at);
    return;
  }
  const step = {
    kind: 'supervisor',
    text,
    name: only.asGroup ? 'supervisord group' : 'supervisord',
    at,
    ...(only.signal === undefined ? {} : { sends: only.signal }),
    kills: only.wait ?? { usualAt: only.at },
  } as const;
  if (!walk.chain.push(step)) return;
  walk.chain.variables.push(...only.variables);
  walk.words(splitWords(only.command.text), walk.places.moved(folder, only.directory?.text), only.command.at);
}

/** One of them answers requests: the only one, the only one that is none of the usual companions, or the only one that names a server. */
function ofOurs(all: readonly SupervisedProgram[]): readonly SupervisedProgram[] {
  const own = all.filter(({ command }) => !besides.test(programIn(command)));
  const left = own.length > 0 ? own : all;
  const servers = left.filter(({ command }) => startsServer(splitWords(command.text)));
  return left.length > 1 && servers.length === 1 ? servers : left;
}
const startsServer = ([first = '', ...rest]: readonly string[]): boolean =>
  namesProgram([first, ...rest]) || productsOfCommand([baseNameOf(first), ...rest]).length > 0;
const programIn = ({ text }: Text): string => baseNameOf(splitWords(text)[0] ?? '');

function programsOf(walk: Walk, words: readonly string[], folder: Folder): readonly SupervisedProgram[] | undefined {
  const all = walk.context.facts.of('supervisor');
  if (all.length === 0) return undefined;
  const named = configurationIn(words);
  const at = (paths: readonly string[]): SupervisorFact | undefined => all.find((each) => paths.includes(each.at.file));
  const mains = named === undefined ? usual : [named];
  for (const path of mains) {
    const main = at(walk.places.filesAt(path, folder));
    if (main !== undefined)
      return withIncluded(main, insideImage(folder.in === 'image' ? folder.path : '/', path), all, walk);
  }
  const included = named === undefined || usual.includes(named) ? filesIn(usualIncludes, all, walk) : [];
  if (included.length > 0) return included.flatMap((each) => each.programs);
  // A copy we cannot follow: the only configuration of that name that the image may have.
  const context = walk.image.source?.context;
  const name = baseNameOf(named ?? 'supervisord.conf');
  const near = all.filter(
    ({ at: { file } }) => context !== undefined && isBelow(file, context) && baseNameOf(file) === name,
  );
  return near.length === 1 ? near[0]?.programs : undefined;
}
const isBelow = (file: string, folder: string): boolean => folder === '' || file.startsWith(`${folder}/`);

function configurationIn(words: readonly string[]): string | undefined {
  const index = words.findIndex((word) => /^(?:-n?c|--configuration)$/.test(word));
  const joined = words.find((word) => word.startsWith('--configuration='));
  return index < 0 ? joined?.slice(joined.indexOf('=') + 1) : words[index + 1];
}
function withIncluded(
  main: SupervisorFact,
  path: string,
  all: readonly SupervisorFact[],
  walk: Walk,
): readonly SupervisedProgram[] {
  const patterns = main.includes.map((pattern) =>
    pattern.startsWith('/') ? pattern : `/${joinPath(folderOf(path), pattern)}`.replace(/^\/+/, '/'),
  );
  const others = filesIn(patterns, all, walk).filter((each) => each !== main);
  return [...main.programs, ...others.flatMap((each) => each.programs)];
}
/** Those that the image has at one of the paths. */
function filesIn(
  patterns: readonly string[],
  all: readonly SupervisorFact[],
  { image }: Walk,
): readonly SupervisorFact[] {
  const context = image.source?.context;
  if (context === undefined || patterns.length === 0) return [];
  const copies = image.stages.flatMap((stage) => stage.copies.filter(({ from }) => from === undefined));
  return all.filter(({ at: { file } }) =>
    copies.some(({ sources, target }) =>
      sources.some((source) =>
        placesOf(
          file,
          joinPath(context, source),
          insideImage(image.workdir, target) + (target.endsWith('/') ? '/' : ''),
        ).some((place) => patterns.some((pattern) => matchesGlob(pattern, place))),
      ),
    ),
  );
}
