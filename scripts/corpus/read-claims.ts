// Reads what a label says about a fact into claims that can be compared one by one: `/health:3000 period 5` is a path, a port and a period.

/** Name of a claim to the text it must have. */
export type Claims = Readonly<Record<string, string>>;

/** `readiness.order`, `sigterm.handler.frontend`, `replicas.helm`: the part before the name of the thing. */
export function familyOf(key: string): string {
  const [head = ''] = key.split(/[. ]/);
  if (/^(?:node|go|alb|ecs|docker|server)$/.test(head) && key.includes('.')) return key.replace(/_m?s$|\s.*$/, '');
  if (head === 'ingress') return key.includes('apiVersion') ? 'ingress.apiVersion' : 'ingress.className';
  return head.replace(/_m?s$/, '');
}

/** What the label claims; several when it describes alternatives, none when it says nothing that can be compared. */
export function readClaims(key: string, text: string): readonly Claims[] {
  const family = familyOf(key);
  const read = readers[family] ?? (/_m?s(?:\.|$)|imeout/.test(key) ? readTime : undefined);
  const found = read?.(text.toLowerCase(), key) ?? [];
  return found.filter((each) => Object.keys(each).length > 0);
}

type Reader = (text: string, key: string) => readonly Claims[];

const absent = /^(?:none|no\b|absent|empty)/;

function readTime(text: string, key: string): readonly Claims[] {
  if (/^infinite|^unlimited/.test(text)) return [{ value: 'infinite' }];
  const number = /^-?[\d.]+/.exec(text)?.[0];
  if (number === undefined) return /^[a-z][a-z0-9_]+$/.test(text) ? [{ via: text }] : [];
  const unit = /^-?[\d.]+\s*(ms|s|m|h)?\b/.exec(text)?.[1] ?? (/_ms(?:[.\s]|$)/.test(key) ? 'ms' : 's');
  return [{ value: secondsOf(Number(number), unit) }];
}
/** One spelling for equal lengths. */
export function secondsOf(count: number, unit: string): string {
  return String(unit === 'ms' ? count / 1000 : unit === 'm' ? count * 60 : unit === 'h' ? count * 3600 : count);
}
const readCount: Reader = (text) => {
  const number = /-?\d+/.exec(text)?.[0];
  return number === undefined ? [] : [{ value: number }];
};
const readVersion: Reader = (text) => {
  const version = /\d+(?:\.\d+)*/.exec(text)?.[0];
  return version === undefined ? [] : [{ version }];
};

const readProbe: Reader = (text) =>
  text.split(';').map((clause): Claims => {
    const claims: Record<string, string> = {};
    const [, said = ''] = /^(?:[^:/]*:\s)?(.*)$/s.exec(clause.trim()) ?? [];
    if (absent.test(said)) return { handler: 'none' };
    if (/\bsame\b/.test(said)) claims.same = 'yes';
    const handler = /\b(tcp|exec|grpc)(?:socket)?\b/.exec(said)?.[1];
    if (handler !== undefined) claims.handler = handler;
    const path = /(?:^|\s)(\/[\w./-]*)/.exec(said)?.[1];
    if (path !== undefined) claims.path = path;
    const port = /:(\d+)/.exec(said)?.[1] ?? /(?:tcpsocket|tcp|grpc|port)\s+(\d+)/.exec(said)?.[1];
    if (port !== undefined) claims.port = port;
    for (const [name, pattern] of probeNumbers) {
      const number = pattern.exec(said)?.[1];
      if (number !== undefined) claims[name] = number;
    }
    return claims;
  });
const probeNumbers: readonly (readonly [string, RegExp])[] = [
  ['period', /\bperiod(?:seconds)? (\d+)/],
  ['timeout', /\btimeout(?:seconds)? (\d+)/],
  ['failures', /\bfail\w*(?: threshold)? (\d+)/],
  ['delay', /\binit\w*(?: delay)? (\d+)/],
];

