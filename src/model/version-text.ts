// A range of versions in words: messages are read by people who do not know its signs.

/** "1.30 or later", "before 20.3", "from 10.15.2 to before 12.19"; alternatives are joined by "or". */
export function showVersions(range: string): string {
  return range.split('||').map(showOne).join(' or ');
}
function showOne(range: string): string {
  const [, since, before] = /^(?:>=\s*([\w.-]+))?\s*(?:<\s*([\w.-]+))?$/.exec(range.trim()) ?? [];
  if (since !== undefined) return before === undefined ? `${since} or later` : `from ${since} to before ${before}`;
  return before === undefined ? range.trim() : `before ${before}`;
}
