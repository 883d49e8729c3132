import { createSocket, type Socket } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { afterEach, describe, expect, it } from 'vitest';
import { cautiousLookup, type LookupOptions } from './lookup.js';

const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** A name server on loopback. @param answer - what it says to a query; nothing, where it says nothing */
async function nameServer(answer: (query: Buffer) => Buffer | undefined): Promise<string> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  socket.on('message', (query, { port }) => {
    const response = answer(query);
    if (response !== undefined) socket.send(response, port, '127.0.0.1');
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return `127.0.0.1:${socket.address().port}`;
}

function lookUp(name: string, options: LookupOptions): Promise<string | readonly LookupAddress[]> {
  return new Promise((resolve, reject) =>
    cautiousLookup(options)(name, { all: true }, (error, address) => (error ? reject(error) : resolve(address))),
  );
}

describe('looking up a name', () => {
  it('is given up when no name server answers', async () => {
    const silent = await nameServer(() => undefined);
    const startedAt = performance.now();
    await expect(lookUp('collector.example', { servers: [silent], timeoutMs: 200 })).rejects.toMatchObject({
      message: 'no name server answers when asked for collector.example',
    });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it('is left to the system when one does, be it to say that there is no such name', async () => {
    // NXDOMAIN to whatever is asked.
    const server = await nameServer((query) => {
      const response = Buffer.from(query);
      response.writeUInt16BE(0x8183, 2);
      return response;
    });
    await expect(lookUp('no-such-host.invalid', { servers: [server], timeoutMs: 2000 })).rejects.toMatchObject({
      syscall: 'getaddrinfo',
    });
  });

  it('asks nobody for localhost', async () => {
    const silent = await nameServer(() => undefined);
    expect(await lookUp('localhost', { servers: [silent], timeoutMs: 100 })).toContainEqual(
      expect.objectContaining({ address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) }),
    );
  });
});
