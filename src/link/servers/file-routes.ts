// Routes that are files: what a framework answers by the names in its folders.
import { factText } from '../../knowledge/lookup.js';
import { perName, perObject } from '../../knowledge/memo.js';
import type { RouteSeen, ServerFact } from '../../model/facts.js';

/** https://nextjs.org/docs/app/getting-started/project-structure */
const inApp = /^(?:src\/)?app\/(?:(.{1,300})\/)?(?:route\.[cm]?[jt]s|page\.(?:[jt]sx?|mdx?))$/;
const inPages = /^(?:src\/)?pages\/(.{1,300})\.(?:[cm]?[jt]sx?|mdx?)$/;
/** It sees every request first, and may send it elsewhere. */
const before = /^(?:src\/)?(?:middleware|proxy)\.[cm]?[jt]s$/;

/** With the routes of the folder its program lies in, where its files are its routes. */
export function withFileRoutes(server: ServerFact, directory: string, paths: ReadonlySet<string>): ServerFact {
  const layout = factText(server.product, 'file-routes', undefined, server.at);
  if (layout.state === 'unknown') return server;
  const routes = nextRoutes(paths)(directory);
  return routes.length === 0 ? server : { ...server, routes: [...server.routes, ...routes] };
}

const nextRoutes = perObject((paths: ReadonlySet<string>) =>
  perName((directory): readonly RouteSeen[] => {
    const prefix = directory === '' ? '' : `${directory}/`;
    const files = [...paths].filter((path) => path.startsWith(prefix));
    if (files.some((file) => before.test(file.slice(prefix.length)))) return [];
    return files.flatMap((file) => {
      const path = routeOf(file.slice(prefix.length));
      return path === undefined
        ? []
        : [{ path, byFile: true as const, at: { file, line: 1, column: 1, endLine: 1, endColumn: 1 } }];
    });
  }),
);

function routeOf(file: string): string | undefined {
  const app = inApp.exec(file);
  if (app !== null)
    return pathOf((app[1] ?? '').split('/').filter((part) => part !== '' && !/^(?:\(\w[^)]*\)|@.*)$/.test(part)));
  const page = inPages.exec(file)?.[1];
  if (page === undefined || /^(?:_app|_document|_error|404|500)$/.test(page)) return undefined;
  return pathOf(
    page
      .replace(/(?:^|\/)index$/, '')
      .split('/')
      .filter((part) => part !== ''),
  );
}
/** Folders that start with a line are nobody's routes, and those with `(.)` stand in for others. */
function pathOf(parts: readonly string[]): string | undefined {
  if (parts.some((part) => part.startsWith('_') || part.startsWith('('))) return undefined;
  const named = parts.map((part) =>
    /^\[{1,2}\.\.\./.test(part) ? '*' : /^\[/.test(part) ? `:${part.slice(1, -1)}` : part,
  );
  return `/${named.join('/')}`;
}
