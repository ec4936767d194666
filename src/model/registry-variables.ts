// The environment variable in which a registry of configuration keys (viper, koanf) looks a key up.

/** How a key becomes the name of a variable: prefix, and what is put in place of what, in that order. */
export interface RegistryVariables {
  readonly prefix: string;
  readonly replace: readonly (readonly [from: string, to: string])[];
  /** A key that has this in it is never looked up: what stands between the parts of a name stands nowhere else. */
  readonly without?: string;
}

/** Undefined where no variable can set the key. */
export function variableOf(key: string, { prefix, replace, without }: RegistryVariables): string | undefined {
  if (without !== undefined && key.includes(without)) return undefined;
  let name = key;
  for (const [from, to] of replace) if (from !== '') name = name.replaceAll(from, to);
  name = `${prefix}${name}`.toUpperCase();
  return /^[A-Z0-9_]+$/.test(name) ? name : undefined;
}
