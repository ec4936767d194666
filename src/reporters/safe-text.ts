// Names and values come from files of strangers: what would move a terminal's cursor or command a CI runner is shown as text.

/** Controls, line separators and direction marks: invisible, and able to rewrite what a reader sees. */
const hidden = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/u;
const everyHidden = new RegExp(hidden, 'gu');

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** For one line of text that a person reads. */
export function safeText(text: string): string {
  return hidden.test(text) ? text.replace(everyHidden, escaped) : text;
}

/**
 * For a whole text that a CI runner may read as commands: GitHub takes a line that starts with `::` (after white space) and
 * `##[…]` anywhere, Azure Pipelines takes `##vso[…]` anywhere.
 */
export function safeLines(text: string): string {
  return text
    .replace(/^([^\S\r\n\u2028\u2029]*):(?=:)/gm, (_match, space: string) => `${space}\\u003a`)
    .replace(runnerCommand, '#\\u0023');
}
const runnerCommand = /##(?=\[|vso\[)/gi;

/** JSON has no controls of ASCII but the line breaks that it is laid out with. */
const hiddenInJson = /[\u007f-\u009f\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/** JSON that is safe to print; reading it gives the same value. */
export function safeJson(value: unknown, indent = 2): string {
  return `${JSON.stringify(value, undefined, indent).replace(hiddenInJson, escaped).replace(runnerCommand, '#\\u0023')}\n`;
}
