import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A message as it came over the wire. */
export interface Received {
  readonly token: string;
  readonly channel: string;
  readonly text: string;
}

/** Stands for Slack on this machine: takes messages as `chat.postMessage` does, and keeps them. */
export interface Receiver extends AsyncDisposable {
  /** What `SLACK_API_URL` has to be. */
  readonly url: string;
  readonly received: readonly Received[];
}

/** Starts a receiver on a free port of loopback. Like Slack it refuses tokens that do not begin with `xoxp-`. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const body = await text(request);
    const isKnown = request.method === 'POST' && request.url === '/chat.postMessage';
    const error = isKnown ? (token.startsWith('xoxp-') ? undefined : 'invalid_auth') : 'unknown_method';
    if (error === undefined) received.push({ token, ...(JSON.parse(body) as Omit<Received, 'token'>) });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(error === undefined ? { ok: true } : { ok: false, error }));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
