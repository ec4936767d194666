// A wire of a few milliseconds between proxy and server: on plain loopback the window of the keep-alive race nearly vanishes.
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Delays bytes, FIN and RST by `delay` in each direction. */
export function slowWire(port: number, target: number, delay: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    pass(near, far, delay);
    pass(far, near, delay);
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
function pass(from: Socket, to: Socket, delay: number): void {
  from.setNoDelay(true);
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), delay));
  from.on('end', () => setTimeout(() => to.writable && to.end(), delay));
  from.on('error', () => setTimeout(() => to.resetAndDestroy(), delay));
}
