// One line on a terminal that says hoplint is alive, and only once it has taken a while.
const patience = 300;

/** Runs the work; the line appears after 300 ms on a terminal and is gone when the work ends. */
export async function withProgress<T>(work: () => Promise<T>): Promise<T> {
  const { stderr } = process;
  if (!stderr.isTTY) return work();
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    stderr.write('hoplint: reading and joining files …');
  }, patience);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (shown) stderr.write('\r\u001b[K');
  }
}
