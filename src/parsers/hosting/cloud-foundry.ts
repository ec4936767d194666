// Manifests that `cf push` takes: https://docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html
import { type Expression, literal } from '../../model/expression.js';
import type { EnvFact, Text } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { pathInside } from '../kit/paths.js';
import { items, mapAt, type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { type HostedApp, shellLine } from './hosted-app.js';

export function pushedApps(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  return items(root, 'applications').flatMap((app): HostedApp[] => {
    if (!isPushed(app)) return [];
    const name = nameOf(app, reader);
    const folder = pathInside(folderOf(reader.file), reader.string(app, 'path') ?? '.');
    // What is pushed from outside of the repository, or from where a variable says, nobody sees.
    if (name === undefined || folder === undefined || isLeftOpen(folder)) return [];
    const image = get(app, 'docker', 'image');
    const start = commandOf(root, app, reader);
    const buildpack = buildpackOf(root, app, reader);
    // Pages and programs of other languages, which their buildpack starts: nothing in the folder says what answers.
    if (start === undefined && image === undefined && ofOthers.test(buildpack ?? '')) return [];
    return [
      {
        kind: 'CloudFoundryApp',
        name,
        at: reader.at(app),
        folder,
        env: [...variablesOf(root, reader), ...variablesOf(app, reader)],
        envOpen: { text: 'variables may be set with cf set-env', at: name.at },
        port: isRouted(app, reader) ? { text: 'Cloud Foundry chooses the port', at: name.at } : undefined,
        image: image && expressionOf(image, reader),
        // The launcher hands the line over in place of itself: https://github.com/cloudfoundry/buildpackapplifecycle
        command: start && { ...shellLine(start), words: ['bash', '-c', start.text] },
        // The first process of the container is not the program, and the signal goes to the program itself.
        init: 'the init of Cloud Foundry',
        startsPackage: image === undefined && ofNode.test(buildpack ?? 'nodejs') ? true : undefined,
      },
    ];
  });
}

/** Other programs list applications, too: one of theirs has something that no manifest has, or nothing that only manifests have. */
function isPushed(app: YamlNode): boolean {
  const keys = (mapAt(app)?.entries ?? []).map(({ key }) => key.text);
  if (keys.some((key) => foreign.has(key))) return false;
  return keys.some((key) => own.has(key)) || keys.every((key) => usual.has(key));
}
const foreign = new Set(['image', 'replicas', 'source', 'sources', 'namespace', 'project', 'chart', 'destination']);
const own = new Set([
  ...['memory', 'disk_quota', 'buildpack', 'buildpacks', 'stack', 'docker', 'processes', 'routes', 'random-route'],
  ...['no-route', 'default-route', 'health-check-type', 'health-check-http-endpoint', 'no-hostname', 'lifecycle'],
]);
const usual = new Set([
  ...['name', 'path', 'env', 'instances', 'command', 'services', 'timeout', 'host', 'hosts', 'domain', 'domains'],
]);

/** What is filled in when the app is pushed: `((environment))`. */
const variable = /\(\([^()]{1,200}\)\)/;
const isLeftOpen = (text: string): boolean => text.includes('((');

/** Without what is filled in, which is the environment as a rule; empty where nothing else is left. */
function nameOf(app: YamlNode, reader: NodeReader): Text | undefined {
  const name = reader.text(app, 'name');
  if (name === undefined || !isLeftOpen(name.text)) return name;
  const parts = name.text.split(variable).map((part) => part.replace(/^[-_.]+/, '').replace(/(?<![-_.])[-_.]+$/, ''));
  return { ...name, text: parts.filter((part) => part !== '').join('-') };
}

/** What starts the process that gets the requests; older manifests say once what holds for all. */
function commandOf(root: YamlNode, app: YamlNode, reader: NodeReader): Text | undefined {
  const web = items(app, 'processes').find((each) => reader.string(each, 'type') === 'web');
  const command = reader.text(web, 'command') ?? reader.text(app, 'command') ?? reader.text(root, 'command');
  // Both of them ask for what the buildpack says.
  return command === undefined || /^(?:null|default)$/.test(command.text) ? undefined : command;
}

/** The last of several says what runs; none is left to what lies in the folder. */
function buildpackOf(root: YamlNode, app: YamlNode, reader: NodeReader): string | undefined {
  const listed = items(app, 'buildpacks').flatMap((each) => presentScalar(each)?.text ?? []);
  return listed.at(-1) ?? reader.string(app, 'buildpack') ?? reader.string(root, 'buildpack');
}
const ofNode = /node-?js/i;
const ofOthers = /static|nginx|php|java|python|ruby|dotnet|binary|hwc/i;

/** Whether the Gorouter has a route to it: not one that ends inside of the platform, nor one to a port of the TCP router. */
function isRouted(app: YamlNode, reader: NodeReader): boolean {
  if (reader.boolean(app, 'no-route') === true) return false;
  const routes = items(app, 'routes').flatMap((each) => reader.string(each, 'route') ?? []);
  if (routes.length > 0) return routes.some((route) => !/\.apps\.internal$|:\d{1,5}$/.test(route));
  const web = items(app, 'processes').find((each) => reader.string(each, 'type') === 'web');
  const check = reader.string(web, 'health-check-type') ?? reader.string(app, 'health-check-type');
  return check === undefined || /^(?:port|http)$/.test(check);
}

function variablesOf(node: YamlNode, reader: NodeReader): EnvFact[] {
  return (mapAt(node, 'env')?.entries ?? []).flatMap(({ key, value }): EnvFact[] => {
    const expression = expressionOf(value, reader);
    return expression === undefined ? [] : [{ name: key.text, at: reader.at(key), value: expression }];
  });
}
function expressionOf(node: YamlNode, reader: NodeReader): Expression | undefined {
  const scalar = presentScalar(node);
  if (scalar === undefined) return undefined;
  const at = reader.at(scalar);
  if (isLeftOpen(scalar.text))
    return { kind: 'unknown', reason: 'templated', text: `"${scalar.text}" is filled in when the app is pushed`, at };
  return typeof scalar.value === 'string' ? literal(scalar.text, at) : reader.scalarExpression(scalar);
}
