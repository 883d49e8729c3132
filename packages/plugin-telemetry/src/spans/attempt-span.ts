import { type Attributes, type Context, type Span, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { HookArgs, OutcomeStatus } from '@pintle/hookspecs';
import { errorType } from '../error-type.js';
import { ATTR, EVENT, SPAN } from '../names.js';

/** What opens the span of an attempt. */
export interface AttemptSpanOptions {
  readonly tracer: Tracer;
  /** What it is a child of. */
  readonly parent: Context;
  readonly args: HookArgs<'on_node_start'>;
  /** The time it began, where that is past. Default: now. */
  readonly startTime?: Date;
}

/** The span of one attempt of a node, and under it those of its loads and saves. */
export class AttemptSpan {
  readonly attempt: number;
  /** What the node's own spans are children of. */
  readonly context: Context;
  readonly #tracer: Tracer;
  readonly #span: Span;
  /** The load or save that is going on: there is one at a time. */
  #access: Span | undefined;

  constructor({ tracer, parent, args, startTime }: AttemptSpanOptions) {
    const { node, attempt, maxAttempts, run } = args;
    const attributes: Attributes = {
      [ATTR.runId]: run.runId,
      [ATTR.pipeline]: run.pipelineName,
      [ATTR.node]: node.name,
      [ATTR.nodeKind]: node.kind ?? 'code',
      [ATTR.attempt]: attempt,
      [ATTR.maxAttempts]: maxAttempts,
    };
    if (node.tags !== undefined && node.tags.length > 0) attributes[ATTR.nodeTags] = [...node.tags];
    if (node.namespace !== undefined) attributes[ATTR.nodeNamespace] = node.namespace;
    this.attempt = attempt;
    this.#tracer = tracer;
    this.#span = tracer.startSpan(SPAN.node(node.name), { attributes, ...(startTime && { startTime }) }, parent);
    this.context = trace.setSpan(parent, this.#span);
  }

  /** A load or save begins. */
  openAccess(operation: 'load' | 'save', dataset: string): void {
    this.#access?.end();
    const attributes = { [ATTR.dataset]: dataset, [ATTR.operation]: operation };
    this.#access = this.#tracer.startSpan(SPAN[operation](dataset), { attributes }, this.context);
  }

  /** The load or save has succeeded. */
  closeAccess(rows: number | undefined): void {
    if (rows !== undefined) this.#access?.setAttribute(ATTR.rows, rows);
    this.#endAccess();
  }

  /** The load or save has failed. */
  failAccess(error: unknown): void {
    if (this.#access !== undefined) markFailed(this.#access, error);
    this.#endAccess();
  }

  /** The attempt has failed. */
  fail(error: unknown, phase: string): void {
    this.#span.setAttribute(ATTR.phase, phase);
    markFailed(this.#span, error);
  }

  /** Another attempt follows. */
  endForRetry(nextAttempt: number, delayMs: number): void {
    this.#span.addEvent(EVENT.retry, { [ATTR.nextAttempt]: nextAttempt, [ATTR.retryDelay]: delayMs });
    this.end('retrying');
  }

  /** The attempt is over. */
  end(status: OutcomeStatus, reason?: string): void {
    this.#endAccess();
    this.#span.setAttribute(ATTR.outcome, status);
    if (reason !== undefined) this.#span.setAttribute(ATTR.reason, reason);
    if (status === 'crashed') this.#span.setStatus({ code: SpanStatusCode.ERROR, message: reason ?? status });
    this.#span.end();
  }

  #endAccess(): void {
    this.#access?.end();
    this.#access = undefined;
  }
}

/** Shows on a span that what it stands for has failed. */
export function markFailed(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  span.recordException(error instanceof Error ? error : message);
  span.setAttribute(ATTR.errorType, errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
