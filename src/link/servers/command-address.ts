// Where a server listens that its command line makes.
import { factList, factRows } from '../../knowledge/lookup.js';
import type { ProgramRow } from '../../knowledge/schema-programs.js';
import { type Expression, literal } from '../../model/expression.js';
import type { ServerFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { hiddenOptions, lastGiven, wordExpression } from '../names/command-words.js';
import type { Variables } from '../names/environment.js';
import { type CommandOptions, ifSet } from './command-options.js';
import { firstVariable } from './command-variables.js';

type Address = Pick<ServerFact, 'port' | 'host' | 'listensByDefault'>;

export function commandAddress(row: ProgramRow, options: CommandOptions, variables: Variables, at: Location): Address {
  const { listens } = row;
  const { variable, instead = [] } = listens;
  const socket = instead.flatMap((name) => row.options[name]?.flags ?? []);
  if (socket.length > 0 && options.flag(socket) !== undefined) return onNoPort(at);
  const address = listens.address === undefined ? undefined : options.option(listens.address);
  if (address !== undefined) return { listensByDefault: true, ...addressIn(address) };
  const port = listens.port === undefined ? undefined : options.option(listens.port);
  const host = listens.host === undefined ? undefined : options.option(listens.host);
  if (port === undefined && host === undefined && variable !== undefined) {
    const moved = variables.has(variable.name);
    return {
      listensByDefault: true,
      port: ifSet(variable.name, at),
      ...(moved ? { host: literal(variable.host, at) } : {}),
    };
  }
  return {
    listensByDefault: true,
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
  };
}

/** Of a framework's own command: `next start -p 8080`, `serve -l tcp://0.0.0.0:5000`, PORT; without them the default is told. */
export function frameworkAddress(
  owner: string,
  words: readonly string[],
  at: Location,
  prefix: Expression | undefined,
): Address {
  const isSaid = ['port-flags', 'port-variables', 'default-port'].some((key) => factRows(owner, key).length > 0);
  if (!isSaid) return {};
  const open = hiddenOptions(words, at);
  const said = (what: 'port' | 'host'): Expression | undefined => {
    const flags = listOf(owner, `${what}-flags`, at);
    const given = flags.length === 0 ? undefined : lastGiven(words, flags);
    if (given !== undefined) return wordExpression(given, at);
    if (flags.length > 0 && open !== undefined) return open;
    return firstVariable(listOf(owner, `${what}-variables`, at), at, prefix);
  };
  const port = said('port');
  const host = said('host');
  // The port of an address: `tcp://127.0.0.1:5000`.
  const address = port?.kind === 'literal' && /:\d+$/.test(String(port.value)) ? addressIn(port) : { port };
  const { port: own = port } = address;
  return {
    listensByDefault: true,
    ...(own === undefined ? {} : { port: own }),
    ...(host === undefined ? {} : { host }),
    ...('host' in address && { host: address.host }),
  };
}
function listOf(owner: string, key: string, at: Location): readonly string[] {
  const found = factList(owner, key, undefined, at);
  return found.state === 'known' ? found.value : [];
}

/** `0.0.0.0:8000`, `:8000`, `[::]:8000`, `tcp://0.0.0.0:3000`; a socket in the file system has no port. */
function addressIn(address: Expression): Address {
  if (address.kind !== 'literal') return { port: address, host: address };
  const { at } = address;
  const text = String(address.value)
    .replace(/^(?:tcp|ssl):\/\//, '')
    .replace(/[?/].*/s, '');
  if (/^(?:unix|fd):|^\/|,/.test(String(address.value))) return onNoPort(at);
  const [, bracketed, plain = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(text) ?? [];
  const host = bracketed ?? plain;
  return {
    host: host === '' || host === '*' ? literal('0.0.0.0', at) : wordExpression(host, at),
    ...(port === undefined || port === '' ? {} : { port: wordExpression(port, at) }),
  };
}
/** On several ports, or on a socket of its own machine, where nobody here asks for it. */
function onNoPort(at: Location): Address {
  const text = 'it listens on more than one TCP port, or on none';
  const nobody: Expression = { kind: 'unknown', reason: 'no-default', text, at };
  return { port: nobody, host: nobody };
}
