// The program of a thread that reads files beside the command line.
import { loadBundle } from './load-bundle.js';

loadBundle('work', () => import('./work.js'), 'reader')
  .then(({ reading }) => reading())
  .then(({ readBeside }) => readBeside());
