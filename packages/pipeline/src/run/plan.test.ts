import type { PipelineNode } from '@pintle/hookspecs';
import { recordHooks } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject } from '../testing/index.js';
import { createSession } from './open-session.js';

/** a → (file) → b → (memory) → c → (file) → d → (memory) */
function chain(ran: string[], failing: ReadonlySet<string> = new Set()): PipelineNode[] {
  const make = (name: string, inputs: string[], output: string): PipelineNode => ({
    name,
    inputs,
    outputs: [output],
    run: () => {
      ran.push(name);
      if (failing.has(name)) throw new RangeError(`${name} failed`);
      return { [output]: name };
    },
  });
  return [make('a', [], 'fa'), make('b', ['fa'], 'mb'), make('c', ['mb'], 'fc'), make('d', ['fc'], 'md')];
}

const catalog = 'fa: { type: json, path: fa.json }\nfc: { type: json, path: fc.json }\n';
const statuses = (result: {
  nodes: ReadonlyMap<string, { status: string; reason?: string }>;
}): Record<string, string> =>
  Object.fromEntries([...result.nodes].map(([name, { status, reason }]) => [name, reason ?? status]));

describe('onlyMissingOutputs', () => {
  it('skips what is there, and runs what a running node needs from memory', async () => {
    const ran: string[] = [];
    const recorder = recordHooks({ only: ['on_node_skipped', 'on_node_end', 'after_pipeline_run'] });
    await using project = await createTestProject({
      pipelines: [pipeline('p', chain(ran))],
      files: { 'conf/base/catalog.yml': catalog, 'fa.json': '"old"' },
      plugins: [recorder],
    });
    const result = await project.run({ onlyMissingOutputs: true });
    expect(ran).toEqual(['b', 'c']);
    expect(statuses(result)).toEqual({ a: 'outputs_exist', b: 'success', c: 'success', d: 'outputs_exist' });
    expect(result.nodes.get('a')).toMatchObject({ status: 'cached', attempt: 0 });
    expect(result.stats).toMatchObject({ nodesCached: 2, nodesSucceeded: 2 });
    expect(recorder.lines()).toMatchInlineSnapshot(`
      [
        "on_node_skipped a · outputs_exist",
        "on_node_end a · cached",
        "on_node_end b · success",
        "on_node_end c · success",
        "on_node_skipped d · outputs_exist",
        "on_node_end d · cached",
        "after_pipeline_run",
      ]
    `);
  });

  it('has nothing to do when all is there, and succeeds', async () => {
    const ran: string[] = [];
    await using project = await createTestProject({
      pipelines: [pipeline('p', chain(ran))],
      files: { 'conf/base/catalog.yml': catalog, 'fa.json': '1', 'fc.json': '1' },
    });
    const result = await project.run({ onlyMissingOutputs: true });
    expect(ran).toEqual([]);
    expect(result.outcome.status).toBe('success');
  });

  it('can be planned without a run', async () => {
    await using project = await createTestProject({
      pipelines: [pipeline('p', chain([]))],
      files: { 'conf/base/catalog.yml': catalog, 'fa.json': '1' },
    });
    const plan = await project.session.plan({ onlyMissingOutputs: true, toNodes: ['c'] });
    expect(plan.pipeline.nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect([...plan.answered]).toEqual([['a', 'outputs_exist']]);
  });
});

describe('resume', () => {
  it('runs again only what had not been done, as the next attempt of the run', async () => {
    const ran: string[] = [];
    const failing = new Set(['d']);
    await using project = await createTestProject({
      pipelines: [pipeline('p', chain(ran, failing))],
      files: { 'conf/base/catalog.yml': catalog },
    });
    const first = await project.run({ keepGoing: true });
    expect(ran.splice(0)).toEqual(['a', 'b', 'c', 'd']);
    failing.clear();
    const second = await project.run({ resume: 'last' });
    expect(ran).toEqual(['d']);
    expect(second.run).toMatchObject({ runId: first.run.runId, attempt: 2 });
    expect(second.outcome).toMatchObject({ status: 'success', attempt: 2 });
    expect(statuses(second)).toEqual({ a: 'cached', b: 'cached', c: 'cached', d: 'success' });
    const events = project.events(first.run.runId);
    expect(events.filter(({ type }) => type === 'run_started')).toMatchObject([
      { runAttempt: 1, seq: 1 },
      { runAttempt: 2, seq: 1, request: { keepGoing: true, resume: first.run.runId } },
    ]);
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
  });

  it('runs again what was lost with the memory of the process', async () => {
    const ran: string[] = [];
    const failing = new Set(['c']);
    await using project = await createTestProject({
      pipelines: [pipeline('p', chain(ran, failing))],
      files: { 'conf/base/catalog.yml': catalog },
    });
    const first = await project.run();
    ran.length = 0;
    failing.clear();
    const plan = await project.session.plan({ resume: 'last' });
    expect([...plan.answered]).toEqual([['a', 'cached']]);
    const second = await project.run({ resume: first.run.runId.slice(0, 20) });
    expect(ran).toEqual(['b', 'c', 'd']);
    expect(second.outputs).toEqual({ md: 'd' });
  });

  it('is asked the same as before, but for what is asked anew', async () => {
    const failing = new Set(['c']);
    await using project = await createTestProject({
      pipelines: [pipeline('p', chain([], failing))],
      files: { 'conf/base/catalog.yml': catalog },
    });
    const first = await project.run({ toNodes: ['c'] });
    failing.clear();
    expect([...(await project.run({ resume: first.run.runId })).nodes.keys()]).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['a run that is not there', 'nope', 'RUN_NOT_FOUND'],
    ['a run that succeeded', 'last', 'RUN_NOT_RESUMABLE'],
  ])('refuses %s', async (_, resume, code) => {
    await using project = await createTestProject({ pipelines: [pipeline('p', chain([]))] });
    await project.run();
    await expect(project.run({ resume })).rejects.toMatchObject({ code });
  });

  it('refuses a run of another environment', async () => {
    await using project = await createTestProject({
      pipelines: [pipeline('p', chain([], new Set(['a'])))],
      files: { 'conf/prod/run.yml': 'durability: node' },
    });
    await project.run();
    await using other = await createSession({
      projectDir: project.dir,
      settings: false,
      env: 'prod',
      log: project.session.log,
    });
    await expect(other.run({ resume: 'last' })).rejects.toMatchObject({
      code: 'RUN_NOT_RESUMABLE',
      hint: 'Resume it with --env local.',
    });
  });
});
