// Several small files in one: `-- path --` stands before each.

export function filesOf(archive: string): ReadonlyMap<string, string> {
  const parts = archive.split(/^-- (.+) --\n/m).slice(1);
  const files = new Map<string, string>();
  for (let index = 0; index + 1 < parts.length; index += 2) files.set(parts[index] ?? '', parts[index + 1] ?? '');
  return files;
}
