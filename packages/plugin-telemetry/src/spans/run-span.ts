import { type Attributes, type Context, type Span, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { Outcome, RunInfo, RunRequest, RunStats } from '@pintle/hookspecs';
import { ATTR, EVENT, SPAN } from '../names.js';
import { type AttemptSpan, markFailed } from './attempt-span.js';

/** What opens the span of a run. */
export interface RunSpanOptions {
  readonly tracer: Tracer;
  /** What it is a child of. */
  readonly parent: Context;
  readonly run: RunInfo;
  /** What was asked for; absent for a run that another process began. */
  readonly request?: RunRequest;
  /** The time it began, where that is past. Default: now. */
  readonly startTime?: Date;
}

/** The span of a run, and the attempts that are open under it. */
export class RunSpan {
  /** What the spans of its nodes are children of. */
  readonly context: Context;
  readonly tracer: Tracer;
  readonly #span: Span;
  readonly #attempts: Map<string, AttemptSpan> = new Map();

  constructor({ tracer, parent, run, request, startTime }: RunSpanOptions) {
    const attributes: Attributes = {
      [ATTR.runId]: run.runId,
      [ATTR.runAttempt]: run.attempt,
      [ATTR.pipeline]: run.pipelineName,
      [ATTR.environment]: run.env,
    };
    if (request !== undefined) {
      attributes[ATTR.runner] = request.runner;
      attributes[ATTR.runResumed] = request.resume !== undefined;
    }
    this.tracer = tracer;
    this.#span = tracer.startSpan(SPAN.run(run.pipelineName), { attributes, ...(startTime && { startTime }) }, parent);
    this.context = trace.setSpan(parent, this.#span);
  }

  /** Whether anybody listens, be it only to carry the context on. */
  get isHeard(): boolean {
    return trace.isSpanContextValid(this.#span.spanContext());
  }

  open(node: string, attempt: AttemptSpan): void {
    this.#attempts.set(node, attempt);
  }

  /** The span of an attempt that is under way. */
  attempt(node: string, attempt: number): AttemptSpan | undefined {
    const open = this.#attempts.get(node);
    return open?.attempt === attempt ? open : undefined;
  }

  /** The span of the attempt of a node that is under way, whichever it is. */
  current(node: string): AttemptSpan | undefined {
    return this.#attempts.get(node);
  }

  close(node: string): void {
    this.#attempts.delete(node);
  }

  /** A selected node did not execute. */
  skip(node: string, reason: string): void {
    this.#span.addEvent(EVENT.skipped, { [ATTR.node]: node, [ATTR.reason]: reason });
  }

  end({ status, reason, error }: Outcome, stats: RunStats): void {
    for (const attempt of this.#attempts.values()) attempt.end('cancelled');
    this.#attempts.clear();
    this.#span.setAttributes({
      [ATTR.outcome]: status,
      ...(reason === undefined ? {} : { [ATTR.reason]: reason }),
      [ATTR.nodesTotal]: stats.nodesTotal,
      [ATTR.nodesSucceeded]: stats.nodesSucceeded,
      [ATTR.nodesFailed]: stats.nodesFailed,
      [ATTR.nodesSkipped]: stats.nodesSkipped,
      [ATTR.nodesCached]: stats.nodesCached,
      [ATTR.nodesCancelled]: stats.nodesCancelled,
      [ATTR.hookFailures]: stats.hookFailures,
    });
    if (error !== undefined) markFailed(this.#span, error);
    else if (status === 'crashed') this.#span.setStatus({ code: SpanStatusCode.ERROR, message: reason ?? status });
    this.#span.end();
  }
}
