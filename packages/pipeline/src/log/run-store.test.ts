import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineNode } from '@pintle/hookspecs';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject } from '../testing/index.js';
import { findRun, listRuns, showRun } from './run-store.js';

const node: PipelineNode = { name: 'n', inputs: [], outputs: ['x'], run: () => ({ x: 1 }) };

describe('runs', () => {
  it('are listed newest first, as many as asked for', async () => {
    await using project = await createTestProject({ pipelines: [pipeline('p', [node])] });
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.unshift((await project.run()).run.runId);
    expect(listRuns(project.dir).map(({ runId, status, pipeline: name, env }) => [runId, status, name, env])).toEqual(
      ids.map((id) => [id, 'success', 'p', 'local']),
    );
    expect(listRuns(project.dir, 2).map(({ runId }) => runId)).toEqual(ids.slice(0, 2));
  });

  it('are found by the beginning of their id, or as the last', async () => {
    await using project = await createTestProject({ pipelines: [pipeline('p', [node])] });
    const first = (await project.run()).run.runId;
    const second = (await project.run()).run.runId;
    expect(findRun(project.dir, 'last')).toBe(second);
    expect(findRun(project.dir, first)).toBe(first);
    expect(findRun(project.dir, first.slice(0, -1))).toBe(first);
    expect(() => findRun(project.dir, first.slice(0, 4))).toThrow(expect.objectContaining({ code: 'RUN_AMBIGUOUS' }));
    expect(() => findRun(project.dir, 'zzz')).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }));
    expect(showRun(project.dir, 'last')).toMatchObject({
      summary: {
        runId: second,
        record: { nodes: new Map([['n', expect.objectContaining({ status: 'success', attempt: 1 })]]) },
      },
    });
  });

  it('are listed also where the log of one was damaged', async () => {
    await using project = await createTestProject({ pipelines: [pipeline('p', [node])] });
    const first = (await project.run()).run.runId;
    const second = (await project.run()).run.runId;
    writeFileSync(join(project.dir, '.pintle/runs', second, 'events.jsonl'), 'no event\n');
    const unreadable: unknown[] = [];
    expect(listRuns(project.dir, 20, (error) => unreadable.push(error)).map(({ runId }) => runId)).toEqual([first]);
    expect(unreadable).toEqual([expect.objectContaining({ code: 'RUN_LOG_CORRUPT' })]);
    expect(() => listRuns(project.dir)).toThrow(expect.objectContaining({ code: 'RUN_LOG_CORRUPT' }));
  });

  it('are none in a new project', async () => {
    await using project = await createTestProject();
    expect(listRuns(project.dir)).toEqual([]);
    expect(() => findRun(project.dir, 'last')).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_FOUND', hint: 'Start one: pintle run.' }),
    );
  });
});
