// Variables of a script that are set to what is written there.

export function plainVariables(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, name, value, rest = ''] of text.matchAll(
    /^[ \t]*(?:export[ \t]+|readonly[ \t]+)?([A-Za-z_]\w*)=["']?([^"'\n$`]*)["']?(.*)$/gm,
  )) {
    if (name !== undefined && value !== undefined && /^[ \t]*$/.test(rest)) values.set(name, value);
  }
  return values;
}

/** Those that one line alone sets. */
export function lastingVariables(text: string): ReadonlyMap<string, string> {
  const times = new Map<string, number>();
  for (const [, name = ''] of text.matchAll(/(?:^|[;&|({]|\bdo|\bthen|\bexport|\blocal)[ \t]*([A-Za-z_]\w*)\+?=/gm))
    times.set(name, (times.get(name) ?? 0) + 1);
  return new Map([...plainVariables(text)].filter(([name]) => times.get(name) === 1));
}
