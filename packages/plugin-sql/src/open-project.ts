import type { Resource } from '@pintle/hookspecs';
import type { Connections } from './connection/connections.js';
import type { Database } from './engine/engine.js';
import type { ModelDefinition } from './model/models.js';
import type { Lookup } from './template/functions.js';

/** What is known once a session is open. */
export interface OpenProject {
  readonly connections: Connections;
  readonly models: ReadonlyMap<string, ModelDefinition>;
  readonly lookup: Lookup;
  /** The database of a run: opened when it is first needed, closed when the run has ended. */
  readonly database: Resource<Database>;
}
