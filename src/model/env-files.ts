// How a fact names what a program takes variables from.

/** In the place of a file: somewhere out of sight. */
export const unseenMark = '?';
export const unseenFrom = (source: string): string => `${unseenMark}${source}`;
