import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { cautiousLookup } from './lookup.js';

/** The connections of exporters. They can be cut, so that what has no time left holds up nobody. */
export class Outlet {
  readonly #agents: HttpAgent[] = [];
  #isCut = false;

  /** Makes the agent of an exporter; `protocol` as in URLs, `https:`. */
  readonly agent = (protocol: string): HttpAgent => {
    const options = { keepAlive: true, lookup: cautiousLookup() };
    const agent = protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (...args) => {
      // Exporters try again after a failed connection, and not after this.
      if (this.#isCut) throw new Error('there is no time left to send anything');
      return connect(...args);
    };
    this.#agents.push(agent);
    return agent;
  };

  /** Ends all connections, and makes no other. */
  cut(): void {
    this.#isCut = true;
    for (const agent of this.#agents) agent.destroy();
  }
}
