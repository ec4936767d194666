// How a field of an object is called in messages, and in the facts that parsers give.

/**
 * The path as a person says it: the attribute's name where a list of names and values holds it, else without what every such path
 * begins with, names that people choose, and list marks.
 */
export function fieldName(path: string): string {
  const named = /\{[^={}]+=([^{}]+)\}(?:\.value)?$/i.exec(path)?.[1];
  if (named !== undefined) return named;
  return path.replace(/^(?:.*\*\.|spec\.|Properties\.)/, '').replaceAll(/\[\]|\{[^{}]*\}/g, '');
}
