import { describe, expect, it } from 'vitest';
import type { RecordedCall, RecordedNode } from '../recorded-call.js';
import { brokenRules, checkSequence, formatViolations } from './check-sequence.js';
import { type SequenceRule, sequenceGrammar } from './rules.js';

const clean: RecordedNode = { name: 'clean', inputs: ['raw'], outputs: ['rows'], hasModel: false };
const daily: RecordedNode = { name: 'daily', inputs: ['rows'], outputs: ['days'], hasModel: true };

type Line = Omit<RecordedCall, 'runId' | 'runAttempt'>;

const of = (
  node: RecordedNode,
  attempt: number,
  calls: readonly (string | (Omit<Line, 'hook'> & { hook: string }))[],
): Line[] => calls.map((call) => ({ node, attempt, ...(typeof call === 'string' ? { hook: call } : call) }) as Line);

const attempt = (node: RecordedNode, at = 1): Line[] => {
  const [input, output] = [{ dataset: node.inputs[0] ?? '' }, { dataset: node.outputs[0] ?? '' }];
  return of(node, at, [
    'on_node_start',
    { hook: 'before_dataset_loaded', ...input },
    { hook: 'after_dataset_loaded', ...input },
    'before_node_run',
    'run_node',
    'after_node_run',
    { hook: 'before_dataset_saved', ...output },
    { hook: 'after_dataset_saved', ...output },
  ]);
};
const ends = (node: RecordedNode, status: string, at = 1): Line => ({ hook: 'on_node_end', node, attempt: at, status });
const event = (seq: number, type: string, node?: string): Line => ({
  hook: 'on_run_event',
  event: { seq, type, key: `${seq}`, ...(node === undefined ? {} : { node }) },
});
const session: Line[] = [
  { hook: 'before_command_run', command: 'run' },
  { hook: 'after_context_created' },
  { hook: 'register_dataset_types' },
  { hook: 'register_pipelines' },
  { hook: 'after_pipelines_registered' },
];
const opening: Line[] = [
  { hook: 'on_run_start' },
  { hook: 'after_catalog_created' },
  { hook: 'before_pipeline_run', plan: [clean, daily] },
];
const cleanRun: Line[] = [...attempt(clean), ends(clean, 'success')];
const dailyRun: Line[] = [
  { hook: 'before_model', node: daily, attempt: 0 },
  ...attempt(daily),
  { hook: 'after_model', node: daily, attempt: 1 },
  ends(daily, 'success'),
];
const closing: Line[] = [{ hook: 'after_pipeline_run' }, { hook: 'on_run_end', status: 'success' }];
const good: Line[] = [...opening, ...cleanRun, ...dailyRun, ...closing];

const SESSION_HOOKS = new Set(session.map(({ hook }) => hook).concat('after_command_run'));
const record = (lines: readonly Line[]): RecordedCall[] =>
  lines.map((line) => (SESSION_HOOKS.has(line.hook) ? line : { runId: 'r', runAttempt: 1, ...line }));
const check = (lines: readonly Line[]): string => formatViolations(checkSequence(record(lines)));
const without = (hook: string, lines: readonly Line[] = good): Line[] => lines.filter((line) => line.hook !== hook);

const again = (lines: readonly Line[]): RecordedCall[] => lines.map((line) => ({ ...line, runId: 'r', runAttempt: 2 }));
/** An attempt of the run of a flow that another follows. */
const retried: Line[] = [
  { hook: 'on_run_start' },
  { hook: 'on_pipeline_error', willRetry: true },
  { hook: 'on_run_end', status: 'retrying' },
];

