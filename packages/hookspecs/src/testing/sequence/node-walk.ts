import { formatCall, type RecordedCall, type RecordedNode } from '../recorded-call.js';
import { attemptScript, isStep, nameStep, type Step } from './node-script.js';
import type { PlacedCall, Report } from './rules.js';

type State = 'new' | 'attempt' | 'dataset-failed' | 'failed' | 'retrying' | 'skipped' | 'ended';

/** Where an attempt may be left, however far it got: a cancel or a crash needs no reason. */
const CUT_OFF: ReadonlySet<string | undefined> = new Set(['cancelled', 'crashed']);
const DONE_WELL: ReadonlySet<string | undefined> = new Set(['success', 'cached']);

const STATUS_AFTER_SKIP: Readonly<Record<string, readonly string[]>> = {
  upstream_failed: ['skipped'],
  run_stopped: ['skipped'],
  condition: ['skipped'],
  outputs_exist: ['skipped', 'cached'],
  cached: ['cached'],
  cancelled: ['cancelled'],
};

/** Follows the calls of one node in one run attempt and reports where they leave the grammar. */
export class NodeWalk {
  readonly #node: RecordedNode;
  readonly #report: Report;
  readonly #script: readonly Step[];
  readonly #mayLose: boolean;
  #state: State = 'new';
  /** The next step of the script. */
  #position = 0;
  #attempt = 0;
  #willRetry: boolean | undefined;
  #skipReason: string | undefined;
  #modelBegun = false;
  #modelEnded = false;

  /** @param mayLose - attempts may break off anywhere, lost with their process */
  constructor(node: RecordedNode, report: Report, mayLose: boolean) {
    this.#node = node;
    this.#mayLose = mayLose;
    this.#report = report;
    this.#script = attemptScript(node);
  }

  /** Whether its `on_node_end` came. */
  get ended(): boolean {
    return this.#state === 'ended';
  }

  /** Takes the next call of the node. */
  take({ at, call }: PlacedCall): void {
    if (this.ended) {
      this.#report('node-end-once', at, `${this.#who()}: ${formatCall(call)} came after its on_node_end.`);
      return;
    }
    if (this.#modelEnded && call.hook !== 'on_node_end') {
      this.#report('model-order', at, `${this.#who()}: ${formatCall(call)} came after after_model.`);
    }
    switch (call.hook) {
      case 'inject_context':
        return;
      case 'before_model':
      case 'after_model':
        return this.#model(at, call);
      case 'on_node_start':
        return this.#start(at, call);
      case 'on_dataset_error':
        return this.#datasetError(at, call);
      case 'on_node_error':
        return this.#error(at, call);
      case 'on_node_retry':
        return this.#retry(at, call);
      case 'on_node_skipped':
        return this.#skip(at, call);
      case 'on_node_end':
        return this.#end(at, call);
      default:
        return this.#step(at, call);
    }
  }

  #step(at: number, call: RecordedCall): void {
    this.#sameAttempt(at, call);
    if (this.#state !== 'attempt') {
      this.#report('node-order', at, `${this.#who()}: ${formatCall(call)} came outside of an attempt.`);
      return;
    }
    // A wrapper may run the inside of run_node again.
    if (call.hook === 'run_node' && isStep(this.#script[this.#position - 1], call)) return;
    const expected = this.#script[this.#position];
    if (expected?.optional === true && !isStep(expected, call)) this.#position += 1;
    if (isStep(this.#script[this.#position], call)) {
      this.#position += 1;
      return;
    }
    this.#report('node-order', at, `${this.#who()}: expected ${nameStep(expected)}, got ${formatCall(call)}.`);
    const found = this.#script.findIndex((step) => isStep(step, call));
    if (found !== -1) this.#position = found + 1;
  }

  #start(at: number, call: RecordedCall): void {
    const isLost = this.#mayLose && (call.attempt ?? 0) > this.#attempt;
    if (this.#state !== 'new' && this.#state !== 'retrying' && !isLost) {
      this.#report('node-failure', at, `${this.#who()}: ${formatCall(call)} came without on_node_retry before it.`);
    }
    if (this.#node.hasModel && !this.#modelBegun) {
      this.#report('model-order', at, `${this.#who()}: its first attempt started before before_model.`);
    }
    if (call.attempt !== this.#attempt + 1 && !isLost) {
      const expected = this.#attempt + 1;
      this.#report('node-attempts', at, `${this.#who()}: expected attempt ${expected} to start, got ${call.attempt}.`);
    }
    this.#attempt = call.attempt ?? this.#attempt + 1;
    this.#state = 'attempt';
    this.#position = 1;
  }

  #datasetError(at: number, call: RecordedCall): void {
    this.#sameAttempt(at, call);
    const last = this.#script[this.#position - 1];
    const verb = call.operation === 'load' ? 'loaded' : 'saved';
    if (this.#state !== 'attempt' || last?.hook !== `before_dataset_${verb}` || last.dataset !== call.dataset) {
      const message = `${this.#who()}: ${formatCall(call)} came without before_dataset_${verb} ${call.dataset} before it.`;
      this.#report('node-failure', at, message);
    }
    this.#state = 'dataset-failed';
  }

