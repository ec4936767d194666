// Every output format by name, loaded when asked for.
import type { Reporter } from './reporter.js';

const loaders: Readonly<Record<string, () => Promise<Reporter>>> = {
  pretty: async () => (await import('./pretty.js')).pretty,
  json: async () => (await import('./json.js')).json,
  sarif: async () => (await import('./sarif.js')).sarif,
  github: async () => (await import('./github.js')).github,
  gitlab: async () => (await import('./gitlab.js')).gitlab,
  junit: async () => (await import('./junit.js')).junit,
  html: async () => (await import('./html.js')).html,
  markdown: async () => (await import('./markdown.js')).markdown,
};
export const formats: readonly string[] = Object.keys(loaders);

export function loadReporter(format: string): Promise<Reporter> | undefined {
  return Object.hasOwn(loaders, format) ? loaders[format]?.() : undefined;
}
