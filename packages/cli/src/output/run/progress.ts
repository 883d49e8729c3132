import type { RunEvent, RunPlannedEvent, RunStartedEvent, SkipReason } from '@pintle/hookspecs';
import type { ShownStatus } from '../status.js';

/** How one node of a run stands. */
export interface NodeProgress {
  readonly node: string;
  readonly status: ShownStatus;
  readonly attempt: number;
  /** Milliseconds since the epoch; `undefined` until it starts. */
  readonly startedAt: number | undefined;
  readonly durationMs: number | undefined;
  readonly reason: string | undefined;
  readonly rows: number | undefined;
  /** One line of what made it fail. */
  readonly error: string | undefined;
}

/** What the events of a run add up to, so far. */
export class RunProgress {
  #started: RunStartedEvent | undefined;
  #planned: RunPlannedEvent | undefined;
  readonly #nodes = new Map<string, NodeProgress>();
  readonly #running = new Set<string>();
  #done = 0;
  #failed = 0;

  /** What opened the run; `undefined` until then. */
  get started(): RunStartedEvent | undefined {
    return this.#started;
  }

  /** Whether it is known which nodes run. */
  get isPlanned(): boolean {
    return this.#planned !== undefined;
  }

  /** The nodes that are to run, in order of execution. */
  get nodes(): readonly NodeProgress[] {
    return [...this.#nodes.values()];
  }

  /** Those under way, the longest first. */
  get running(): readonly NodeProgress[] {
    return [...this.#running].flatMap((name) => this.#nodes.get(name) ?? []);
  }

  get total(): number {
    return this.#planned?.nodes.length ?? 0;
  }

  /** How many have ended. */
  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  /** Takes in the next event. */
  add(event: RunEvent): void {
    switch (event.type) {
      case 'run_started':
        this.#started = event;
        break;
      case 'run_planned':
        this.#planned = event;
        for (const node of event.nodes) this.#set(node, { status: 'pending' });
        break;
      case 'node_started':
        this.#running.add(event.node);
        this.#set(event.node, {
          status: 'running',
          attempt: event.attempt,
          startedAt: this.#nodes.get(event.node)?.startedAt ?? Date.parse(event.time),
        });
        break;
      case 'node_retrying':
        this.#set(event.node, { status: 'retrying', attempt: event.attempt });
        break;
      case 'dataset_saved':
        if (event.rows !== undefined)
          this.#set(event.node, { rows: (this.#nodes.get(event.node)?.rows ?? 0) + event.rows });
        break;
      case 'node_skipped':
        this.#end(event.node, { status: statusOfSkip(event.reason), reason: event.reason });
        break;
      case 'node_ended': {
        const { node, status, attempt, durationMs, reason, error, rowsAffected } = event;
        this.#end(node, {
          status,
          attempt,
          durationMs,
          ...(reason === undefined ? {} : { reason }),
          ...(rowsAffected === undefined ? {} : { rows: rowsAffected }),
          ...(error === undefined ? {} : { error: firstLine(error.message) }),
        });
        break;
      }
      default:
        break;
    }
  }

  #end(node: string, how: Partial<NodeProgress>): void {
    this.#running.delete(node);
    this.#done++;
    if (how.status === 'error' || how.status === 'timed_out' || how.status === 'crashed') this.#failed++;
    this.#set(node, how);
  }

  #set(node: string, how: Partial<NodeProgress>): void {
    this.#nodes.set(node, { ...(this.#nodes.get(node) ?? fresh(node)), ...how });
  }
}

/** The first line of a message. */
export function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

/** How a node that did not execute is shown: outputs that are there already stand in for the work. */
export function statusOfSkip(reason: SkipReason): 'cached' | 'cancelled' | 'skipped' {
  if (reason === 'cancelled') return 'cancelled';
  return reason === 'cached' || reason === 'outputs_exist' ? 'cached' : 'skipped';
}

function fresh(node: string): NodeProgress {
  return {
    node,
    status: 'pending',
    attempt: 0,
    startedAt: undefined,
    durationMs: undefined,
    reason: undefined,
    rows: undefined,
    error: undefined,
  };
}
