// The program of each server and how it stops, worked out once however many containers run it.
import type { ServerFact, ShutdownFact } from '../../model/facts.js';
import type { LinkContext } from '../context.js';
import { calledExports } from './called-exports.js';
import { type Program, programOf, programShutdown } from './program-shutdown.js';
import type { Reach } from './reach.js';

export interface Programs {
  readonly reach: Reach;
  /** From the entry its image starts, else from the files that look like one. */
  of(server: ServerFact, entry: string | undefined, preloads?: readonly string[]): Program;
  shutdown(server: ServerFact, program: Program): ShutdownFact;
}

export function serverPrograms(reach: Reach, context: LinkContext): Programs {
  const programs = new Map<string, Program>();
  const isCalled = calledExports(context.facts, context.modules);
  const shutdowns = new Map<Program, Map<ServerFact, ShutdownFact>>();
  return {
    reach,
    of(server, entry, preloads = []) {
      const key = [server.at.file, entry ?? '', ...preloads].join('\0');
      const program = programs.get(key) ?? programOf(server, entry, reach, context.paths, preloads);
      programs.set(key, program);
      return program;
    },
    shutdown(server, program) {
      const known = shutdowns.get(program) ?? new Map<ServerFact, ShutdownFact>();
      shutdowns.set(program, known);
      const shutdown = known.get(server) ?? programShutdown(server, program, reach, { ...context, isCalled });
      known.set(server, shutdown);
      return shutdown;
    },
  };
}
