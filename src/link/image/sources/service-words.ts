// Words that say no more of a name than that a service goes by it.

const isServiceWord = (text: string): boolean =>
  /^[\w.-]*$/.test(text) && /(?:^|[\w.][-_])(?:(?:micro)?services?|svc|ms|api|server|app)$/.test(text);

/** Nothing but such a word: every second project has a folder that is called so. */
export const isBareServiceWord = (name: string): boolean =>
  /^(?:(?:micro)?services?|svc|ms|api|server|app)$/.test(name);

/** `cart-service` for `cart`. */
export function isWithServiceWord(long: string, short: string): boolean {
  return (
    short.length > 2 &&
    /^[-_]/.test(long.slice(short.length)) &&
    long.startsWith(short) &&
    isServiceWord(long.slice(short.length + 1))
  );
}
/** Folders that hold many programs, each in a folder of its own. */
export const holdsPrograms = /^(?:apps|cmd|modules|packages|projects|services?|src|svcs?)$/;
