// How facts name the functions that a Go file hands to another package, which runs them when the program stops.

/** `space`: the package, as in `package:<import path>`. */
export const handedTo = (space: string): string => `handed ${space}`;
export const spaceHandedTo = (exportedAs: string | undefined): string | undefined =>
  exportedAs?.startsWith('handed ') === true ? exportedAs.slice('handed '.length) : undefined;
