// Most paths are as short as they can be: nothing in them has to be worked out.

const detour = /^\/|\/\/|\/$|(?:^|\/)\.\.?(?:\/|$)/;

/** No part of it is empty, stays where it is, or leads back up. */
export function isPlainPath(path: string): boolean {
  return !detour.test(path);
}
