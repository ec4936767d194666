// What servers and applications of a file answer: their routes, and whether nothing else does.
import type { ModulePath, ServerFact } from '../../../model/facts.js';
import type { Node } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Thing } from '../things.js';
import { otherAnswers } from './other-answers.js';
import { findRoutes } from './routes.js';

export interface Answers {
  /**
   * Of a server with what it runs; `madeBy`: what answers comes from there, so that this module only tells whether it adds something.
   */
  of(things: readonly Thing[], madeBy?: ModulePath): Pick<ServerFact, 'routes' | 'onlyRoutes'>;
  /** Applications that take routes from elsewhere: what is seen here is not all. */
  readonly open: ReadonlySet<Node>;
}

export function readAnswers(file: SourceFile): Answers {
  const found = findRoutes(file);
  const others = otherAnswers(file);
  return {
    open: found.open,
    of(things, madeBy) {
      const nodes = new Set(things.map(({ node }) => node));
      const routes = found.routes
        .filter(({ owner }) => owner === undefined || nodes.has(owner))
        .map(({ route }) => route);
      const refusing = madeBy === undefined ? others.bareAmong(things) : things[0];
      const isAll = others.haveOnlyRoutes(things) && (madeBy === undefined || others.isOnlyStarted(madeBy));
      if (refusing === undefined || !isAll) return { routes };
      return { routes, onlyRoutes: { product: refusing.framework.product, at: file.source.at(refusing.node) } };
    },
  };
}
