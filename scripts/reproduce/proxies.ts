// How each proxy is started on loopback with the very configuration that is linted.
import { join } from 'node:path';
import type { Need } from './tools.js';

export interface ProxyKind {
  /** The configuration, as it stands in the variant's folder. */
  readonly file: string;
  /** Which program: the image in the compose file can ask for a newer one. */
  readonly need: (compose: string) => Need;
  /** The same configuration listening on a loopback port, writing nothing outside `folder`. */
  readonly onLoopback: (text: string, port: number, folder: string) => string;
  readonly args: (file: string, folder: string) => readonly string[];
}

export const proxyKinds: readonly ProxyKind[] = [
  {
    file: 'nginx.conf',
    need: (compose) => (/nginx:1\.(?:29|[3-9]\d)/.test(compose) ? 'nginx-current' : 'nginx'),
    onLoopback: (text, port, folder) =>
      [
        'daemon off;',
        'master_process off;',
        `pid ${folder}/nginx.pid;`,
        text
          .replace('listen 8080', `listen 127.0.0.1:${port}`)
          .replace('http {', ['http {', 'access_log off;', ...temporaryPaths(folder)].join('\n')),
      ].join('\n'),
    args: (file, folder) => ['-p', folder, '-e', join(folder, 'error.log'), '-c', file],
  },
  {
    file: 'haproxy.cfg',
    need: () => 'haproxy',
    onLoopback: (text, port) => text.replace('bind :8080', `bind 127.0.0.1:${port}`),
    args: (file) => ['-db', '-f', file],
  },
  {
    file: 'envoy.yaml',
    need: () => 'envoy',
    onLoopback: (text, port) =>
      text.replace('address: 0.0.0.0, port_value: 8080', `address: 127.0.0.1, port_value: ${port}`),
    args: (file) => ['-c', file, '--use-dynamic-base-id', '--log-level', 'error', '--concurrency', '1'],
  },
  {
    file: 'Caddyfile',
    need: () => 'caddy',
    onLoopback: (text, port) =>
      `{\n\tadmin off\n\tauto_https off\n}\n${text.replace(':8080 {', `http://127.0.0.1:${port} {`)}`,
    args: (file) => ['run', '--config', file, '--adapter', 'caddyfile'],
  },
];
function temporaryPaths(folder: string): readonly string[] {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`);
}
