import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { HookError } from '@pintle/core';
import {
  definePlugin,
  failureHook,
  type Model,
  type PipelineNode,
  type RunEvent,
  successHook,
} from '@pintle/hookspecs';
import { checkSequence, failAt, recordHooks } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { defineResource } from '../describe/resource.js';
import { defineJob } from '../job/job.js';
import { createSession } from '../run/open-session.js';
import { statsOf } from '../run/outcome.js';
import { createTestProject, type TestProject } from '../testing/index.js';
import { draftOf, type EventBody } from './draft.js';
import { runFolder } from './folder.js';
import { listRuns, openRuns, showRun } from './run-store.js';

const RUN = '01900000-0000-7000-8000-000000000000';
const nodes: PipelineNode[] = ['a', 'b', 'c'].map((name, at, all) => ({
  name,
  inputs: at === 0 ? [] : [String(all[at - 1])],
  outputs: [name],
  run: () => ({ [name]: 1 }),
}));

const story: EventBody[] = [
  {
    type: 'run_started',
    pipeline: 'p',
    env: 'local',
    runner: 'sequential',
    params: {},
    plugins: [],
    pid: 1,
    host: 'h',
    request: {},
  },
  { type: 'run_planned', nodes: ['a', 'b', 'c'] },
  { type: 'node_started', node: 'a', attempt: 1 },
  { type: 'node_ended', node: 'a', attempt: 1, status: 'success', durationMs: 5 },
  { type: 'node_started', node: 'b', attempt: 1 },
  { type: 'node_retrying', node: 'b', attempt: 1, durationMs: 1, delayMs: 0, error: { name: 'E', message: '' } },
  { type: 'node_started', node: 'b', attempt: 2 },
];

/** Leaves what a process that was killed in the middle of a run leaves. */
function leaveDeadRun(
  project: TestProject,
  bodies: readonly EventBody[] = story,
  holder: object = { host: hostname(), pid: 2 ** 30 },
): void {
  const folder = runFolder(project.dir, RUN);
  mkdirSync(folder.dir, { recursive: true });
  mkdirSync(join(project.dir, '.pintle', 'open'), { recursive: true });
  writeFileSync(join(folder.dir, 'lease-1.json'), JSON.stringify(holder));
  writeFileSync(folder.marker, '');
  const lines = bodies.map((body, at) => {
    const failures = bodies.slice(0, at + 1).filter(({ type }) => type === 'hook_failed').length;
    return JSON.stringify({ seq: at + 1, ...draftOf({ runId: RUN, attempt: 1 }, body, new Date(), failures) });
  });
  writeFileSync(folder.events, `${lines.map((line) => `${line}\n`).join('')}{"half a li`);
}

const seen = (events: readonly RunEvent[]): string[] =>
  events.map((event) => ('node' in event ? `${event.type} ${event.node}` : event.type));

