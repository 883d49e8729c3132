import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { PintlePlugin } from '@pintle/hookspecs';
import { errorType } from '../error-type.js';
import { instruments } from '../metrics/instruments.js';
import { ATTR, SCOPE, SPAN } from '../names.js';
import { VERSION } from '../version.js';
import type { Spans } from './spans.js';

type Observer = NonNullable<PintlePlugin['observe']>;
type CallEnd = Parameters<NonNullable<Observer['after']>>[0];
type CallStep = CallEnd['steps'][number];

/** What {@link observeHooks} is to do. */
export interface ObserveOptions {
  readonly spans: Spans;
  /** A span for each implementation that is called in a run. */
  readonly withSpans: boolean;
  /** The name of the host's own plugin, whose time is not that of a hook: it runs the nodes. */
  readonly hostName: string;
}

/** Measures what each implementation of each hook takes, and shows it, where that was asked for. */
export function observeHooks({ spans, withSpans, hostName }: ObserveOptions): Observer {
  return {
    after(call) {
      const steps = call.steps.filter(({ impl, outcome }) => impl.pluginName !== hostName && outcome !== undefined);
      if (steps.length === 0) return;
      const into = instruments()?.hookDuration;
      if (into !== undefined) {
        const own = ownTimes(call.steps);
        for (const step of steps) into.record((own.get(step) ?? 0) / 1000, attributesOf(step));
      }
      if (withSpans) drawSteps(call, steps, spans);
    },
  };
}

function drawSteps(call: CallEnd, steps: readonly CallStep[], spans: Spans): void {
  const parent = spans.contextOf(call.args);
  if (parent === undefined) return;
  const tracer = trace.getTracer(SCOPE, VERSION);
  // Seconds of the day, to which the clock that durations are measured with is aligned.
  const startedAt = performance.timeOrigin + performance.now() - call.durationMs;
  for (const step of steps) {
    const { impl, outcome, startMs, durationMs } = step;
    const name = SPAN.hook(impl.hook, impl.pluginName);
    const startTime = startedAt + startMs;
    const span = tracer.startSpan(name, { attributes: attributesOf(step), startTime }, parent);
    if (outcome?.ok === false) {
      const { error } = outcome;
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
    }
    span.end(startTime + durationMs);
  }
}

function attributesOf({ impl, outcome }: CallStep): Record<string, string> {
  return {
    [ATTR.hook]: impl.hook,
    [ATTR.plugin]: impl.pluginName,
    ...(outcome?.ok === false ? { [ATTR.errorType]: errorType(outcome.error) } : {}),
  };
}

/** Milliseconds of each step without the steps that ran inside of it: steps come in the order of their starts. */
function ownTimes(steps: readonly CallStep[]): ReadonlyMap<CallStep, number> {
  const own = new Map<CallStep, number>();
  const around: CallStep[] = [];
  for (const step of steps) {
    const isInside = (wrapper: CallStep): boolean => step.startMs < wrapper.startMs + wrapper.durationMs;
    while (around.length > 0 && !isInside(around.at(-1) as CallStep)) around.pop();
    const parent = around.at(-1);
    if (parent !== undefined) own.set(parent, Math.max(0, (own.get(parent) ?? 0) - step.durationMs));
    own.set(step, step.durationMs);
    if (step.impl.wrapper) around.push(step);
  }
  return own;
}
