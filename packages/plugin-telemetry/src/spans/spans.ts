import { type Context, context, propagation, ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import type { Carrier, HookArgs, HookCallResult, OutcomeStatus, RunInfo } from '@pintle/hookspecs';
import { SCOPE } from '../names.js';
import { VERSION } from '../version.js';
import { AttemptSpan } from './attempt-span.js';
import { Guests } from './guests.js';
import { isParameter } from '../parameter.js';
import { parentOfRun } from './parent.js';
import { RunSpan } from './run-span.js';

/** Which attempt something belongs to. */
type Place = Pick<HookArgs<'on_node_end'>, 'run' | 'node' | 'attempt'>;

/** What spans are made with. */
export interface SpansOptions {
  /** The variables of the process. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What goes along with each task that leaves, besides its trace context. */
  headers(): Carrier;
}

/**
 * Makes the spans of runs, attempts, loads and saves out of the hooks that open and close them.
 *
 * Nothing is kept of a run that nobody listens to, and every hook returns as soon as it has seen that.
 */
export class Spans {
  readonly #options: SpansOptions;
  readonly #runs = new WeakMap<RunInfo, RunSpan>();
  readonly #guests = new Guests();

  constructor(options: SpansOptions) {
    this.#options = options;
  }

  startRun({ run, request }: HookArgs<'on_run_start'>): void {
    const span = new RunSpan({ tracer: tracer(), parent: parentOfRun(this.#options.variables), run, request });
    if (span.isHeard) this.#runs.set(run, span);
  }

  endRun({ run, outcome, stats }: HookArgs<'on_run_end'>): void {
    this.#ending(run, outcome.status)?.end(outcome, stats);
  }

  startAttempt(args: HookArgs<'on_node_start'>): void {
    if (args.carrier !== undefined) return this.#guests.start(tracer(), args, args.carrier);
    const of = this.#runs.get(args.run);
    of?.open(args.node.name, new AttemptSpan({ tracer: of.tracer, parent: of.context, args }));
  }

  /** Runs a node in the context of its attempt, so that whatever it starts belongs to it. */
  within(args: HookArgs<'run_node'>, next: (args: HookArgs<'run_node'>) => Executed): Executed {
    const attempt = this.#attempt(args);
    return attempt === undefined ? next(args) : context.with(attempt.context, next, undefined, args);
  }

  returned({ run, node }: HookArgs<'after_node_run'>): void {
    if (node.outputs.length === 0) this.#guests.end(run, node.name, 'success');
  }

  openLoad(args: HookArgs<'before_dataset_loaded'>): void {
    // Parameters are at hand: a span for each would only hide the loads.
    if (!isParameter(args.datasetName)) this.#attempt(args)?.openAccess('load', args.datasetName);
  }

  openSave(args: HookArgs<'before_dataset_saved'>): void {
    this.#attempt(args)?.openAccess('save', args.datasetName);
  }

  closeLoad(args: HookArgs<'after_dataset_loaded'>): void {
    this.#attempt(args)?.closeAccess(args.rows);
  }

  closeSave(args: HookArgs<'after_dataset_saved'>): void {
    this.#attempt(args)?.closeAccess(args.rows);
    this.#guests.saved(args.run, args.node.name);
  }

  failAccess(args: HookArgs<'on_dataset_error'>): void {
    this.#attempt(args)?.failAccess(args.error);
  }

  failAttempt(args: HookArgs<'on_node_error'>): void {
    const { run, node, error, phase, willRetry, attempt } = args;
    // A node may be refused before its first attempt: it is shown all the same.
    if (attempt === 0) this.startAttempt(args);
    this.#attempt(args)?.fail(error, phase);
    if (!willRetry) this.#guests.end(run, node.name, 'error');
  }

  retry(args: HookArgs<'on_node_retry'>): void {
    const { run, node, nextAttempt, delayMs } = args;
    this.#attempt(args)?.endForRetry(nextAttempt, delayMs);
    this.#runs.get(run)?.close(node.name);
    this.#guests.forget(run, node.name);
  }

  skip({ run, node, reason }: HookArgs<'on_node_skipped'>): void {
    this.#runs.get(run)?.skip(node.name, reason);
  }

  endNode(args: HookArgs<'on_node_end'>): void {
    const { run, node, outcome } = args;
    const of = this.#ending(run, outcome.status);
    if (of === undefined) return;
    if (outcome.status === 'crashed') {
      const { startedAt: startTime } = outcome;
      of.open(node.name, new AttemptSpan({ tracer: of.tracer, parent: of.context, args, startTime }));
    }
    of.current(node.name)?.end(outcome.status, outcome.reason);
    of.close(node.name);
  }

  /** The headers that let others go on with the trace of a node's attempt, or of its run. */
  inject({ run, node }: HookArgs<'inject_context'>): Carrier | undefined {
    const of = this.#runs.get(run);
    if (of === undefined) return undefined;
    const headers: Record<string, string> = { ...this.#options.headers() };
    propagation.inject(of.current(node.name)?.context ?? of.context, headers);
    return headers;
  }

  /** What a span of something that happens in a run is a child of; `undefined` where nobody listens. */
  contextOf({ run, node, attempt }: Partial<Place>): Context | undefined {
    if (run === undefined) return undefined;
    const ofNode = node === undefined || attempt === undefined ? undefined : this.#attempt({ run, node, attempt });
    return ofNode?.context ?? this.#runs.get(run)?.context;
  }

  #attempt({ run, node, attempt }: Place): AttemptSpan | undefined {
    const own = this.#runs.get(run);
    if (own !== undefined) return own.attempt(node.name, attempt);
    const guest = this.#guests.get(run, node.name);
    return guest?.attempt === attempt ? guest : undefined;
  }

  /** The span of a run that ends, or of which a node does. One whose process has died is told of now, by us alone. */
  #ending(run: RunInfo, status: OutcomeStatus): RunSpan | undefined {
    const own = this.#runs.get(run);
    if (own !== undefined || status !== 'crashed') return own;
    const span = new RunSpan({ tracer: tracer(), parent: ROOT_CONTEXT, run, startTime: run.startedAt });
    if (!span.isHeard) return undefined;
    this.#runs.set(run, span);
    return span;
  }
}

type Executed = HookCallResult<'run_node'>;

function tracer(): Tracer {
  return trace.getTracer(SCOPE, VERSION);
}
