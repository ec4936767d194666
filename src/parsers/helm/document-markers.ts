// `{{- range … -}}` and `{{- end -}}` around a document trim the lines between a marker and what follows: `---apiVersion: v1`.
import { type Piece, slicePiece, textPiece } from '../kit/pieces.js';

/**
 * A marker at the beginning of a line ends it. Helm cuts what templates print at every `---` there, whatever follows on the line
 * (`SplitManifests` of pkg/release/util/manifest.go), and a reader of YAML would not.
 */
export function endMarkers(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  // As much of the line as has been printed, and no more of it than is needed to tell.
  let line = '';
  for (const piece of pieces) {
    if (piece.kind === 'hole') {
      if (line === '---') out.push(textPiece('\n'));
      line = 'hole';
    }
    if (piece.kind !== 'text') {
      out.push(piece);
      continue;
    }
    const { text } = piece;
    if (!text.includes('--') && !line.startsWith('-')) {
      out.push(piece);
      line = beginningOf(text.includes('\n') ? text.slice(text.lastIndexOf('\n') + 1) : line + text);
      continue;
    }
    let done = 0;
    for (let at = 0; at < text.length; at += 1) {
      const next = text.charAt(at);
      if (line === '---' && !/[\s-]/.test(next)) {
        if (at > done) out.push(slicePiece(piece, done, at));
        out.push(textPiece('\n'));
        done = at;
        line = '';
      }
      line = next === '\n' ? '' : beginningOf(line + next);
    }
    if (done < text.length || text === '') out.push(slicePiece(piece, done, text.length));
  }
  return out;
}
const beginningOf = (line: string): string => line.slice(0, 4);
