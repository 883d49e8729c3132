import { dataset, node, pipeline } from 'pintle';
import { type BirdStrike, loadEvents, type RawEvent } from './nodes/load-events.ts';

// The models of `models/` are nodes of the pipeline `models`; this one is added to it, since it has the same name.
// It writes the table that they read as `source('raw', 'events')`.
export const models = pipeline('models', [
  node(
    {
      name: 'load_events',
      inputs: dataset<BirdStrike[]>('birdstrikes'),
      outputs: dataset<RawEvent[]>('raw.events'),
      tags: ['example:hooks_demo', 'engine:duckdb', 'engine:postgres'],
    },
    loadEvents,
  ),
]);