const readStrategy: Reader = (text) => {
  const claims: Record<string, string> = {};
  const type = /\b(rollingupdate|recreate|ondelete)\b/.exec(text)?.[1];
  if (type !== undefined) claims.type = type;
  if (/\bdefaults?\b/.test(text)) claims.written = 'no';
  const surge = /surge (\d+%?)/.exec(text)?.[1] ?? /(\d+%)\/\d+%/.exec(text)?.[1];
  if (surge !== undefined) claims.surge = surge;
  const unavailable = /unavailable (\d+%?)/.exec(text)?.[1];
  if (unavailable !== undefined) claims.unavailable = unavailable;
  const seconds = /minreadyseconds (\d+)/.exec(text)?.[1];
  if (seconds !== undefined) claims.minReadySeconds = seconds;
  return [claims];
};
const readLimits: Reader = (text) => {
  if (absent.test(text)) return [{ memory: 'none' }];
  const claims: Record<string, string> = {};
  const cpu = /cpu ([\d.]+m?)/.exec(text)?.[1];
  if (cpu !== undefined) claims.cpu = cpu;
  const memory = /\b(\d+(?:ki|mi|gi|[kmg])b?)\b/.exec(text.replace(/cpu [\d.]+m?/, ''))?.[1];
  if (memory !== undefined) claims.memory = memory;
  return [claims];
};
const readHpa: Reader = (text) => {
  if (absent.test(text)) return [{ exists: 'no' }];
  const range = /(\d+)\s*-\s*(\d+)/.exec(text);
  const target = /\b(cpu|memory) (?:at )?(\d+)/.exec(text);
  return [
    {
      ...(range?.[1] === undefined || range[2] === undefined ? {} : { min: range[1], max: range[2] }),
      ...(target?.[1] === undefined || target[2] === undefined ? {} : { [target[1]]: target[2] }),
    },
  ];
};
const readPercents: Reader = (text) => {
  const [low, high] = text.match(/\d+/g) ?? [];
  return low === undefined || high === undefined ? [] : [{ min: low, max: high }];
};
const readHealthCheck: Reader = (text) => {
  const claims: Record<string, string> = {};
  const path = /(?:^|\s)(\/[\w./-]*)/.exec(text)?.[1];
  if (path !== undefined) claims.path = path;
  for (const name of ['interval', 'timeout', 'healthy', 'unhealthy']) {
    const number = new RegExp(`\\b${name}(?:_threshold)? (\\d+)`).exec(text)?.[1];
    if (number !== undefined) claims[name] = number;
  }
  return [claims];
};
const readPreStop: Reader = (text) => {
  if (absent.test(text)) return [{ exists: 'no' }];
  const delay = /\bsleep\s*['"]?\s*(\d+)/.exec(text)?.[1];
  const shell = /^((?:\/bin\/)?(?:ba|da)?sh -c)/.exec(text)?.[1];
  return [
    {
      ...(delay === undefined ? {} : { delay }),
      ...(shell === undefined ? {} : { shell: shell.replace('/bin/', '') }),
    },
  ];
};

/** Programs and scripts a sentence names, and what it says of the command's form and of the image. */
const readCommand: Reader = (text) => {
  const claims: Record<string, string> = {};
  const form = /\b(exec|shell)[ -]form\b/.exec(text)?.[1];
  if (form !== undefined) claims.form = form;
  const base = /\b(distroless|scratch|alpine|debian|ubuntu)\b/.exec(text)?.[1];
  if (base !== undefined) claims.base = base;
  if (/\bno shell\b/.test(text)) claims.shell = 'none';
  const first = /\b([\w-]+)(?: v\d+)? (?:is |becomes )?pid 1\b/.exec(text)?.[1];
  if (first !== undefined && /\bpid 1\b/.test(text) && first !== 'sh') claims.pid1 = first;
  for (const program of programsIn(text)) claims[`program:${program}`] = program;
  const chain = text.split('->').map((part) => programsIn(part)[0]);
  if (chain.length > 1 && chain.every((each) => each !== undefined)) claims.order = chain.join(' ');
  return [claims];
};
const programWord =
  /^(?:node|npm|npx|yarn|pnpm|bun|deno|next|nest|fastify|tini|dumb-init|pm2(?:-runtime)?|nodemon|tsx|nginx|python3?|go|java|gunicorn|uvicorn|supervisord|su-exec|gosu)$/;
function programsIn(text: string): readonly string[] {
  const words = text.split(/[\s()[\],;+&'"]+/).map((word) => word.replace(/[:.]+$/, ''));
  const named = words.flatMap((word, index): string[] => {
    if (programWord.test(word)) return [word];
    if (/^\.?\/?[\w./-]+\.(?:sh|[cm]?js|ts|py|jar)$/.test(word)) return [word.replace(/^.*\//, '')];
    if (/^(?:\.?\/)[\w./-]+$/.test(word)) return [word.replace(/^.*\//, '')];
    if (/^\$\{?\w+\}?$/.test(word)) return [word];
    return words[index - 1] === 'form' && /^[a-z][\w-]*$/.test(word) && !/^(?:relative|of|in)$/.test(word)
      ? [word]
      : [];
  });
  return [...new Set(named)].filter((each) => each !== '');
}

const readSigterm: Reader = (text) => {
  const only = /\bonly (?:sig)?(\w+)/.exec(text)?.[1];
  const claims: Record<string, string> = {
    handled: absent.test(text) || (only !== undefined && only !== 'term') ? 'no' : 'yes',
  };
  if (/\bmain waits\b/.test(text)) claims.waits = 'yes';
  if (/\bnot awaited\b|without waiting/.test(text)) claims.waits = 'no';
  const time = /([\d.]+) ?(ms|s)\b/.exec(text);
  if (time?.[1] !== undefined && time[2] !== undefined) claims.time = secondsOf(Number(time[1]), time[2]);
  return [claims];
};
const readText =
  (name: string, pattern: RegExp): Reader =>
  (text) => {
    const found = pattern.exec(text);
    return found === null ? [] : [{ [name]: found[1] ?? found[0] }];
  };

const readers: Readonly<Record<string, Reader>> = {
  replicas: readCount,
  'ecs.desired_count': readCount,
  'server.port': readCount,
  'node.version': readVersion,
  'go.version': readVersion,
  'node.server': () => [{ exists: 'yes' }],
  'go.server': () => [{ exists: 'yes' }],
  readiness: readProbe,
  liveness: readProbe,
  startup: readProbe,
  strategy: readStrategy,
  limits: readLimits,
  hpa: readHpa,
  pdb: (text) => [{ exists: absent.test(text) ? 'no' : 'yes' }],
  'ecs.deployment_percent': readPercents,
  'alb.tg.health_check': readHealthCheck,
  preStop: readPreStop,
  'docker.cmd': readCommand,
  'docker.entrypoint': readCommand,
  'docker.final': readCommand,
  sigterm: readSigterm,
  'ingress.className': readText('class', /^[\w.-]+/),
  'ingress.apiVersion': readText('api', /\bv\d\w*/),
  persistence: readText('access', /\bread\w+\b/),
  gke: readText('word', /\breferenced\b/),
  service: readText('word', /\bcontainer-native\b/),
  'nginx.proxy_read_timeout': readTime,
  nginx: readTime,
  'go.IdleTimeout': readTime,
  'node.keepAliveTimeout': readTime,
  'node.headersTimeout': readTime,
  grace: readTime,
  app_pre_shutdown_delay: readTime,
  graceful: readTime,
};
