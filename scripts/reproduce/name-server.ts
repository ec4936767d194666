// A name server on loopback that knows one name, whose address can be moved.
import { createSocket } from 'node:dgram';

export interface NameServer {
  readonly port: number;
  moveTo(address: string): void;
  close(): void;
}

/** Answers are good for one second. */
export function nameServer(name: string, address: string): Promise<NameServer> {
  let current = address;
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => socket.send(answerTo(query, name, current), from.port, from.address));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () =>
      resolve({
        port: socket.address().port,
        moveTo: (moved) => {
          current = moved;
        },
        close: () => socket.close(),
      }),
    );
  });
}

/** RFC 1035: the question comes back with one A record, or with none for other types and names. */
function answerTo(query: Buffer, name: string, address: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  const wanted = Buffer.concat([...labels, Buffer.of(0)]);
  const question = query.subarray(12, 12 + wanted.length + 4);
  const isKnown = question.subarray(0, wanted.length).equals(wanted) && question.readUInt16BE(wanted.length) === 1;
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(isKnown ? 1 : 0, 6);
  if (!isKnown) return Buffer.concat([head, question]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)]);
  return Buffer.concat([head, question, record]);
}
