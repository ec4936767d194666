// How deep brackets nest in a Go text: where it is broken, the time that the grammar takes grows with the square of that.

/** Far more than people write, and nobody looks deeper into the tree. */
const deepest = 300;

export function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  // In a line with a quote that does not end, quotes are nothing special: what follows counts as code.
  let broken = -1;
  for (let at = 0; at < text.length && depth <= deepest; at += 1) {
    const char = text.charAt(at);
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth = Math.max(0, depth - 1);
    else if (at < broken) continue;
    else if (char === '"' || char === "'") {
      const end = endOfLiteral(text, at);
      if (text.charAt(end) === char) at = end;
      else broken = end;
    } else if (char === '`') at = found(text, '`', at + 1);
    else if (char === '/' && text.charAt(at + 1) === '/') at = found(text, '\n', at);
    else if (char === '/' && text.charAt(at + 1) === '*') at = found(text, '*/', at + 2) + 1;
  }
  return depth > deepest;
}

/** Where the quote stands that ends it, or where the line ends. A rune is no longer than its longest escape. */
function endOfLiteral(text: string, start: number): number {
  const quote = text.charAt(start);
  const end = quote === "'" ? Math.min(text.length, start + '\\U0010FFFF'.length + 2) : text.length;
  for (let at = start + 1; at < end; at += 1) {
    const char = text.charAt(at);
    if (char === quote || char === '\n') return at;
    if (char === '\\') at += 1;
  }
  return end;
}

function found(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at;
}
