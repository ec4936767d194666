// heroku.yml and app.json of Heroku, and the Procfile it shares with others.
import type { CommandFact, EnvFact, Text, WorkloadFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { pathInside } from '../kit/paths.js';
import { items, mapAt, type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import type { YamlNode } from '../kit/yaml/read-yaml.js';
import { type HostedApp, shellLine, unseen, workloadOf } from './hosted-app.js';

/** Variables are set on the platform, and new apps alone get those of the file. */
const configured = (at: Location): Text => ({ text: 'config vars are kept on Heroku', at });
/** All processes of a dyno get the signal: https://devcenter.heroku.com/articles/dyno-shutdown-behavior */
const managed = { by: 'heroku', signals: 'all' } as const;
const chosen = (at: Location): Text => ({ text: 'Heroku chooses the port', at });

/** https://devcenter.heroku.com/articles/build-docker-images-heroku-yml */
export function herokuApps(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const folder = folderOf(reader.file);
  const at = reader.at(root);
  const file = reader.string(root, 'build', 'docker', 'web');
  const run = reader.text(root, 'run', 'web') ?? reader.text(root, 'run', 'web', 'command');
  if (file === undefined && run === undefined) return [];
  const dockerfile = file === undefined ? undefined : pathInside(folder, file);
  const env = (mapAt(root, 'setup', 'config')?.entries ?? []).flatMap(({ key, value }): EnvFact[] => {
    const expression = reader.expression(value);
    return expression === undefined ? [] : [{ name: key.text, at: reader.at(key), value: expression }];
  });
  return [
    {
      ...appAt(at, folder),
      env,
      docker: dockerfile === undefined ? undefined : { context: folderOf(dockerfile), dockerfile },
      command: run && shellLine(run),
    },
  ];
}

/** https://devcenter.heroku.com/articles/app-json-schema; files of that name belong to many programs. */
export function appManifests(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const stack = reader.string(root, 'stack');
  const addons = items(root, 'addons').map((each) => presentScalar(each)?.text ?? reader.string(each, 'plan'));
  const builds = items(root, 'buildpacks').map((each) => reader.string(each, 'url'));
  const isHeroku =
    /^heroku-\d+$/.test(stack ?? '') || [...addons, ...builds].some((each) => /^heroku[-/]/.test(each ?? ''));
  // The container stack builds what heroku.yml says.
  if (!isHeroku) return [];
  const env = (mapAt(root, 'env')?.entries ?? []).flatMap(({ key, value }): EnvFact[] => {
    const expression = reader.expression(value) ?? reader.expression(value, 'value');
    return [
      expression === undefined
        ? unseen(key.text, reader.at(key))
        : { name: key.text, at: reader.at(key), value: expression },
    ];
  });
  const at = reader.at(root);
  // The last of several says what runs: https://devcenter.heroku.com/articles/using-multiple-buildpacks-for-an-app
  const isNode = builds.length === 0 || isOfNode.test(builds.at(-1) ?? '');
  return [{ ...appAt(at, folderOf(reader.file)), env, startsPackage: isNode || undefined }];
}

const isOfNode = /^(?:heroku\/nodejs|https:\/\/github\.com\/heroku\/heroku-buildpack-nodejs(?:[.#].*)?)$/;

function appAt(at: Location, folder: string): Omit<HostedApp, 'env'> {
  const head = { ...at, endLine: at.line, endColumn: at.column };
  const name = { text: baseNameOf(folder) || 'app', at: head };
  return { kind: 'HerokuApp', name, at: head, folder, envOpen: configured(head), port: chosen(head), managed };
}

/** What runs `web` is told by the files beside it. */
export function procfile({ text, at }: { readonly text: string; readonly at: Location }, line: Text): WorkloadFact {
  const folder = folderOf(at.file);
  const command: CommandFact = shellLine(line);
  const made = workloadOf({ ...appAt(at, folder), name: { text, at }, env: [], command }, 'Heroku');
  return { ...made, complete: false };
}
