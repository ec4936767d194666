// The words of a name in Go's spelling.

/** `RestPort` is `Rest_Port`. */
export const wordsOf = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2');
