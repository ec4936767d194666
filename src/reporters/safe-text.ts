// Names and values come from files of strangers: what would move a terminal's cursor is shown as text.

/** C0 and C1 controls, line separators and direction overrides become visible escapes. */
export function safeText(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.codePointAt(0);
    return code === undefined ? '' : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
