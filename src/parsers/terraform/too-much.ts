// What nobody writes and the grammar of HCL takes too long for: its time grows with the square of blank lines in a row, and faster with questions.

const [mostBlanks, mostQuestions] = [500, 100];
const [lineFeed, blank, question] = [0x0a, 0x20, 0x3f];

export function isTooMuchForGrammar(text: string): boolean {
  let [blanks, questions] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    blanks = isBlank(code) ? blanks + 1 : 0;
    if (code === lineFeed) questions = 0;
    else if (code === question) questions += 1;
    if (blanks > mostBlanks || questions > mostQuestions) return true;
  }
  return false;
}
/** Those of other scripts, too: the grammar passes over them as over spaces. */
const isBlank = (code: number): boolean => code <= blank || (code > 0x7f && /\s/.test(String.fromCharCode(code)));
