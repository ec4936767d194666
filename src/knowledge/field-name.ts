// How a field of an object is called in messages, and in the facts that parsers give.

/** The path as a person says it: the attribute's name where a list of names and values holds it, else without `spec` and list marks. */
export function fieldName(path: string): string {
  const named = /\{[^={}]+=([^{}]+)\}(?:\.value)?$/i.exec(path)?.[1];
  return named ?? path.replace(/^spec\./, '').replaceAll(/\[\]|\{[^{}]*\}/g, '');
}
