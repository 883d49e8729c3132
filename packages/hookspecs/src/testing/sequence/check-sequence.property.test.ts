import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedCall, RecordedNode } from '../recorded-call.js';
import { checkSequence, formatViolations } from './check-sequence.js';
import { attemptScript } from './node-script.js';

/** How a node fares: where its attempts fail, and whether the last one does. */
interface Fate {
  readonly failsAt: 'load' | 'run' | 'save' | 'hook';
  /** Failed attempts before the last. */
  readonly retries: number;
  readonly last: 'success' | 'cached' | 'error' | 'outputs_exist';
  readonly hasModel: boolean;
  /** Positions of earlier nodes that it reads from. */
  readonly reads: readonly number[];
}

interface World {
  readonly fates: readonly Fate[];
  readonly keepGoing: boolean;
  readonly concurrency: number;
  /** Which of the active nodes goes on next, step by step. */
  readonly choices: readonly number[];
  /** The step at which the run is cancelled. */
  readonly cancelAt: number | undefined;
  /** Where the run fails before its nodes. */
  readonly failsBefore: 'selection' | 'catalog' | 'pipeline' | undefined;
}

const fates: fc.Arbitrary<Fate> = fc.record({
  failsAt: fc.constantFrom('load', 'run', 'save', 'hook'),
  retries: fc.nat({ max: 2 }),
  last: fc.constantFrom('success', 'success', 'success', 'cached', 'error', 'outputs_exist'),
  hasModel: fc.boolean(),
  reads: fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 2 }),
});
const worlds: fc.Arbitrary<World> = fc.record({
  fates: fc.array(fates, { maxLength: 5 }),
  keepGoing: fc.boolean(),
  concurrency: fc.integer({ min: 1, max: 3 }),
  choices: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 20 }),
  cancelAt: fc.option(fc.nat({ max: 60 }), { nil: undefined, freq: 5 }),
  failsBefore: fc.option(fc.constantFrom('selection', 'catalog', 'pipeline'), { nil: undefined, freq: 10 }),
});

type Loose = Partial<RecordedCall> & Pick<RecordedCall, 'hook'>;

function nodesOf({ fates }: World): RecordedNode[] {
  return fates.map(({ reads, hasModel }, at) => {
    const inputs = [...reads.filter((from) => from < at).map((from) => `d${from}`), 'params:p'];
    return { name: `n${at}`, inputs, ...(hasModel ? { loads: ['params:p'] } : {}), outputs: [`d${at}`], hasModel };
  });
}

/** The calls of one node that is not skipped, the last one its end. */
function* callsOf(node: RecordedNode, fate: Fate): Generator<Loose, void> {
  if (node.hasModel) yield { hook: 'before_model', node, attempt: 0 };
  const attempts = fate.retries + 1;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const fails = attempt < attempts || fate.last === 'error';
    const script = attemptScript(node);
    for (const { hook, dataset, phase } of script) {
      yield { hook: hook as RecordedCall['hook'], node, attempt, ...(dataset === undefined ? {} : { dataset }) };
      if (!fails || phase !== (fate.failsAt === 'hook' ? 'run' : fate.failsAt)) continue;
      const operation = fate.failsAt === 'load' || fate.failsAt === 'save' ? fate.failsAt : undefined;
      if (operation !== undefined) yield { hook: 'on_dataset_error', node, attempt, dataset: dataset ?? '', operation };
      break;
    }
    if (!fails) break;
    const willRetry = attempt < attempts;
    yield { hook: 'on_node_error', node, attempt, phase: fate.failsAt, willRetry };
    if (willRetry) yield { hook: 'on_node_retry', node, attempt, nextAttempt: attempt + 1 };
  }
  if (node.hasModel) yield { hook: 'after_model', node, attempt: attempts };
  yield { hook: 'on_node_end', node, attempt: attempts, status: fate.last === 'error' ? 'error' : fate.last };
}

