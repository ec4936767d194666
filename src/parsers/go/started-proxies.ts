// Whether a Go file starts a proxy in the process's own container: `exec.Command("nginx", "-g", "daemon off;")` stands in front of what it serves.
const imports = '"os/exec"';
const calls = /\bexec\.Command(?:Context)?\(/;
const binary = /["`](?:\/[\w./-]{0,80}\/)?(nginx|openresty|haproxy)["`]/;
/** A binary that is called here with what it does: reload, test or tell its version. */
const asks = /["`](?:\/[\w./-]{0,80}\/)?(?:nginx|openresty|haproxy)["`],[ \t]{0,8}["`]-(?:s|t|T|v|V|vv|c)["`]/;
const foreground = 'daemon off';

/** The name of the program that it starts. */
export function proxyStartedBy(text: string): string | undefined {
  if (!text.includes(imports) || !calls.test(text)) return undefined;
  const name = binary.exec(text)?.[1];
  return name !== undefined && (text.includes(foreground) || (isCalled.test(text) && !asks.test(text)))
    ? name
    : undefined;
}
const isCalled =
  /\bexec\.Command(?:Context\(\w{1,30},[ \t]{0,8}|\()["`](?:\/[\w./-]{0,80}\/)?(?:nginx|openresty|haproxy)["`]/;
