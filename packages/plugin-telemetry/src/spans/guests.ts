import { ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import type { Carrier, HookArgs, RunInfo } from '@pintle/hookspecs';
import { AttemptSpan } from './attempt-span.js';
import { parentIn } from './parent.js';

/**
 * Attempts of runs that are orchestrated elsewhere: what this process executes for them.
 *
 * The end of a node is told where its run is. Here an attempt is over when its last output is saved, or when it failed.
 */
export class Guests {
  readonly #runs = new WeakMap<RunInfo, Map<string, Guest>>();

  /** An attempt begins, whose task brought a carrier along. */
  start(tracer: Tracer, args: HookArgs<'on_node_start'>, carrier: Carrier): void {
    const parent = parentIn(carrier, ROOT_CONTEXT);
    if (trace.getSpanContext(parent) === undefined) return;
    const { run, node } = args;
    const guests = this.#runs.get(run) ?? new Map<string, Guest>();
    this.#runs.set(run, guests);
    guests.set(node.name, { span: new AttemptSpan({ tracer, parent, args }), unsaved: node.outputs.length });
  }

  get(run: RunInfo, node: string): AttemptSpan | undefined {
    return this.#runs.get(run)?.get(node)?.span;
  }

  /** An output was saved. */
  saved(run: RunInfo, node: string): void {
    const guest = this.#runs.get(run)?.get(node);
    if (guest === undefined) return;
    guest.unsaved--;
    if (guest.unsaved === 0) this.end(run, node, 'success');
  }

  end(run: RunInfo, node: string, status: 'success' | 'error'): void {
    this.get(run, node)?.end(status);
    this.forget(run, node);
  }

  forget(run: RunInfo, node: string): void {
    this.#runs.get(run)?.delete(node);
  }
}

interface Guest {
  readonly span: AttemptSpan;
  /** Outputs that are still to be saved. */
  unsaved: number;
}