describe('reconcile', () => {
  it('forgets an open run whose folder somebody has removed', async () => {
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)] });
    leaveDeadRun(project);
    rmSync(runFolder(project.dir, RUN).dir, { recursive: true });
    expect(await project.session.reconcile()).toEqual([]);
    expect(existsSync(runFolder(project.dir, RUN).marker)).toBe(false);
    expect(listRuns(project.dir)).toEqual([]);
  });

  it('ends a run whose process died, and calls the end hooks', async () => {
    const recorder = recordHooks();
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)], plugins: [recorder] });
    leaveDeadRun(project);
    expect(listRuns(project.dir)).toMatchObject([{ runId: RUN, status: 'crashed' }]);
    recorder.clear();
    expect(await project.session.reconcile()).toEqual([{ runId: RUN, attempt: 1, pipeline: 'p', crashed: ['b'] }]);
    expect(recorder.lines()).toMatchInlineSnapshot(`
      [
        "on_node_end b #2 · crashed",
        "on_node_skipped c · run_stopped",
        "on_node_end c · skipped",
        "on_run_event node_ended · b",
        "on_run_event node_skipped · c",
        "on_run_end · crashed",
        "on_run_event run_ended",
      ]
    `);
    const { events, summary } = showRun(project.dir, RUN);
    expect(seen(events.slice(story.length))).toEqual(['node_ended b', 'node_skipped c', 'run_ended']);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(summary).toMatchObject({
      status: 'crashed',
      record: { stats: { nodesTotal: 3, nodesSucceeded: 1, nodesFailed: 1, nodesSkipped: 1 } },
    });
    expect(openRuns(project.dir)).toEqual([]);
  });

  it('records each failure of a hook as one of its own, also where the dead process had recorded the same', async () => {
    const fails = {
      name: 'fails',
      hooks: {
        on_node_end() {
          throw new RangeError('again');
        },
      },
    };
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)], plugins: [fails] });
    const error = { name: 'RangeError', message: 'again' };
    leaveDeadRun(project, [...story, { type: 'hook_failed', hook: 'on_node_end', node: 'b', attempt: 2, error }]);
    await project.session.reconcile();
    const failures = project.events(RUN).filter(({ type }) => type === 'hook_failed');
    expect(failures).toHaveLength(3);
    expect(new Set(failures.map(({ key }) => key)).size).toBe(3);
  });

  it('calls the failure hooks of a job for the op that died, once, with the resources of the job', async () => {
    const seen: string[] = [];
    const pager = defineResource({
      name: 'pager',
      create:
        ({ to }: { to: string }) =>
        (text: string) =>
          void seen.push(`${to}: ${text}`),
      dispose: () => void seen.push('disposed'),
    });
    const page = failureHook(
      { name: 'page', requires: { pager } },
      ({ op, opException, attempt, jobName, resources }) =>
        resources.pager(`${jobName} ${op.name}#${attempt} ${(opException as HookError).code}`),
    );
    const cheer = successHook({ name: 'cheer' }, ({ op }) => void seen.push(`cheer ${op.name}`));
    const job = defineJob({
      name: 'nightly',
      pipeline: pipeline('p', nodes),
      resources: { pager },
      hooks: [page, cheer],
    });
    const of = (pipelineName: string): EventBody[] =>
      story.map((body) => (body.type === 'run_started' ? { ...body, pipeline: pipelineName } : body));
    const files = { 'conf/base/job.yml': 'resources: { pager: { config: { to: file } } }' };
    await using project = await createTestProject({ pipelines: [job], files });
    leaveDeadRun(project, of('nightly'));
    await project.session.reconcile();
    await project.session.reconcile();
    expect(seen).toEqual(['file: nightly b#2 NODE_CRASHED', 'disposed']);

    // What is given for the next run of the job is for those that it finds dead, too.
    await using other = await createTestProject({ pipelines: [job], files });
    leaveDeadRun(other, of('nightly'));
    seen.length = 0;
    await other.run({ pipeline: 'nightly', jobConfig: { resources: { pager: { config: { to: 'hand' } } } } });
    expect(seen).toEqual(['hand: nightly b#2 NODE_CRASHED', 'disposed', 'cheer a', 'cheer b', 'cheer c']);
  });

  it('ends the run of a flow, and the tasks that were under way', async () => {
    const recorder = recordHooks();
    await using project = await createTestProject({ plugins: [recorder] });
    const body = { pipeline: 'etl', env: 'local', runner: 'sequential', params: {}, plugins: [], pid: 1, host: 'h' };
    leaveDeadRun(project, [
      { type: 'run_started', ...body, request: { pipeline: 'etl' } },
      { type: 'node_started', node: 'extract', attempt: 1 },
      { type: 'node_ended', node: 'extract', attempt: 1, status: 'success', durationMs: 1 },
      { type: 'node_started', node: 'load', attempt: 1 },
    ]);
    recorder.clear();
    expect(await project.session.reconcile()).toMatchObject([{ pipeline: 'etl', crashed: ['load'] }]);
    expect(recorder.lines().filter((line) => !line.startsWith('on_run_event'))).toEqual([
      'on_node_end load · crashed',
      'on_run_end · crashed',
    ]);
  });

  it('tells what waits for the end of a model, too', async () => {
    const told: string[] = [];
    const models = definePlugin({
      name: 'models',
      hooks: { after_model: ({ node, model: { status } }) => void told.push(`${node.name} ${status}`) },
    });
    const model: Model = { name: 'm', path: 'm.sql', tags: [], meta: {}, status: 'pending' };
    const withModels = nodes.map((node) => (node.name === 'a' ? node : { ...node, model }));
    await using project = await createTestProject({ pipelines: [pipeline('p', withModels)], plugins: [models] });
    leaveDeadRun(project);
    await project.session.reconcile();
    // c never began, so nothing waits for its end.
    expect(told).toEqual(['b crashed']);
  });

  it('leaves runs of other environments to sessions of theirs', async () => {
    const recorder = recordHooks({ only: ['on_run_end'] });
    const files = { 'conf/prod/parameters.yml': '{}' };
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)], plugins: [recorder], files });
    const [start, ...rest] = story as [EventBody, ...EventBody[]];
    leaveDeadRun(project, [{ ...start, env: 'prod' } as EventBody, ...rest]);
    expect(await project.session.reconcile()).toEqual([]);
    expect(recorder.lines()).toEqual([]);
    expect(openRuns(project.dir)).toEqual([RUN]);
    await using prod = await createSession({
      projectDir: project.dir,
      env: 'prod',
      settings: false,
      pipelines: [pipeline('p', nodes)],
      log: project.session.log,
    });
    expect(await prod.reconcile()).toMatchObject([{ runId: RUN }]);
    expect(openRuns(project.dir)).toEqual([]);
  });

  it('does it once, whoever tries at the same time', async () => {
    const recorder = recordHooks({ only: ['on_run_end'] });
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)], plugins: [recorder] });
    leaveDeadRun(project);
    const all = await Promise.all([
      project.session.reconcile(),
      project.session.reconcile(),
      project.session.reconcile(),
    ]);
    expect(all.flat()).toHaveLength(1);
    expect(await project.session.reconcile()).toEqual([]);
    expect(recorder.lines()).toEqual(['on_run_end · crashed']);
  });

  it('is what every run begins with', async () => {
    const recorder = recordHooks();
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)], plugins: [recorder] });
    leaveDeadRun(project);
    await project.run();
    expect(
      recorder.calls.filter(({ hook }) => hook === 'on_run_end').map(({ runId, status }) => [runId === RUN, status]),
    ).toEqual([
      [true, 'crashed'],
      [false, 'success'],
    ]);
  });

  it('makes a crashed run resumable', async () => {
    await using project = await createTestProject({
      pipelines: [pipeline('p', nodes)],
      files: { 'conf/base/catalog.yml': 'a: { type: json, path: a.json }', 'a.json': '1' },
    });
    leaveDeadRun(project);
    const result = await project.run({ resume: RUN });
    expect(result.run).toMatchObject({ runId: RUN, attempt: 2 });
    expect([...result.nodes].map(([name, { status }]) => [name, status])).toEqual([
      ['a', 'cached'],
      ['b', 'success'],
      ['c', 'success'],
    ]);
  });

  it('leaves runs of living processes alone', async () => {
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)] });
    leaveDeadRun(project, story, { host: hostname(), pid: process.pid });
    expect(await project.session.reconcile()).toEqual([]);
    expect(listRuns(project.dir)).toMatchObject([{ status: 'running' }]);
    await expect(project.run({ resume: RUN })).rejects.toMatchObject({ code: 'RUN_LEASE_HELD' });
  });

  it('ends a run whose nodes the project has no more', async () => {
    const recorder = recordHooks({ only: ['on_node_end'] });
    await using project = await createTestProject({ plugins: [recorder] });
    leaveDeadRun(project);
    await project.session.reconcile();
    expect(recorder.lines()).toEqual(['on_node_end b #2 · crashed', 'on_node_end c · skipped']);
  });

  it('forgets a run that died before it had recorded anything', async () => {
    const recorder = recordHooks({ only: ['on_run_end'] });
    await using project = await createTestProject({ plugins: [recorder] });
    leaveDeadRun(project, []);
    expect(await project.session.reconcile()).toEqual([]);
    expect([openRuns(project.dir), recorder.lines()]).toEqual([[], []]);
  });

  it('does not keep the project from running because of a log that is broken', async () => {
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)] });
    leaveDeadRun(project);
    writeFileSync(runFolder(project.dir, RUN).events, 'nonsense\n');
    expect((await project.run()).outcome.status).toBe('success');
    expect(project.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: `run ${RUN} could not be reconciled` }),
    );
  });

  it('records hooks that fail at it', async () => {
    await using project = await createTestProject({
      pipelines: [pipeline('p', nodes)],
      plugins: [failAt('on_run_end')],
    });
    leaveDeadRun(project);
    await project.session.reconcile();
    expect(seen(showRun(project.dir, RUN).events).slice(-2)).toEqual(['hook_failed', 'run_ended']);
  });

  it('ends a run that died between two attempts: the one that was to follow, once', async () => {
    const recorder = recordHooks();
    await using project = await createTestProject({ plugins: [recorder] });
    const stats = statsOf(new Map(), 0, 0, 5);
    const [started] = story;
    leaveDeadRun(project, [started as EventBody, { type: 'run_ended', status: 'retrying', durationMs: 5, stats }]);
    expect(listRuns(project.dir)).toMatchObject([{ runId: RUN, attempt: 1, status: 'crashed' }]);
    recorder.clear();
    expect(await project.session.reconcile()).toEqual([{ runId: RUN, attempt: 2, pipeline: 'p', crashed: [] }]);
    expect(recorder.lines()).toEqual(['on_run_event run_started', 'on_run_end · crashed', 'on_run_event run_ended']);
    expect(recorder.calls.every(({ runAttempt }) => runAttempt === 2)).toBe(true);
    const { summary, events } = showRun(project.dir, RUN);
    expect(summary).toMatchObject({ attempt: 2, status: 'crashed' });
    expect(events.map(({ type, runAttempt, seq }) => `${type} ${runAttempt}/${seq}`)).toEqual([
      'run_started 1/1',
      'run_ended 1/2',
      'run_started 2/1',
      'run_ended 2/2',
    ]);
    expect(events[2]).toMatchObject({ ...started, key: `${RUN}/2/run_started` });
    expect(await project.session.reconcile()).toEqual([]);
    expect(openRuns(project.dir)).toEqual([]);
  });

  it('completes any beginning of a run to the promised sequence', async () => {
    for (let length = 1; length <= story.length; length++) {
      const recorder = recordHooks();
      await using project = await createTestProject({ pipelines: [pipeline('p', nodes)], plugins: [recorder] });
      leaveDeadRun(project, story.slice(0, length));
      recorder.clear();
      await project.session.reconcile();
      const ends = showRun(project.dir, RUN).events.filter(
        ({ type }) => type === 'node_ended' || type === 'node_skipped',
      );
      expect(ends).toHaveLength(length >= 2 ? 3 : 0);
      expect(recorder.calls.filter(({ hook }) => hook === 'on_run_end')).toHaveLength(1);
      expect(
        checkSequence(recorder.calls).filter(({ rule }) => rule === 'node-end-once' || rule === 'run-end-once'),
      ).toEqual([]);
    }
  });
});
