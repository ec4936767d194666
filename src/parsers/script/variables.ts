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
