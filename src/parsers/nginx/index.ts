// nginx configuration: main files, the files they include, and templates whose variables are filled in when the container starts.
import type { ParserEntry } from '../parser.js';

const names =
  /(?:\.conf|\.nginx|\.vhost|nginx[^/]*)(?:\.(?:template|tmpl|tpl|j2|in|dev|prod|local|example))?$|(?:^|\/)sites-(?:available|enabled)\/[^/]+$/i;
/** What Debian calls its first site, and names that people give theirs; whatever lies in a folder of nginx. */
const sites =
  /(?:^|\/)(?:default|vhost|site|[^/]{1,60}[-_.]site)(?:\.(?:template|tmpl|tpl|j2|in|dev|prod|local))?$|(?:^|\/)(?:nginx|vhosts)\//i;
/** Not configuration, whatever the name says. */
const others =
  /\.(?:ya?ml|json|[cm]?[jt]sx?|go|py|md|sh|lua|tf|png|svg|html?|css|txt|crt|pem|key)$|(?:^|\/)[^/]*dockerfile[^/]*$/i;

const block = /^[ \t]*(?:http|server|upstream[ \t]+\S+|location[ \t](?:[^;{}\r\n]*[^;{}\s])?)\s*\{/m;
const directive =
  /^[ \t]*(?:(?:proxy|grpc|uwsgi|fastcgi)_[a-z_]+|keepalive(?:_[a-z]+)?|client_header_timeout|worker_shutdown_timeout)[ \t][^;{}\r\n]*;/m;

/** HOCON of the JVM has blocks called `http` and `server`, too: it sets values by `=`, and no statement ends. */
const assignment = /^[ \t]*[\w.-]+[ \t]*=/m;
const ended = /;[ \t]*(?:[\r\n#}]|$)/;
const isConfiguration = (text: string): boolean =>
  directive.test(text) || (block.test(text) && (ended.test(text) || !assignment.test(text)));

export const nginx: ParserEntry = {
  name: 'nginx',
  accepts: (path) => (names.test(path) || sites.test(path)) && !others.test(path),
  gate: ({ text }) => !text.startsWith('#!') && isConfiguration(text),
  embedded: (name, text) => (!others.test(name) && isConfiguration(text) ? name : undefined),
  onMachines: true,
  load: async () => (await import('./parse-nginx.js')).parser,
  version: 3,
};