/** Plays a run as the lifecycle promises it. */
function play(world: World, runId: string): RecordedCall[] {
  const calls: RecordedCall[] = [];
  let seq = 0;
  const add = (call: Loose): void => void calls.push({ runId, runAttempt: 1, ...call });
  const log = (type: string, more: object = {}): void => {
    seq += 1;
    add({ hook: 'on_run_event', event: { seq, type, key: `${runId}/${seq}`, ...more } });
  };
  const end = (status: string): RecordedCall[] => {
    if (status === 'success') add({ hook: 'after_pipeline_run' });
    if (status === 'error') add({ hook: 'on_pipeline_error' });
    add({ hook: 'on_run_end', status });
    log('run_ended');
    return calls;
  };
  const nodes = nodesOf(world);
  const skip = (node: RecordedNode, reason: string, status: string): void => {
    add({ hook: 'on_node_skipped', node, attempt: 0, reason });
    add({ hook: 'on_node_end', node, attempt: 0, status });
    log('node_skipped', { node: node.name });
  };

  add({ hook: 'on_run_start', keepGoing: world.keepGoing });
  log('run_started');
  if (world.failsBefore === 'selection') return end('error');
  log('run_planned', { nodes: nodes.map(({ name }) => name) });
  add({ hook: 'after_catalog_created' });
  if (world.failsBefore !== 'catalog') add({ hook: 'before_pipeline_run', plan: nodes });
  if (world.failsBefore !== undefined) {
    for (const node of nodes) skip(node, 'run_stopped', 'skipped');
    return end('error');
  }

  const ends = new Map<string, string>();
  const active = new Map<RecordedNode, { readonly rest: Generator<Loose, void>; attempt: number }>();
  const failed = (): boolean => [...ends.values()].includes('error');
  const waiting = (): RecordedNode[] => nodes.filter((node) => !ends.has(node.name) && !active.has(node));
  const producersOf = ({ inputs }: RecordedNode) =>
    nodes.filter(({ outputs }) => outputs.some((d) => inputs.includes(d)));

  for (let step = 0; ; step += 1) {
    if (step === world.cancelAt) {
      for (const [node, { attempt }] of active) add({ hook: 'on_node_end', node, attempt, status: 'cancelled' });
      for (const { name } of active.keys()) log('node_ended', { node: name });
      for (const node of waiting()) skip(node, 'cancelled', 'cancelled');
      return end('cancelled');
    }
    for (const node of waiting()) {
      const upstream = producersOf(node).map(({ name }) => ends.get(name));
      if (upstream.some((status) => status === 'error' || status === 'skipped')) {
        skip(node, 'upstream_failed', 'skipped');
        ends.set(node.name, 'skipped');
      } else if (!(failed() && !world.keepGoing) && active.size < world.concurrency && !upstream.includes(undefined)) {
        const fate = world.fates[nodes.indexOf(node)];
        if (fate?.last === 'outputs_exist') {
          skip(node, 'outputs_exist', 'cached');
          ends.set(node.name, 'cached');
        } else if (fate !== undefined) {
          const rest = callsOf(node, fate);
          const first = rest.next().value;
          if (first === undefined) continue;
          add(first);
          active.set(node, { rest, attempt: node.hasModel ? 0 : 1 });
        }
      }
    }
    if (active.size === 0) {
      if (waiting().length > 0 && (!failed() || world.keepGoing)) continue;
      for (const node of waiting()) skip(node, 'run_stopped', 'skipped');
      return end(failed() ? 'error' : 'success');
    }
    const [node, current] = [...active][(world.choices[step % world.choices.length] ?? 0) % active.size] ?? [];
    const next = current?.rest.next();
    if (node === undefined || current === undefined || next?.done !== false) continue;
    const call = next.value;
    add(call);
    if (call.hook === 'on_node_start') current.attempt = call.attempt ?? 1;
    if (call.hook === 'on_node_end') {
      active.delete(node);
      ends.set(node.name, call.status ?? '');
      log('node_ended', { node: node.name });
    }
  }
}

/** When a run is cancelled, its nodes have no models here: which of them owe an after_model is tested by example. */
const withoutModels = (world: World): World =>
  world.cancelAt === undefined ? world : { ...world, fates: world.fates.map((fate) => ({ ...fate, hasModel: false })) };
const runs = worlds.map((world) => play(withoutModels(world), 'r1'));

/** Calls whose absence, repetition or place breaks no promise. */
const FREE: ReadonlySet<string> = new Set(['run_node', 'on_dataset_error']);

