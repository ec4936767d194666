// Takes the escapes of a JSON string away without moving anything: every character that stays keeps its offset.

/**
 * The body of a string as the grammar of HCL reads it. In a `template`, quotes inside expressions lose their backslash, and the rest has the
 * escapes that HCL has as well; in `json`, all quotes lose theirs. Undefined where an escape inside an escape would move what stands behind it.
 */
export function unquoted(body: string, as: 'template' | 'json'): string | undefined {
  const open: ('string' | 'expression' | 'brace')[] = [];
  let result = '';
  for (let at = 0; at < body.length; at++) {
    const inside = open.at(-1);
    const isText = inside === undefined || inside === 'string';
    const [letter = '', next = ''] = [body[at], body[at + 1]];
    if (letter === '\\') {
      at++;
      if (next === '\\' || next === 'u') {
        if (as === 'json' || inside !== undefined) return undefined;
        result += letter + next;
      } else if (next === '"' && (as === 'json' || inside !== undefined)) {
        if (inside === 'string') open.pop();
        else open.push('string');
        result += inside === 'string' ? '" ' : ' "';
      } else {
        const isBlank = as === 'json' || !isText;
        if (isBlank && inside === 'string') return undefined;
        result += isBlank ? '  ' : letter + next;
      }
      continue;
    }
    if (isText && (letter === '$' || letter === '%') && next === '{' && body[at - 1] !== letter) {
      open.push('expression');
      result += letter + next;
      at++;
      continue;
    }
    if (!isText && letter === '{') open.push('brace');
    if (!isText && letter === '}') open.pop();
    result += letter;
  }
  return open.length === 0 ? result : undefined;
}
