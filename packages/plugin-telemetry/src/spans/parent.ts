import { type Context, context, defaultTextMapGetter, propagation, trace } from '@opentelemetry/api';
import type { Carrier } from '@pintle/hookspecs';

/** The variables in which whoever starts a process hands it its trace context, by the header that each stands for. */
const VARIABLES = { traceparent: 'TRACEPARENT', tracestate: 'TRACESTATE', baggage: 'BAGGAGE' } as const;

/**
 * What the span of a run becomes a child of: the span that is active where the run was started, else the one that the
 * variables `TRACEPARENT`, `TRACESTATE` and `BAGGAGE` name.
 */
export function parentOfRun(variables: Readonly<Record<string, string | undefined>>): Context {
  const active = context.active();
  if (trace.getSpanContext(active) !== undefined || variables[VARIABLES.traceparent] === undefined) return active;
  const given = Object.entries(VARIABLES).flatMap(([header, name]) => {
    const value = variables[name];
    return value === undefined ? [] : [[header, value] as const];
  });
  return parentIn(Object.fromEntries(given), active);
}

/** The context that a carrier names. */
export function parentIn(carrier: Carrier, base: Context): Context {
  return propagation.extract(base, carrier, defaultTextMapGetter);
}
