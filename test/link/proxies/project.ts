// A small project in memory: parsed and linked as on disk, and its request paths said as text.
import { scan } from '../../../src/lint.js';
import type { ProxyFact } from '../../../src/model/facts.js';
import type { Setting } from '../../../src/model/setting.js';
import type { Gap, Hop, Model } from '../../../src/model/topology.js';
import { formatBound } from '../../../src/model/verdict.js';
import { optionsOver } from '../../kit/options.js';

async function modelOf(files: Readonly<Record<string, string>>): Promise<Model> {
  const result = await scan(optionsOver(files));
  if (result.errors.length > 0) throw new Error(result.errors.map((each) => each.stack ?? each.message).join('\n'));
  return result.model;
}
export async function proxiesOf(files: Readonly<Record<string, string>>): Promise<readonly ProxyFact[]> {
  return (await modelOf(files)).facts.of('proxy');
}
/** `nginx shop/api: in 65 s, out 60 s, pools > api: in 6 s`, client first. */
export async function pathsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { paths } = await modelOf(files);
  return paths.map(({ nodes }) => nodes.map(said).join(' > '));
}
/** The hop of the only proxy, as it stands on a path. */
export async function hopOf(files: Readonly<Record<string, string>>, name?: string): Promise<Hop> {
  const { paths } = await modelOf(files);
  const hops = paths.flatMap(({ nodes }) =>
    nodes.flatMap((node) => (node.is === 'hop' && node.proxy !== undefined ? [node] : [])),
  );
  const hop = hops.find((each) => name === undefined || each.proxy?.name === name);
  if (hop === undefined) throw new Error(`no proxy on ${paths.map((each) => each.id).join('; ')}`);
  return hop;
}

function said(node: Hop | Gap): string {
  if (node.is === 'gap') return '?';
  const inbound = bound(node.settings.get('inbound.idleTimeout'));
  if (node.proxy === undefined) return `${node.name}: in ${inbound}`;
  return `${node.name}: in ${inbound}, out ${bound(node.settings.get('outbound.idleTimeout'))}, ${pools(node.settings.get('outbound.pooling'))}`;
}
export function bound(setting: Setting): string {
  return setting.state === 'known' ? formatBound(setting.value) : 'unknown';
}
export function pools(setting: Setting<boolean>): string {
  return setting.state === 'unknown' ? 'may pool' : setting.value ? 'pools' : 'opens anew';
}

/** A Node service of compose that keeps idle connections for the 5 s that Node announces. */
export const nodeService: Readonly<Record<string, string>> = {
  'api/Dockerfile': 'FROM node:22.19-alpine\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
  'api/package.json': '{"name":"api"}',
  'api/server.js': "require('node:http').createServer((request, response) => response.end('ok')).listen(3000);\n",
};
