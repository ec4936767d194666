// The floor of any tool that looks at content: reads every file of a tree and hashes it, and does nothing else.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let files = 0;
const visit = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === '.git') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      visit(path);
    } else if (entry.isFile()) {
      createHash('sha256').update(readFileSync(path)).digest('hex');
      files += 1;
    }
  }
};
visit(process.argv[2] ?? '.');
process.stdout.write(`${files}\n`);
