import { type Counter, createNoopMeter, type Histogram, type Meter, metrics } from '@opentelemetry/api';
import { METRIC, type MetricDescription, SCOPE } from '../names.js';
import { VERSION } from '../version.js';

/** What metrics are recorded with. */
export interface Instruments {
  readonly runDuration: Histogram;
  readonly runOutcomes: Counter;
  readonly nodeDuration: Histogram;
  readonly nodeOutcomes: Counter;
  readonly retries: Counter;
  readonly datasetRows: Counter;
  readonly modelRows: Counter;
  readonly hookDuration: Histogram;
}

let known: { readonly provider: unknown; readonly instruments: Instruments | undefined } | undefined;

/** The instruments of whoever listens to metrics; `undefined` where nobody does. */
export function instruments(): Instruments | undefined {
  const provider = metrics.getMeterProvider();
  if (known?.provider !== provider) {
    const meter = provider.getMeter(SCOPE, VERSION);
    known = { provider, instruments: meter === createNoopMeter() ? undefined : createInstruments(meter) };
  }
  return known.instruments;
}

function createInstruments(meter: Meter): Instruments {
  return {
    runDuration: histogram(meter, METRIC.runDuration),
    runOutcomes: counter(meter, METRIC.runOutcomes),
    nodeDuration: histogram(meter, METRIC.nodeDuration),
    nodeOutcomes: counter(meter, METRIC.nodeOutcomes),
    retries: counter(meter, METRIC.retries),
    datasetRows: counter(meter, METRIC.datasetRows),
    modelRows: counter(meter, METRIC.modelRows),
    hookDuration: histogram(meter, METRIC.hookDuration),
  };
}

function counter(meter: Meter, { name, unit, description }: MetricDescription): Counter {
  return meter.createCounter(name, { unit, description });
}

function histogram(meter: Meter, { name, unit, description, buckets = [] }: MetricDescription): Histogram {
  return meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: [...buckets] } });
}
