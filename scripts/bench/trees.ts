// Builds the trees that are measured: the same files for the same size, whatever machine writes them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GeneratedFile, manifestsOf, manifestsPerService, type Service } from './manifests.js';
import { noiseFile } from './noise.js';
import { nameOf, seededRandom } from './random.js';
import { goSources, nodeSources } from './sources.js';

/** Raised when a generator changes, so that trees of an older one are not measured. */
const generation = 1;
const seed = 20_261_122;

export interface Tree {
  readonly name: string;
  readonly root: string;
  readonly files: number;
}

/** `count` manifests and nothing else. */
export function manifestTree(parent: string, count: number): Tree {
  const random = seededRandom(seed);
  const files = services(Math.ceil(count / manifestsPerService)).flatMap((service) => manifestsOf(service, random));
  return writeTree(parent, `manifests-${count}`, files.slice(0, count));
}

/** Of 10,000 files: 2,000 manifests, 3,000 JavaScript and TypeScript, 2,000 Go, the rest noise and what builds the images. */
export function mixedTree(parent: string, count: number): Tree {
  const random = seededRandom(seed + 1);
  const all = services(Math.max(2, Math.round((count * 0.2) / manifestsPerService)));
  const half = all.length / 2;
  const files = all.flatMap((service, index) => {
    const isNode = index % 2 === 0;
    const own = isNode
      ? [...nodeSources(service, Math.round((count * 0.3) / half), random), ...nodeBuild(service)]
      : [...goSources(service, Math.round((count * 0.2) / half), random), ...goBuild(service)];
    return [...own, ...manifestsOf(service, random)].map((file) => ({
      ...file,
      path: `services/${service.name}/${file.path}`,
    }));
  });
  const noise = Array.from({ length: Math.max(0, count - files.length) }, (_, index) => noiseFile(index, random));
  return writeTree(parent, `mixed-${count}`, [...files, ...noise]);
}

function services(count: number): readonly Service[] {
  return Array.from({ length: count }, (_, index) => ({
    name: nameOf(index),
    namespace: `team-${index % 12}`,
    port: 8080 + (index % 10),
    image: `registry.shop.example/${nameOf(index)}`,
  }));
}
function nodeBuild({ name }: Service): readonly GeneratedFile[] {
  const manifest = {
    name,
    version: '1.0.0',
    type: 'module',
    scripts: { start: 'node dist/server.js' },
    engines: { node: '>=20' },
  };
  return [
    { path: 'package.json', text: `${JSON.stringify(manifest, undefined, 2)}\n` },
    {
      path: 'Dockerfile',
      text: 'FROM node:22-bookworm-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install --omit=dev\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/server.js"]\n',
    },
  ];
}
function goBuild({ name }: Service): readonly GeneratedFile[] {
  return [
    { path: 'go.mod', text: `module shop.example/${name}\n\ngo 1.24\n` },
    {
      path: 'Dockerfile',
      text: 'FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nFROM gcr.io/distroless/static\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
    },
  ];
}

/** Written once and kept: the marker comes last, so a tree that was interrupted is written again. */
function writeTree(parent: string, name: string, files: readonly GeneratedFile[]): Tree {
  const root = join(parent, `${name}-g${generation}`);
  const marker = `${root}.complete`;
  const tree = { name, root, files: files.length };
  if (existsSync(marker)) return tree;
  rmSync(root, { recursive: true, force: true });
  const folders = new Set(files.map((file) => dirname(join(root, file.path))));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  for (const file of files) writeFileSync(join(root, file.path), file.text);
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
  ])
    spawnSync('git', args, { cwd: root, stdio: 'ignore' });
  writeFileSync(marker, '');
  return tree;
}
