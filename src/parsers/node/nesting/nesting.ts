// How deep a parser has to go for a text, told without parsing it. The native parser goes as deep as the text does, and a text that outgrows its
// stack ends the whole process.
import { deepestNesting } from './token-scan.js';
import { takesAtMost } from './units.js';

/** Half of what ends a process with the usual stack of 8 MB, at the worst of all constructs. */
const deepest = 3000;
/** Well below where a thread with a stack of another size would have something else to say. */
const shallow = 1600;

/** `unclear`: only a parser can tell what is code and what stands in quotes. */
export type Nesting = 'shallow' | 'deep' | 'too deep' | 'unclear';

/** A thread asks twice for the same text. */
let last: { readonly text: string; readonly mayHoldMarkup: boolean; readonly nesting: Nesting } | undefined;

/** `mayHoldMarkup`: whether JSX may stand in the text. */
export function nestingOf(text: string, mayHoldMarkup: boolean): Nesting {
  if (last?.mayHoldMarkup !== mayHoldMarkup || last.text !== text)
    last = { text, mayHoldMarkup, nesting: measured(text, mayHoldMarkup) };
  return last.nesting;
}

function measured(text: string, mayHoldMarkup: boolean): Nesting {
  if (takesAtMost(text, shallow)) return 'shallow';
  const units = deepestNesting(text, mayHoldMarkup, deepest);
  if (units === undefined) return takesAtMost(text, deepest) ? 'deep' : 'unclear';
  return units > deepest ? 'too deep' : units > shallow ? 'deep' : 'shallow';
}
