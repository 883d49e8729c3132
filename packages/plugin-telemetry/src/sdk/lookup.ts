import { lookup, Resolver } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** What {@link cautiousLookup} can be told. */
export interface LookupOptions {
  /** Milliseconds that name servers may take to answer. Default 1000. */
  readonly timeoutMs?: number;
  /** Name servers, `address:port`. Default: those of this machine. */
  readonly servers?: readonly string[];
}

/**
 * Looks names up as Node does, once a name server has answered at all.
 *
 * The system's own lookup cannot be given up: while it waits for a name server that says nothing, no process can end. So
 * the name servers are asked first in a way that can be.
 */
export function cautiousLookup({ timeoutMs = 1000, servers }: LookupOptions = {}): LookupFunction {
  return (hostname, options, callback) => {
    if (/(^|\.)localhost\.?$/i.test(hostname)) return lookup(hostname, options, callback);
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
    if (servers !== undefined) resolver.setServers(servers);
    const timer = setTimeout(() => resolver.cancel(), timeoutMs);
    resolver.resolve4(hostname, (error) => {
      clearTimeout(timer);
      // That there is no such name, or no address of this kind, is an answer.
      if (error === null || !SILENCE.has(error.code ?? '')) return lookup(hostname, options, callback);
      const silent = new Error(`no name server answers when asked for ${hostname}`);
      callback(Object.assign(silent, { code: error.code ?? 'ETIMEOUT' }), []);
    });
  };
}

const SILENCE: ReadonlySet<string> = new Set(['ETIMEOUT', 'ECANCELLED']);
