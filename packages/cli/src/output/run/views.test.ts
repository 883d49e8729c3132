import type { RunEvent } from '@pintle/hookspecs';
import { buildEvent, buildOutcome } from '@pintle/hookspecs/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildResult } from '../../../test/build-result.js';
import { type FakeChannel, fakeReporter, fakeTerminal } from '../../../test/fake-terminal.js';
import { JsonView } from './json-view.js';
import { LineView } from './line-view.js';
import type { LiveRegion } from './live-region.js';
import { LiveView } from './live-view.js';
import { LogView } from './log-view.js';

const TIME = '2026-01-01T09:05:07.000Z';
const failure = { name: 'TypeError', message: 'no sum' };
const EVENTS: readonly RunEvent[] = [
  buildEvent('run_started', { time: TIME, pipeline: 'math', runId: 'r1' }),
  buildEvent('run_planned', { time: TIME, nodes: ['sum'] }),
  buildEvent('node_started', { time: TIME, node: 'sum' }),
  buildEvent('dataset_loaded', { time: TIME, node: 'sum', dataset: 'params:n' }),
  buildEvent('dataset_loaded', { time: TIME, node: 'sum', dataset: 'numbers' }),
  buildEvent('node_ended', { time: TIME, node: 'sum', status: 'error', error: failure }),
  buildEvent('hook_failed', { time: TIME, error: { name: 'Error', message: 'bell' } }),
  buildEvent('run_ended', { time: TIME, status: 'error', error: failure }),
];
const error = Object.assign(new TypeError('no sum'), { stack: '' });
const RESULT = buildResult({
  nodes: new Map([['sum', buildOutcome('error', { error })]]),
  outcome: buildOutcome('error', { error }),
});

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

describe('LineView', () => {
  function lines(level: ConstructorParameters<typeof LineView>[1]): string[] {
    const { err } = fakeTerminal();
    const view = new LineView(err, level, fakeReporter());
    for (const event of EVENTS) view.event(event);
    view.line('printed');
    view.end(RESULT);
    return err.lines;
  }

  it('shows one line an event, then what went wrong', () => {
    expect(lines('info')).toEqual([
      '09:05:07 ▶ math  env test, runner sequential, run r1',
      '09:05:07 · 1 node selected',
      '09:05:07 ▶ sum  started',
      '09:05:07 · sum  loaded numbers  1 ms',
      '09:05:07 ✗ sum  error  1.0 s: no sum',
      '09:05:07 ✗ math  failed in 1.0 s: 1 succeeded',
      'printed',
      '✗ TypeError  no sum',
      '  node   sum',
    ]);
  });

  it('shows loads of parameters at the level debug', () => {
    expect(lines('debug')).toContain('09:05:07 · sum  loaded params:n  1 ms');
  });

  it('shows only what is wrong at the level error', () => {
    expect(lines('error').filter((line) => line.startsWith('09:'))).toEqual([
      '09:05:07 ✗ sum  error  1.0 s: no sum',
      '09:05:07 ✗ math  failed in 1.0 s: 1 succeeded',
    ]);
  });
});

describe('JsonView', () => {
  it('writes each event as a line of JSON, and everything else elsewhere', () => {
    const { out, err } = fakeTerminal();
    const view = new JsonView(out, new LogView(err, fakeReporter()));
    for (const event of EVENTS) view.event(event);
    view.line('printed');
    view.end(RESULT);
    view.close();
    expect(out.lines.map((line) => JSON.parse(line) as unknown)).toEqual(EVENTS);
    expect(err.lines).toEqual(['printed', '✗ TypeError  no sum', '  node   sum']);
  });
});

describe('LiveView', () => {
  class FakeRegion implements LiveRegion {
    readonly lines: string[] = [];
    frame: string | undefined = undefined;
    draw(frame: string): void {
      this.frame = frame;
    }
    above(line: string): void {
      this.lines.push(line);
    }
    close(): void {
      this.frame = undefined;
    }
  }

  function live(): { region: FakeRegion; err: FakeChannel; view: LiveView } {
    const terminal = fakeTerminal({ err: true });
    const region = new FakeRegion();
    const options = { channel: terminal.err, reporter: fakeReporter(terminal), signal: new AbortController().signal };
    return { region, err: terminal.err, view: new LiveView(region, options) };
  }

  it('shows failures at once, above the region, and a table at the end', () => {
    const { region, err, view } = live();
    for (const event of EVENTS.slice(0, 3)) view.event(event);
    expect(region.frame).toContain('math');
    for (const event of EVENTS.slice(3)) view.event(event);
    expect(region.lines).toEqual(['math: env test, runner sequential, run r1', '✗ TypeError  no sum\n  node   sum']);
    view.end(RESULT);
    expect(region.frame).toBeUndefined();
    expect(err.text).toContain('sum    ✗ error');
    expect(err.text).toContain('✗ math  failed in 1.0 s');
    expect(err.text).not.toContain('TypeError');
  });

  it('writes on without its region when that is closed', () => {
    const { region, err, view } = live();
    view.line('above');
    view.close();
    view.close();
    view.line('after');
    expect([region.lines, err.text]).toEqual([['above'], 'after\n']);
  });
});
