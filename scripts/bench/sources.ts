// Writes the source code of one generated service: one file that serves, many that do the work and hold no timeout.
import type { GeneratedFile, Service } from './manifests.js';
import type { Random } from './random.js';

/** A Node service in TypeScript: `count` modules, the first of which serves. */
export function nodeSources(service: Service, count: number, random: Random): readonly GeneratedFile[] {
  const modules = Array.from({ length: Math.max(0, count - 2) }, (_, index) => ({
    path: `src/${random.pick(['orders', 'prices', 'people', 'shared'])}/module-${index}.ts`,
    text: scriptModule(index, random),
  }));
  return [
    {
      path: 'src/server.ts',
      text: nodeServer(
        service,
        modules.map((each) => each.path),
        random,
      ),
    },
    { path: 'src/config.ts', text: nodeConfiguration(random) },
    ...modules,
  ].slice(0, count);
}

function nodeServer({ port }: Service, modules: readonly string[], random: Random): string {
  const imports = modules
    .slice(0, 6)
    .map((path, index) => `import * as part${index} from './${path.slice('src/'.length).replace(/\.ts$/, '.js')}';\n`)
    .join('');
  const keepAlive = random.pick(['settings.keepAliveMs', '65_000', '5_000', 'Number(process.env.KEEP_ALIVE_MS)']);
  const stop = random.chance(0.6)
    ? `
process.on('SIGTERM', () => {
  setTimeout(() => server.close(() => process.exit(0)), ${random.pick(['5000', '10_000', '0'])});
});
`
    : '';
  return `import { createServer } from 'node:http';
import { settings } from './config.js';
${imports}
const server = createServer((request, response) => {
  if (request.url === '/ready' || request.url === '/live') {
    response.end('ok');
    return;
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ path: request.url, parts: ${Math.min(6, modules.length)} }));
});
server.keepAliveTimeout = ${keepAlive};
server.headersTimeout = ${random.pick(['66_000', '70_000', '60_000'])};
server.listen(Number(process.env.PORT ?? ${port}));
${stop}`;
}

function nodeConfiguration(random: Random): string {
  return `/** Read once at start. */
export const settings = {
  keepAliveMs: Number(process.env.KEEP_ALIVE_MS ?? '${random.pick([5000, 62000, 75000])}'),
  region: process.env.REGION ?? 'eu-west-1',
  pageSize: ${10 + random.below(90)},
};
`;
}

function scriptModule(index: number, random: Random): string {
  const functions = Array.from({ length: 6 + random.below(14) }, (_, part) => scriptFunction(index, part, random));
  return `import { readFile } from 'node:fs/promises';
import type { Money, Order } from '../shared/module-0.js';

export interface Options${index} {
  readonly limit: number;
  readonly label?: string;
}

const cache = new Map<string, readonly Order[]>();

${functions.join('\n')}
export async function load${index}(path: string): Promise<readonly Order[]> {
  const known = cache.get(path);
  if (known !== undefined) return known;
  const rows = JSON.parse(await readFile(path, 'utf8')) as readonly Order[];
  cache.set(path, rows);
  return rows;
}
`;
}
function scriptFunction(index: number, part: number, random: Random): string {
  return `/** ${random.pick(['Sums', 'Sorts', 'Groups', 'Filters'])} the rows of step ${part}; see the handbook, page ${random.below(300)}. */
export function step${index}${String.fromCharCode(97 + (part % 26))}(rows: readonly Order[], options: Options${index}): Money {
  const label = options.label ?? \`step-${part}-\${rows.length}\`;
  const chosen = rows.filter((row) => row.amount > ${random.below(500)} && row.state !== '${random.pick(['open', 'paid', 'gone'])}');
  let total = ${random.below(9)};
  for (const row of chosen.slice(0, options.limit)) {
    total += row.amount * ${1 + random.below(9)} - (row.discount ?? ${random.below(5)});
  }
  return { label, total, currency: '${random.pick(['EUR', 'USD', 'GBP'])}' };
}
`;
}

/** A Go service: `count` files in a few packages, \`main.go\` first. */
export function goSources(service: Service, count: number, random: Random): readonly GeneratedFile[] {
  const modulePath = `shop.example/${service.name}`;
  const parts = Array.from({ length: Math.max(0, count - 1) }, (_, index) => {
    const name = random.pick(['orders', 'prices', 'store']);
    return { path: `internal/${name}/part_${index}.go`, text: goPart(name, index, random) };
  });
  return [{ path: 'main.go', text: goMain(service, modulePath, random) }, ...parts].slice(0, count);
}

function goMain({ port }: Service, modulePath: string, random: Random): string {
  const idle = random.chance(0.6) ? `\t\tIdleTimeout:       ${random.pick([5, 60, 75, 620])} * time.Second,\n` : '';
  const stop = random.chance(0.6)
    ? `
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	<-stop
	ctx, cancel := context.WithTimeout(context.Background(), ${random.pick([5, 10, 25])}*time.Second)
	defer cancel()
	_ = server.Shutdown(ctx)
`
    : '\n\tselect {}\n';
  const imports = stop.includes('signal')
    ? '\t"context"\n\t"log"\n\t"net/http"\n\t"os"\n\t"os/signal"\n\t"syscall"\n\t"time"\n'
    : '\t"log"\n\t"net/http"\n\t"time"\n';
  return `// Package main serves.
package main

import (
${imports}
	_ "${modulePath}/internal/orders"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/ready", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	server := &http.Server{
		Addr:              ":${port}",
		Handler:           mux,
		ReadHeaderTimeout: ${random.pick([5, 10])} * time.Second,
${idle}	}
	go func() {
		if err := server.ListenAndServe(); err != nil && err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()
${stop}}
`;
}
function goPart(name: string, index: number, random: Random): string {
  const functions = Array.from(
    { length: 5 + random.below(12) },
    (_, part) => `// Step${index}x${part} works on the rows; see the handbook, page ${random.below(300)}.
func Step${index}x${part}(rows []Row${index}, limit int) (int64, error) {
	var total int64
	for i, row := range rows {
		if i >= limit {
			break
		}
		if row.State == "${random.pick(['open', 'paid', 'gone'])}" && row.Amount > ${random.below(500)} {
			total += row.Amount * ${1 + random.below(9)}
		}
	}
	if total < 0 {
		return 0, fmt.Errorf("step ${part}: total is %d", total)
	}
	return total, nil
}
`,
  );
  return `package ${name}

import (
	"fmt"
	"strings"
)

// Row${index} is one line of a table.
type Row${index} struct {
	Amount int64  \`json:"amount"\`
	State  string \`json:"state"\`
}

func (r Row${index}) String() string { return strings.ToUpper(r.State) }

${functions.join('\n')}`;
}
