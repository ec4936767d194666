// Answers that somebody on the way cuts or refuses.
import { connect } from 'node:net';
import type { Claim } from '../claim.js';
import { type Count, repeated } from '../load.js';
import { pause } from '../processes.js';
import { behindProxy } from '../stage.js';
import type { Tools } from '../tools.js';

const tenRequests = async (folder: string, tools: Tools): Promise<Count> => {
  const stage = await behindProxy(folder, tools, 0);
  try {
    return await repeated(stage.port, 'GET', 10);
  } finally {
    stage.close();
  }
};

export const answerClaims: readonly Claim[] = [
  {
    id: 'go-write-timeout-cuts',
    rule: 'response-cut',
    says: 'Go WriteTimeout shorter than the handler: the work is done and thrown away',
    needs: ['nginx', 'go'],
    run: tenRequests,
  },
  {
    id: 'node-socket-timeout-cuts',
    rule: 'response-cut',
    says: 'Node server.setTimeout shorter than the handler cuts the answer',
    needs: ['nginx'],
    run: tenRequests,
  },
  {
    id: 'headers-larger-than-the-buffer',
    rule: 'response-cut',
    says: 'Headers that do not fit into the buffer of nginx or HAProxy turn every such response into a 502',
    needs: ['nginx', 'haproxy'],
    run: tenRequests,
  },
  {
    id: 'silent-websocket',
    rule: 'stream-heartbeat',
    says: 'a WebSocket that is pinged less often than the proxy allows silence is cut by the proxy',
    needs: ['nginx'],
    run: quietSockets,
  },
];

/** A text frame with engine.io's ping, and the masked frame with the answer it expects before it pings again. */
const ping = Buffer.from([0x81, 1, 0x32]);
const pong = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x33]);

/** WebSockets on which nothing is said but pings; a failure is one that does not live for six seconds. */
async function quietSockets(folder: string, tools: Tools): Promise<Count> {
  const stage = await behindProxy(folder, tools, 0);
  const survives = async (): Promise<boolean> => {
    const socket = connect(stage.port, '127.0.0.1');
    let open = true;
    let upgraded = false;
    socket.on('data', (chunk) => {
      upgraded ||= chunk.toString('latin1').startsWith('HTTP/1.1 101');
      if (chunk.includes(ping)) socket.write(pong);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open = false;
    });
    const head = [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: a',
      'Connection: Upgrade',
      'Upgrade: websocket',
    ];
    const keys = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: aG9wbGludC1ob3BsaW50IQ=='];
    socket.write(`${[...head, ...keys].join('\r\n')}\r\n\r\n`);
    await pause(6000);
    if (!upgraded) throw new Error('the server did not accept the WebSocket');
    const survived = open;
    socket.destroy();
    return survived;
  };
  try {
    const outcomes = await Promise.all(Array.from({ length: 8 }, survives));
    return { failed: outcomes.filter((survived) => !survived).length, total: outcomes.length };
  } finally {
    stage.close();
  }
}
