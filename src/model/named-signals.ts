// Signals of a Go handler that stand in another file: `package:name`, or `package:<import path>#Name`.

/** Where the list or function is that the text stands for; no name where nobody can tell, undefined for a signal itself. */
export function namedSignals(text: string): { readonly space: string; readonly name?: string } | undefined {
  if (/^SIG[A-Z0-9]+$/.test(text)) return undefined;
  if (!text.includes('#')) return { space: 'package', name: text.replace(/^package:/, '') };
  const [space = '', name] = text.split('#');
  return { space, ...(name === undefined ? {} : { name }) };
}
