// Text inside XML and HTML: nothing that came from a file can end the element or attribute it stands in.
import { safeText } from './safe-text.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Characters no XML document may hold, escaped or not: halves of surrogate pairs and the two non-characters. */
const forbidden = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g;

/** For one line of text or one attribute; controls are shown as text. */
export function xmlText(text: string): string {
  return safeText(text)
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
