// The program of a thread that reads files beside the command line.
import { loadBundle } from './load-bundle.js';

loadBundle('reading', () => import('./reading.js'), 'reader')
  .then(({ beside }) => beside())
  .then(({ readBeside }) => readBeside());
