// Looks for many words at once. A pattern of as many tries them one after the other at each place of a text, which takes twice as long.

const ascii = 128;
/** Of an answer: one for each list. */
const mostLists = 31;

/** Answers which of the lists have a word in a text, with the first list as the lowest bit. Words are ASCII. */
export function wordSearch(lists: readonly (readonly string[])[]): (text: string) => number {
  if (lists.length > mostLists) throw new Error(`${lists.length} lists of words are more than an answer has bits`);
  const { columns, rows, found } = machineOf(lists);
  return (text) => {
    let row = 0;
    let answer = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      row = rows[row + (code < ascii ? (columns[code] ?? 0) : 0)] ?? 0;
      if (row < 0) {
        row = -row;
        answer |= found.get(row) ?? 0;
      }
    }
    return answer;
  };
}

/**
 * What was read so far of any word is a row, with the next row for each letter: negative where a word ends, and that of the longest ending that
 * begins a word where none goes on. A. Aho and M. Corasick, "Efficient string matching", Communications of the ACM 18 (1975).
 */
interface Machine {
  /** The column of a letter; 0 is that of all which stand in no word. */
  readonly columns: Uint8Array;
  readonly rows: Int32Array;
  /** The lists of the words that end with a row. */
  readonly found: ReadonlyMap<number, number>;
}
interface Step {
  readonly column: number;
  readonly next: number;
}
function machineOf(lists: readonly (readonly string[])[]): Machine {
  const all = lists.flat().join('');
  const letters = [...new Set(all)];
  const columns = new Uint8Array(ascii);
  for (const [place, letter] of letters.entries()) columns[letter.charCodeAt(0)] = place + 1;
  const width = letters.length + 1;
  const steps = new Map<number, Step[]>([[0, []]]);
  const found = new Map<number, number>();
  for (const [place, list] of lists.entries()) {
    for (const word of list) {
      let row = 0;
      for (const letter of word) row = stepBy(columns[letter.charCodeAt(0)] ?? 0, row, steps, width);
      found.set(row, (found.get(row) ?? 0) | (1 << place));
    }
  }
  return { columns, rows: rowsOf(steps, width, found), found };
}
function stepBy(column: number, row: number, steps: Map<number, Step[]>, width: number): number {
  const own = steps.get(row) ?? [];
  const before = own.find((step) => step.column === column)?.next;
  if (before !== undefined) return before;
  const next = steps.size * width;
  own.push({ column, next });
  steps.set(next, []);
  return next;
}
/** Shorter beginnings first: a longer one does what its longest ending does, but where it goes on itself. */
function rowsOf(steps: ReadonlyMap<number, readonly Step[]>, width: number, found: Map<number, number>): Int32Array {
  const rows = new Int32Array(steps.size * width);
  const endings = new Map<number, number>();
  const queue = [0];
  for (const row of queue) {
    const ending = endings.get(row);
    if (ending !== undefined) rows.copyWithin(row, ending, ending + width);
    for (const { column, next } of steps.get(row) ?? []) {
      const instead = Math.abs(rows[row + column] ?? 0);
      const ends = (found.get(next) ?? 0) | (found.get(instead) ?? 0);
      if (ends !== 0) found.set(next, ends);
      endings.set(next, instead);
      rows[row + column] = ends === 0 ? next : -next;
      queue.push(next);
    }
  }
  return rows;
}
