// Reads one Go file into facts: its servers, clients, signal handlers, imports, and the names other files may ask for.
import type {
  BindingsFact,
  EventStreamFact,
  Fact,
  FileFacts,
  HandlerLimitFact,
  ImportsFact,
  ParseProblem,
  ServerFact,
} from '../../model/facts.js';
import { pointAt } from '../../model/location.js';
import { envFilesLoaded } from '../kit/env-files-loaded.js';
import { readSuppressions } from '../kit/suppressions.js';
import { loadGrammar, type SyntaxNode, type SyntaxReader } from '../kit/tree-sitter.js';
import type { Parser, SourceText } from '../parser.js';
import { commandsNamedIn } from './commands-named.js';
import { GoFile } from './file.js';
import { interestOf, isGenerated, scanImports } from './gate.js';
import { nestsTooDeeply } from './nesting.js';
import { bindingsOf } from './package-names.js';
import { findClients, givenTransports } from './servers/clients.js';
import { eventStreams } from './servers/event-streams.js';
import { findGrpcClients } from './servers/grpc-clients.js';
import { handlerLimits, timedHandlerLimits } from './servers/handler-limits.js';
import { findLargeHeads } from './servers/large-heads.js';
import { findRequests } from './servers/requests.js';
import { findWebSockets } from './servers/web-sockets.js';
import { findServers } from './servers.js';
import { settingsFilesIn } from './settings-files.js';
import { runsOnce } from './shutdown/commands.js';
import { proxyStartedBy } from './started-proxies.js';
import { Flow } from './values/flow.js';
import { Scope } from './values/scope.js';
import { Values } from './values/values.js';

/** Longer files are generated. */
const longest = 1024 * 1024;

export interface GoParser extends Parser {
  /** Names of a file that is asked because another of its package mentions them; no gate. */
  parseBindings(file: SourceText): FileFacts;
}

export async function createGoParser(): Promise<GoParser> {
  const reader = await loadGrammar('go');
  return {
    parse: (file) => parseFile(reader, file),
    // What a tool wrote names no value that a person chose, and is often the longest file of its package.
    parseBindings: (file) => (isGenerated(file.text) ? nothing(file) : readTree(reader, file, 'names')),
  };
}

function parseFile(reader: SyntaxReader, file: SourceText): FileFacts {
  const interest = interestOf(file);
  if (interest === 'none') return { file: file.path, facts: [], problems: [], suppressions: [] };
  if (interest === 'imports') return { file: file.path, facts: textFacts(file), problems: [], suppressions: [] };
  return readTree(reader, file, interest);
}

function readTree(reader: SyntaxReader, file: SourceText, interest: 'server' | 'names'): FileFacts {
  if (file.text.length > longest || nestsTooDeeply(file.text)) return { ...nothing(file), problems: [tooLarge(file)] };
  const facts = reader.read(file.text, (root) => factsOf(file, root, interest));
  return facts ?? { ...nothing(file), problems: [tooLarge(file)] };
}
const nothing = (file: SourceText): FileFacts => ({
  file: file.path,
  facts: textFacts(file),
  problems: [],
  suppressions: [],
});

function factsOf(file: SourceText, root: SyntaxNode, interest: 'server' | 'names'): FileFacts {
  const go = new GoFile(file, root);
  go.readTypes();
  const scope = new Scope(go);
  const values = new Values(scope);
  const facts: Fact[] = [...textFacts(file, settingsFilesIn(file.text), values)];
  let servers: readonly ServerFact[] = [];
  if (interest === 'server') {
    const flow = new Flow(scope);
    const found = findServers(values, flow);
    servers = found.servers;
    facts.push(...found.servers, ...found.handlers, ...found.serveCalls);
    facts.push(...findClients(values, flow), ...givenTransports(values, flow), ...findGrpcClients(values));
    facts.push(...findRequests(values, flow, (owner) => runsOnce(values, owner)));
    facts.push(...findLargeHeads(values), ...findWebSockets(values));
  }
  const bindings: readonly BindingsFact[] = bindingsOf(values);
  facts.push(...bindings);
  const comments = file.text.includes('hoplint-ignore') ? root.comments() : [];
  return {
    file: file.path,
    facts,
    problems: servers.length > 0 ? syntaxProblems(go, root) : [],
    suppressions: readSuppressions(file.path, comments, go.lines),
  };
}

/** What the text tells without its syntax. */
function textFacts(
  file: SourceText,
  settings?: readonly string[],
  values?: Values,
): readonly (ImportsFact | HandlerLimitFact | EventStreamFact)[] {
  const specifiers = scanImports(file.text);
  const loads = envFilesLoaded(file.text);
  const startsProxy = proxyStartedBy(file.text);
  const commands = commandsNamedIn(file.text);
  const named = {
    ...(settings && { settings }),
    ...(loads && { loads }),
    ...(startsProxy && { startsProxy }),
    ...(commands && { commands }),
  };
  const imports: ImportsFact = { kind: 'imports', file: file.path, specifiers, ...named };
  const limits = handlerLimits(file);
  return [imports, ...(values === undefined ? limits : timedHandlerLimits(limits, values)), ...eventStreams(file)];
}

/** The grammar may be older than the file: a note, since the rest was read. */
function syntaxProblems(file: GoFile, root: SyntaxNode): readonly ParseProblem[] {
  if (!root.hasError) return [];
  const error = root.firstError() ?? root;
  return [
    {
      kind: 'skipped',
      code: 'source-syntax',
      message: 'A part of this Go file could not be read; a server setting written there is missing.',
      at: file.at(error),
    },
  ];
}
function tooLarge(file: SourceText): ParseProblem {
  return {
    kind: 'skipped',
    code: 'too-large',
    message: 'The file is too large, too deeply nested or too broken to be read.',
    at: pointAt(file.path, 1),
  };
}
