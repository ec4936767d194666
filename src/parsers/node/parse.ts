// One source file's text to its facts: servers, clients, handlers, names.
import type { Fact, FileFacts, ParseProblem } from '../../model/facts.js';
import { pointAt } from '../../model/location.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';
import { isBundled } from './bundled.js';
import { mayLoadByEnvironment } from './conditional-loads.js';
import { findConstructs } from './constructs/find-constructs.js';
import { describeServers } from './describe-servers.js';
import { findEventPings } from './event-pings.js';
import { openFile, type SourceFile } from './file.js';
import { findModuleCalls } from './module-calls.js';
import { readBindings, readImports } from './module-names.js';
import { findClients } from './servers/clients.js';
import { findServers } from './servers/find-servers.js';
import { findLargeHeads } from './servers/large-heads.js';
import { lostOptions } from './servers/lost-options.js';
import { findMistakes } from './servers/mistakes.js';
import { findPatches, isInPatch } from './servers/patches.js';
import { findHandovers, findServerParts } from './servers/server-parts.js';
import { findHandedRoutines } from './shutdown/handed-routines.js';
import { findRoutines } from './shutdown/routines.js';
import { shutdownModules } from './shutdown/shutdown.js';
import { findHandlers } from './shutdown/signals.js';
import { openSource } from './source.js';
import { type Engine, loadEngine, type Syntax } from './syntax.js';
import { isTestCode } from './test-code.js';
import { findBuildOptions } from './values/build-options.js';
import { createReach } from './values/exports.js';
import { findProcessList } from './values/process-list.js';
import { findRegistrations } from './values/registrations.js';
import { findSettings } from './values/setting-registries.js';

export type Mode = 'servers' | 'bindings' | 'calls';

export async function loadParser(mode: Mode): Promise<Parser> {
  return createParser(await loadEngine(), mode);
}

/** `bindings` keeps the names of every module, `calls` also what it calls; `servers` only those of modules that have something to say. */
export function createParser(engine: Engine, mode: Mode): Parser {
  return {
    parse(file: SourceText): FileFacts {
      if (isBundled(file.text)) return { file: file.path, facts: [], problems: [bundled(file)], suppressions: [] };
      const syntax = engine(file.path, file.text);
      if (!syntax.ok) return { file: file.path, facts: [], problems: [problem(file, syntax)], suppressions: [] };
      const comments = syntax.comments.map(({ start, end }) => ({ text: file.text.slice(start, end), start, end }));
      return {
        file: file.path,
        ...readFacts(openFile(openSource(file, syntax.program)), mode),
        suppressions: readSuppressions(file.path, comments, new LineIndex(file.text)),
      };
    },
  };
}

const noHandlers: ReturnType<typeof findHandlers> = { handlers: [], unread: [], rejecting: [] };

/** For each server the whole file is looked at: where a program wrote thousands into one, the first are enough. */
const [fewestServers, mostLooks] = [10, 1_000_000];
const mostServersIn = ({ source }: SourceFile): number =>
  Math.max(fewestServers, Math.floor(mostLooks / source.nodes.length));

function readFacts(file: SourceFile, mode: Mode): Pick<FileFacts, 'facts' | 'problems'> {
  const isTest = isTestCode(file.source);
  const found = isTest ? noHandlers : findHandlers(file);
  const made = isTest ? [] : findServers(file).filter(({ node }) => !isInPatch(file, node));
  const most = mostServersIn(file);
  const problems = made.length > most ? [tooMany(file, most, made.length)] : [];
  const servers = describeServers(file, made.slice(0, most), found);
  const modules = shutdownModules(
    file,
    found,
    createReach(file),
    servers.some(({ from }) => from === undefined),
  );
  const facts: Fact[] = [
    ...servers,
    ...findClients(file),
    ...modules,
    ...findMistakes(file, servers),
    ...lostOptions(file, servers),
    ...findServerParts(file, servers),
    ...findPatches(file),
    ...findHandovers(file, servers),
    ...findSettings(file),
    ...findRegistrations(file),
    ...findProcessList(file),
    ...findBuildOptions(file),
    ...findConstructs(file),
    ...findLargeHeads(file),
    ...findEventPings(file),
  ];
  // A file that only stops things is read again when a handler elsewhere asks for it; calls, when a server takes parameters.
  if (facts.length === 0 && mode === 'servers') {
    const imports = mayLoadByEnvironment(file.source.text) ? readImports(file) : undefined;
    return { facts: imports?.under === undefined ? facts : [imports], problems };
  }
  facts.push(
    ...findRoutines(file),
    ...(isTest ? [] : findHandedRoutines(file)),
    ...(mode === 'calls' ? findModuleCalls(file) : []),
  );
  return { facts: [...facts, readBindings(file), readImports(file)], problems };
}
function tooMany({ source }: SourceFile, most: number, count: number): ParseProblem {
  const message = `Only the first ${most} of the ${count} servers in this file were read.`;
  return { kind: 'skipped', code: 'too-large', message, at: pointAt(source.path, 1) };
}

function bundled({ path, text }: SourceText): ParseProblem {
  const size = Math.round(text.length / 1024);
  const message = `${path} was not read: its ${size} KB look like a bundle or minified code.`;
  return { kind: 'skipped', code: 'bundled-source', message, at: pointAt(path, 1) };
}
/** Flow marks its files near the top, and what of it is no TypeScript is no mistake of anybody. */
const flowMark = /^[ \t]*(?:\/\/|\/?\*+)\s*@flow(?![\w-])/m;

function problem(file: SourceText, syntax: Extract<Syntax, { ok: false }>): ParseProblem {
  if (flowMark.test(file.text.slice(0, 2000))) {
    const message = `${file.path} was not read: it is written in Flow.`;
    return { kind: 'skipped', code: 'flow-source', message, at: pointAt(file.path, 1) };
  }
  return {
    kind: 'syntax',
    code: 'source-syntax',
    message: `The source could not be read: ${syntax.message.replace(/\.$/, '')}.`,
    at: new LineIndex(file.text).location(file.path, syntax.offset, syntax.offset),
  };
}
