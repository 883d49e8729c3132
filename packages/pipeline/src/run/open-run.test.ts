import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineNode } from '@pintle/hookspecs';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject } from '../testing/index.js';
import { createSession } from './open-session.js';

/** Fails as long as `broken` is. */
function flaky(state: { broken: boolean }): PipelineNode {
  return {
    name: 'flaky',
    inputs: ['params:year'],
    outputs: ['x'],
    run({ 'params:year': year }) {
      if (state.broken) throw new RangeError('broken');
      return { x: year };
    },
  };
}

const FILES = { 'conf/base/parameters.yml': 'year: 2024\nrate: 0.1\n' };

describe('a run that is resumed', () => {
  it('warns of parameters that are not those of before, which nodes that are done were given', async () => {
    const state = { broken: true };
    const pipelines = [pipeline('p', [flaky(state)])];
    await using project = await createTestProject({ files: FILES, pipelines, params: { year: 3, added: 1 } });
    const { run } = await project.run();
    state.broken = false;
    const { dir: projectDir, session } = project;
    const given = { projectDir, settings: false, log: session.log, pipelines } as const;
    await using other = await createSession(given);
    expect((await other.run({ resume: 'last' })).outputs).toEqual({ x: 2024 });
    const warnings = project.logged.filter(({ level }) => level === 'warn');
    expect(warnings.map(({ message }) => message)).toEqual([
      `parameters are not those that run ${run.runId} was started with: year, added`,
    ]);
  });

  it('says nothing of parameters that are the same', async () => {
    const state = { broken: true };
    await using project = await createTestProject({ files: FILES, pipelines: [pipeline('p', [flaky(state)])] });
    await project.run();
    await project.run({ resume: 'last' });
    expect(project.logged.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('can be asked for another concurrency than before', async () => {
    const state = { broken: true };
    await using project = await createTestProject({ files: FILES, pipelines: [pipeline('p', [flaky(state)])] });
    const { run } = await project.run();
    await project.run({ resume: 'last', concurrency: 4 });
    await project.run({ resume: 'last' });
    const started = project.events(run.runId).filter(({ type }) => type === 'run_started');
    expect(started).toMatchObject([{ runner: 'sequential' }, { runner: 'concurrent' }, { runner: 'concurrent' }]);
  });
});

describe('a run that cannot be recorded', () => {
  it('is refused, with the place and what to do', async () => {
    await using project = await createTestProject({
      files: FILES,
      pipelines: [pipeline('p', [flaky({ broken: false })])],
    });
    rmSync(join(project.dir, '.pintle'), { recursive: true, force: true });
    writeFileSync(join(project.dir, '.pintle'), '');
    await expect(project.run()).rejects.toMatchObject({
      code: 'RUN_LOG_UNWRITABLE',
      message: expect.stringContaining(join(project.dir, '.pintle/runs')) as string,
      hint: expect.stringContaining('make the project folder writable') as string,
      cause: expect.objectContaining({ code: 'ENOTDIR' }) as object,
    });
  });
});
