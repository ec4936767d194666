// The pages of the rules, as they lie in rules-docs beside every bundle of the package.
import { readFileSync } from 'node:fs';

/** Markdown of the page of a rule; undefined when the installation has none. `id` is a rule's own, never a user's text. */
export function pageOf(id: string): string | undefined {
  if (!/^[a-z][a-z0-9-]*$/.test(id)) return undefined;
  try {
    // The same two steps up from src/docs and from every folder of dist.
    return readFileSync(new URL(`../../rules-docs/${id}.md`, import.meta.url), 'utf8');
  } catch {
    return undefined;
  }
}