const picked = runs
  .filter((calls) => calls.some(({ hook }) => !FREE.has(hook)))
  .chain((calls) => fc.tuple(fc.constant(calls), fc.nat({ max: calls.length - 1 })))
  .filter(([calls, at]) => !FREE.has(calls[at]?.hook ?? ''));

describe('checkSequence', () => {
  it('accepts every run as the lifecycle promises it', () => {
    fc.assert(
      fc.property(runs, (calls) => {
        expect(formatViolations(checkSequence(calls))).toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  it('accepts two runs that go on at once', () => {
    fc.assert(
      fc.property(worlds, worlds, fc.array(fc.boolean(), { minLength: 1 }), (one, other, choices) => {
        const left = play(withoutModels(one), 'r1');
        const right = play(withoutModels(other), 'r2');
        const mixed: RecordedCall[] = [];
        for (let step = 0; left.length + right.length > 0; step += 1) {
          const from =
            choices[step % choices.length] === true && left.length > 0 ? left : right.length > 0 ? right : left;
          mixed.push(...from.splice(0, 1));
        }
        expect(formatViolations(checkSequence(mixed))).toBe('');
      }),
    );
  });

  it('accepts the beginning of a run whose process was killed, as an incomplete one', () => {
    fc.assert(
      fc.property(picked, ([calls, at]) => {
        expect(formatViolations(checkSequence(calls.slice(0, at), { complete: false }))).toBe('');
      }),
    );
  });

  it('accepts a run that died and was reconciled', () => {
    fc.assert(
      fc.property(picked, ([calls, at]) => {
        const before = calls.slice(0, at).filter(({ hook }) => hook !== 'on_run_event');
        if (before.length === 0 || before.some(({ hook }) => hook === 'on_run_end')) return;
        const plan = before.find((call) => call.plan !== undefined)?.plan ?? [];
        const seen = before.flatMap(({ node }) => (node === undefined ? [] : [node]));
        const open = [...new Map([...plan, ...seen].map((node) => [node.name, node])).values()].filter(
          ({ name }) => !before.some((call) => call.hook === 'on_node_end' && call.node?.name === name),
        );
        const hasClosed = before.some(({ hook }) => hook === 'after_pipeline_run' || hook === 'on_pipeline_error');
        const crashes = open.map((node): RecordedCall => {
          const starts = before.filter((call) => call.hook === 'on_node_start' && call.node?.name === node.name);
          return { hook: 'on_node_end', runId: 'r1', runAttempt: 1, node, attempt: starts.length, status: 'crashed' };
        });
        const last: RecordedCall = { hook: 'on_run_end', runId: 'r1', runAttempt: 1, status: 'crashed' };
        expect(hasClosed && open.length > 0).toBe(false);
        expect(formatViolations(checkSequence([...before, ...crashes, last]))).toBe('');
      }),
    );
  });

  it('notices any call that is missing', () => {
    fc.assert(
      fc.property(picked, ([calls, at]) => {
        const hook = calls[at]?.hook ?? '';
        const ran = calls.some((call) => call.hook === 'on_node_start' || call.hook === 'after_pipeline_run');
        // A run may fail just before these two.
        if (!ran && (hook === 'after_catalog_created' || hook === 'before_pipeline_run')) return;
        const node = calls[at]?.node?.name;
        const next = calls.find((call, index) => index > at && node !== undefined && call.node?.name === node);
        // A failure or a cancel may have come one call earlier.
        if (next?.hook === 'on_node_error' || (next?.status === 'cancelled' && hook !== 'on_node_skipped')) return;
        expect(checkSequence(calls.toSpliced(at, 1))).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('notices any call that comes twice', () => {
    fc.assert(
      fc.property(picked, ([calls, at]) => {
        expect(checkSequence(calls.toSpliced(at, 0, ...calls.slice(at, at + 1)))).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('notices two calls of a node that changed places', () => {
    fc.assert(
      fc.property(picked, ([calls, at]) => {
        const first = calls[at];
        const then = calls.findIndex((call, index) => index > at && call.node?.name === first?.node?.name);
        const second = calls[then];
        if (first?.node === undefined || second === undefined) return;
        expect(checkSequence(calls.with(at, second).with(then, first))).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