/** For each rule a sequence that breaks it, and what is said of it. */
const BROKEN: readonly (readonly [SequenceRule, readonly Line[], string])[] = [
  [
    'session-order',
    [...session, { hook: 'register_pipelines' }],
    'register_pipelines came after after_pipelines_registered in one session',
  ],
  ['command-order', [...session, { hook: 'after_command_run' }, ...good], 'on_run_start came after after_command_run'],
  ['command-order', [{ hook: 'after_command_run' }], 'after_command_run came without before_command_run'],
  ['run-start-once', without('on_run_start'), 'Run r#1: after_catalog_created came before on_run_start'],
  ['run-end-once', without('on_run_end'), 'Run r#1: on_run_end never came'],
  ['run-end-once', [...good, ends(clean, 'success')], 'on_node_end clean · success came after on_run_end'],
  ['run-order', without('after_catalog_created'), 'before_pipeline_run came without after_catalog_created'],
  [
    'run-order',
    [...opening.slice(0, 2), ...cleanRun, ...closing],
    'on_node_start clean came before before_pipeline_run',
  ],
  ['run-outcome', without('after_pipeline_run'), 'Run r#1 ended with success, but after_pipeline_run never came'],
  ['run-attempts', retried, 'Run r#1 ended with retrying, but no attempt followed'],
  [
    'run-attempts',
    [...retried, ...again(good), { hook: 'on_run_event', event: { seq: 1, type: 'run_started', key: 'k' } }],
    'Run r#1 was not over when its next attempt began',
  ],
  [
    'run-attempts',
    [retried[0], { hook: 'on_pipeline_error', willRetry: true }, { hook: 'on_run_end', status: 'error' }] as Line[],
    'Run r#1 ended with error, but on_pipeline_error announced another attempt',
  ],
  [
    'run-attempts',
    [retried[0], { hook: 'on_pipeline_error', willRetry: false }, retried[2], ...again(good)] as Line[],
    'Run r#1 ended with retrying, but on_pipeline_error announced no other attempt',
  ],
  ['node-end-once', [...opening, ...cleanRun, ...closing], 'on_node_end of daily never came'],
  [
    'node-end-once',
    [...opening, ...cleanRun, ends(clean, 'success')],
    'Node clean: on_node_end clean · success came after its on_node_end',
  ],
  ['node-order', without('before_node_run'), 'Node clean: expected before_node_run, got run_node clean'],
  [
    'node-failure',
    [...opening, ...of(clean, 1, ['on_node_start', 'on_node_retry'])],
    'on_node_retry clean came without on_node_error',
  ],
  [
    'node-failure',
    [
      ...opening,
      ...attempt(clean).slice(0, 2),
      ...of(clean, 1, [{ hook: 'on_node_error', phase: 'save', willRetry: false }]),
    ],
    'on_node_error clean · save, but the attempt had got to load',
  ],
  [
    'node-failure',
    [
      ...opening,
      ...attempt(clean).slice(0, 2),
      ...of(clean, 1, [{ hook: 'on_dataset_error', dataset: 'rows', operation: 'save' }]),
    ],
    'on_dataset_error rows · clean · save came without before_dataset_saved rows',
  ],
  [
    'node-attempts',
    [...opening, ...attempt(clean, 2), ends(clean, 'success', 2)],
    'expected attempt 1 to start, got 2',
  ],
  [
    'node-outcome',
    [...opening, ...attempt(clean).slice(0, 4), ends(clean, 'success')],
    'but its attempt had still to come to after_node_run',
  ],
  ['node-outcome', [...opening, ends(clean, 'skipped', 0)], 'but it never started and was not skipped'],
  [
    'model-order',
    [...opening, ...cleanRun, ...without('before_model', dailyRun)],
    'Node daily: its first attempt started before before_model',
  ],
  [
    'model-order',
    [...opening, ...cleanRun, ...without('after_model', dailyRun)],
    'Node daily: on_node_end came without after_model',
  ],
  [
    'node-dependencies',
    [...opening, ...dailyRun, ...cleanRun, ...closing],
    'Node daily started before clean, which writes rows, had ended well',
  ],
  [
    'fail-fast',
    [
      ...opening,
      ...of(clean, 1, ['on_node_start', { hook: 'on_node_error', phase: 'hook' }]),
      ends(clean, 'error'),
      ...dailyRun,
    ],
    'Node daily started although clean had failed',
  ],
  [
    'event-order',
    [event(1, 'run_started'), ...good, event(3, 'run_ended')],
    'Run r#1: expected event 2, got 3 (run_ended)',
  ],
  ['event-order', [event(1, 'run_started'), ...good], 'the last event is run_started, expected run_ended'],
  [
    'event-once',
    [
      event(1, 'run_started'),
      { hook: 'on_run_event', event: { seq: 2, type: 'run_planned', key: '2', nodes: ['clean'] } },
      ...good,
      event(3, 'run_ended'),
    ],
    'node clean has 0 node_ended or node_skipped, expected one',
  ],
];