  #error(at: number, call: RecordedCall): void {
    this.#sameAttempt(at, call);
    const early = this.#state === 'new' || this.#state === 'retrying';
    if (this.#state === 'failed' || this.#state === 'skipped' || (early && call.phase !== 'hook')) {
      this.#report('node-failure', at, `${this.#who()}: ${formatCall(call)} came without an attempt that could fail.`);
    }
    const reached = this.#reachedPhases();
    if (!early && call.phase !== 'hook' && !reached.includes(call.phase ?? '')) {
      const message = `${this.#who()}: ${formatCall(call)}, but the attempt had got to ${reached.join(' or ') || 'its start'}.`;
      this.#report('node-failure', at, message);
    }
    this.#state = 'failed';
    this.#willRetry = call.willRetry;
  }

  /** The phases in which an attempt can fail that has come so far: the one it was in, and the one it was about to enter. */
  #reachedPhases(): readonly string[] {
    const around = [this.#script[this.#position - 1]?.phase, this.#script[this.#position]?.phase];
    return [...new Set(around)].filter((phase) => phase !== undefined && phase !== 'start') as string[];
  }

  #retry(at: number, call: RecordedCall): void {
    if (this.#state !== 'failed') {
      this.#report('node-failure', at, `${this.#who()}: ${formatCall(call)} came without on_node_error before it.`);
    } else if (this.#willRetry === false) {
      this.#report(
        'node-failure',
        at,
        `${this.#who()}: ${formatCall(call)}, but on_node_error said that none follows.`,
      );
    }
    if (call.nextAttempt !== (call.attempt ?? 0) + 1) {
      this.#report(
        'node-attempts',
        at,
        `${this.#who()}: on_node_retry of attempt ${call.attempt} announces ${call.nextAttempt}.`,
      );
    }
    this.#state = 'retrying';
  }

  #skip(at: number, call: RecordedCall): void {
    const cachedInAttempt = this.#state === 'attempt' && call.reason === 'cached';
    if (this.#state !== 'new' && !cachedInAttempt) {
      this.#report('node-outcome', at, `${this.#who()}: ${formatCall(call)}, but it had started.`);
    }
    this.#skipReason = call.reason;
    if (!cachedInAttempt) this.#state = 'skipped';
  }

  #model(at: number, call: RecordedCall): void {
    const begins = call.hook === 'before_model';
    const inTime = begins ? this.#state === 'new' && !this.#modelBegun : this.#modelBegun && !this.#modelEnded;
    if (!inTime || !this.#node.hasModel) {
      this.#report(
        'model-order',
        at,
        `${this.#who()}: ${call.hook} came ${begins ? 'again, or late' : 'again, or too soon'}.`,
      );
    }
    if (begins) this.#modelBegun = true;
    else this.#modelEnded = true;
  }

  #end(at: number, call: RecordedCall): void {
    if (!this.#endsTruly(call.status)) {
      const message = `${this.#who()}: ${formatCall(call)}, but ${this.#saysState()}.`;
      this.#report('node-outcome', at, message);
    }
    if (call.attempt !== this.#attempt) {
      this.#report(
        'node-attempts',
        at,
        `${this.#who()}: on_node_end says attempt ${call.attempt}, the last was ${this.#attempt}.`,
      );
    }
    if (this.#modelBegun && !this.#modelEnded && call.status !== 'crashed') {
      this.#report('model-order', at, `${this.#who()}: on_node_end came without after_model.`);
    }
    this.#state = 'ended';
  }

  #endsTruly(status: string | undefined): boolean {
    if (status === 'crashed') return true;
    switch (this.#state) {
      case 'new':
        return status === 'cancelled' && this.#modelBegun;
      case 'skipped':
        return (STATUS_AFTER_SKIP[this.#skipReason ?? ''] ?? []).includes(status ?? '');
      case 'attempt':
        if (this.#script[this.#position]?.optional === true) this.#position += 1;
        if (CUT_OFF.has(status)) return true;
        if (this.#skipReason === 'cached' && status !== 'cached') return false;
        return this.#position === this.#script.length && DONE_WELL.has(status);
      case 'failed':
        return status === 'cancelled' || (this.#willRetry !== true && (status === 'error' || status === 'timed_out'));
      case 'dataset-failed':
      case 'retrying':
        return CUT_OFF.has(status);
      case 'ended':
        return false;
    }
  }

  #saysState(): string {
    switch (this.#state) {
      case 'new':
        return 'it never started and was not skipped';
      case 'skipped':
        return `it was skipped (${this.#skipReason})`;
      case 'attempt':
        return this.#position === this.#script.length
          ? 'its attempt was complete'
          : `its attempt had still to come to ${nameStep(this.#script[this.#position])}`;
      case 'dataset-failed':
        return 'on_dataset_error was not followed by on_node_error';
      case 'retrying':
        return 'on_node_retry announced another attempt';
      default:
        return this.#willRetry === true ? 'on_node_error announced another attempt' : 'its last attempt failed';
    }
  }

  #sameAttempt(at: number, call: RecordedCall): void {
    if (this.#state === 'new' || call.attempt === this.#attempt) return;
    this.#report(
      'node-attempts',
      at,
      `${this.#who()}: ${call.hook} says attempt ${call.attempt}, it is ${this.#attempt}.`,
    );
  }

  #who(): string {
    return `Node ${this.#node.name}${this.#attempt > 1 ? ` #${this.#attempt}` : ''}`;
  }
}
