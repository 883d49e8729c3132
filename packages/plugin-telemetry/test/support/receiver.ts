import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type RawMetrics,
  type RawTraces,
  type ReceivedMetric,
  type ReceivedSpan,
  readMetrics,
  readSpans,
} from './otlp.js';

/** One request as it came. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** How a receiver answers. */
export interface ReceiverOptions {
  /** Default 200. */
  readonly status?: number;
  /** Milliseconds until it answers; `Infinity` for never. Default 0. */
  readonly delayMs?: number;
  /** Where it sends those who come, with status 307. */
  readonly redirect?: string;
}

/** An endpoint on loopback that takes OTLP over HTTP as JSON, and anything else, and keeps it. */
export class Receiver implements AsyncDisposable {
  readonly requests: ReceivedRequest[] = [];
  /** Connections that were made, also those on which nothing was asked. */
  connections = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', () => this.connections++);
  }

  static async open({ status = 200, delayMs = 0, redirect }: ReceiverOptions = {}): Promise<Receiver> {
    const server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { method = '', url: path = '', headers } = request;
        receiver.requests.push({ method, path, headers, body });
        if (delayMs === Number.POSITIVE_INFINITY) return;
        setTimeout(() => {
          const location = redirect === undefined ? {} : { location: redirect };
          response.writeHead(redirect === undefined ? status : 307, {
            'content-type': 'application/json',
            ...location,
          });
          response.end('{}');
        }, delayMs);
      });
    });
    const receiver = new Receiver(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get spans(): readonly ReceivedSpan[] {
    return this.requests
      .filter(({ path }) => path === '/v1/traces')
      .flatMap(({ body }) => readSpans(JSON.parse(body.toString()) as RawTraces));
  }

  /** As they were told last. */
  get metrics(): ReadonlyMap<string, ReceivedMetric> {
    const told = this.requests
      .filter(({ path }) => path === '/v1/metrics')
      .flatMap(({ body }) => readMetrics(JSON.parse(body.toString()) as RawMetrics));
    return new Map(told.map((metric) => [metric.name, metric]));
  }

  /** When the next connection is made, and when it ends. */
  firstClose(): Promise<{ readonly openedAt: number; readonly closedAt: number }> {
    return new Promise((resolve) => {
      this.#server.once('connection', (socket) => {
        const openedAt = performance.now();
        socket.once('close', () => resolve({ openedAt, closedAt: performance.now() }));
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A port of loopback on which nobody listens. */
export async function deadUrl(): Promise<string> {
  const receiver = await Receiver.open();
  const { url } = receiver;
  await receiver[Symbol.asyncDispose]();
  return url;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