describe('checkSequence', () => {
  it('has nothing to say of a run as it should be, inside of its command', () => {
    expect(check([...session, ...good, { hook: 'after_command_run' }])).toBe('');
  });

  it.each(BROKEN)('reports %s', (rule, lines, message) => {
    expect(brokenRules(checkSequence(record(lines)))).toContain(rule);
    expect(check(lines)).toContain(message);
  });

  it('can report every rule that there is', () => {
    expect([...new Set(BROKEN.map(([rule]) => rule))].toSorted()).toEqual(Object.keys(sequenceGrammar).toSorted());
  });

  it('says at which call a rule is broken', () => {
    const [violation] = checkSequence(record(without('before_node_run')));
    expect(violation).toEqual({
      rule: 'node-order',
      at: 6,
      message: 'Node clean: expected before_node_run, got run_node clean.',
    });
  });

  it('takes a run_node that a wrapper answered or ran again', () => {
    expect(check(without('run_node'))).toBe('');
    expect(check(good.flatMap((line) => (line.hook === 'run_node' ? [line, line] : [line])))).toBe('');
  });

  it('expects loads only of the inputs that are loaded for a node', () => {
    const inPlace: RecordedNode = { ...clean, loads: [] };
    const calls = attempt(inPlace).filter(({ dataset }) => dataset !== 'raw');
    expect(check([...opening, ...calls, ends(inPlace, 'success'), ...dailyRun, ...closing])).toBe('');
    expect(check([...opening, ...attempt(inPlace), ends(inPlace, 'success'), ...dailyRun, ...closing])).toContain(
      'Node clean: expected before_node_run, got before_dataset_loaded raw',
    );
  });

  it('takes a node that was marked cached, and demands that its outcome says so', () => {
    const skipped: Line = { hook: 'on_node_skipped', node: clean, attempt: 1, reason: 'cached' };
    const cached = (status: string): Line[] => [...attempt(clean), skipped, ends(clean, status), ...dailyRun];
    expect(check([...opening, ...cached('cached'), ...closing])).toBe('');
    expect(check([...opening, ...cached('success'), ...closing])).toContain('node-outcome');
  });

  it('demands after_model of a cancelled model that began, none of one that did not', () => {
    const cancelled = (...calls: Line[]): Line[] => [
      ...opening,
      ...cleanRun,
      ...calls,
      { hook: 'on_run_end', status: 'cancelled' },
    ];
    const begin: Line = { hook: 'before_model', node: daily, attempt: 0 };
    const end: Line = { hook: 'after_model', node: daily, attempt: 0 };
    expect(check(cancelled(begin, end, ends(daily, 'cancelled', 0)))).toBe('');
    expect(check(cancelled(begin, ends(daily, 'cancelled', 0)))).toContain('model-order');
    const skipped: Line = { hook: 'on_node_skipped', node: daily, attempt: 0, reason: 'cancelled' };
    expect(check(cancelled(skipped, ends(daily, 'cancelled', 0)))).toBe('');
  });

  it('takes a failed before_model: the node ends without an attempt', () => {
    const failed = of(daily, 0, [
      'before_model',
      { hook: 'on_node_error', phase: 'hook', willRetry: false },
      'after_model',
    ]);
    const lines = [...opening, ...cleanRun, ...failed, ends(daily, 'error', 0)];
    expect(check([...lines, { hook: 'on_pipeline_error' }, { hook: 'on_run_end', status: 'error' }])).toBe('');
  });

  it('finds nothing in a run that is tried again, nor in one that was killed before it could be', () => {
    expect(check([...retried, ...again(good)])).toBe('');
    expect(formatViolations(checkSequence(record(retried), { complete: false }))).toBe('');
  });

  it('does not let a node end in error when another attempt was announced', () => {
    const lines = [
      ...opening,
      ...of(clean, 1, ['on_node_start', { hook: 'on_node_error', phase: 'hook', willRetry: true }]),
    ];
    expect(check([...lines, ends(clean, 'error')])).toContain('but on_node_error announced another attempt');
  });

  it('takes attempts that broke off only where attempts may be lost with their process', () => {
    const lost = attempt(clean).slice(0, 3);
    const lines = [...opening, ...lost, ...attempt(clean, 3), ends(clean, 'success', 3), ...dailyRun, ...closing];
    expect(check(lines)).toContain('came without on_node_retry before it');
    expect(formatViolations(checkSequence(record(lines), { distributed: true }))).toBe('');
  });

  it('takes the catalogs of other processes only where attempts ran in such', () => {
    const lines = [...opening, ...cleanRun, { hook: 'after_catalog_created' as const }, ...dailyRun, ...closing];
    expect(check(lines)).toContain('after_catalog_created came too late');
    expect(formatViolations(checkSequence(record(lines), { distributed: true }))).toBe('');
  });

  it('takes no call of a lost attempt after the next has started', () => {
    const late = attempt(clean).slice(5, 6);
    const lines = [
      ...opening,
      ...attempt(clean).slice(0, 5),
      ...attempt(clean, 2).slice(0, 5),
      ...late,
      ...attempt(clean, 2).slice(5),
    ];
    const rest = [ends(clean, 'success', 2), ...dailyRun, ...closing];
    const violations = checkSequence(record([...lines, ...rest]), { distributed: true });
    expect(formatViolations(violations)).toContain('after_node_run says attempt 1, it is 2');
  });

  it('keeps the attempts of a run apart: a resumed one begins anew', () => {
    const again = good.map((line) => ({ runId: 'r', runAttempt: 2, ...line }));
    expect(formatViolations(checkSequence([...record(good), ...again]))).toBe('');
  });

  it('takes sessions one after another', () => {
    const [, ...one] = session;
    expect(check([...one, ...one])).toBe('');
  });
});
