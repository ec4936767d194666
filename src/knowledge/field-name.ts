// How a field of an object is called in messages, and in the facts that parsers give.

/**
 * The path as a person says it: the attribute's name where a list of names and values holds it, else without what every such path
 * begins with, names that people choose, and list marks.
 */
export function fieldName(path: string): string {
  const named = /\{[^={}]+=([^{}]+)\}(?:\.value)?$/i.exec(path)?.[1];
  if (named !== undefined) return named;
  const field = path
    .replace(/^(?:.*\*\.|spec\.|Properties\.|origins\[\]\.customOriginConfig\.)/, '')
    .replaceAll(/\[\]|\{[^{}]*\}/g, '');
  const steps = field.split('.');
  return steps.length > mostSteps ? steps.slice(-2).join('.') : field;
}
/** A longer way to a field fills a sentence and is looked up in the file anyway. */
const mostSteps = 4;
