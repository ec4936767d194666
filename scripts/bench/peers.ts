// The tools hoplint is measured against, how they are asked to read a folder, and how they are installed.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Program } from './measure.js';

export interface Peer {
  readonly name: string;
  /** Arguments that make it read all manifests below the working folder. */
  readonly args: (folder: string, emptyFolder: string) => readonly string[];
  readonly install: { readonly go: string } | { readonly pip: string };
  readonly remark?: string;
}

export const peers: readonly Peer[] = [
  {
    name: 'kube-linter',
    args: () => ['lint', '--format', 'json', '.'],
    install: { go: 'golang.stackrox.io/kube-linter/cmd/kube-linter' },
  },
  {
    name: 'kube-score',
    args: (folder) => ['score', '--output-format', 'json', ...manifestsBelow(folder)],
    install: { go: 'github.com/zegl/kube-score/cmd/kube-score' },
  },
  {
    name: 'kubeconform',
    // Its schemas come from the network, which would be measured instead: it parses and finds no schema.
    args: (_, empty) => [
      ...['-summary', '-output', 'json', '-ignore-missing-schemas'],
      ...['-schema-location', `${empty}/{{ .ResourceKind }}.json`, '.'],
    ],
    install: { go: 'github.com/yannh/kubeconform/cmd/kubeconform' },
    remark: 'parses only: no schemas are given, for they would come over the network',
  },
  {
    name: 'polaris',
    args: () => ['audit', '--audit-path', '.', '--format', 'json'],
    install: { go: 'github.com/fairwindsops/polaris' },
  },
  {
    name: 'checkov',
    args: () => ['-d', '.', '--framework', 'kubernetes', '--compact', '--quiet', '--skip-download', '-o', 'json'],
    install: { pip: 'checkov' },
  },
];

/** Where `npm run bench:install-peers` puts them; looked at before PATH. */
export const peerFolder = (root: string): string => join(root, 'node_modules/.cache/hoplint-bench/peers');

export function findPeers(root: string, folder: string): readonly { readonly peer: Peer; readonly program: Program }[] {
  const own = peerFolder(root);
  const empty = join(own, 'no-schemas');
  mkdirSync(empty, { recursive: true });
  const path = [join(own, 'bin'), join(own, 'python/bin'), ...(process.env.PATH ?? '').split(delimiter)];
  return peers.flatMap((peer) => {
    const command = path
      .flatMap((each) => [join(each, peer.name), join(each, `${peer.name}.exe`)])
      .find((each) => existsSync(each));
    if (command === undefined) return [];
    return [{ peer, program: { name: peer.name, command, args: peer.args(folder, empty), cwd: folder } }];
  });
}
function manifestsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
}
