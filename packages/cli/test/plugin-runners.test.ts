import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSession } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { MATH, Project } from './project.js';

const PIPELINE = fileURLToPath(new URL('../../pipeline', import.meta.url));
const FILES = {
  ...MATH,
  'package.json': { name: 'project', type: 'module', dependencies: { pintle: '*', 'pintle-plugin-barge': '1' } },
  'node_modules/pintle-plugin-barge/package.json': {
    name: 'pintle-plugin-barge',
    version: '1.0.0',
    type: 'module',
    pintle: { runners: { barge: './runner.js', raft: './raft.js' } },
  },
  'node_modules/pintle-plugin-barge/runner.js': `
    import { concurrent, defineRunner } from '@pintle/pipeline';

    export default defineRunner({
      name: 'barge',
      concurrency: (asked) => asked ?? 2,
      open(context) {
        context.host.log.info('the barge departs', { concurrency: context.concurrency ?? 2 });
        return concurrent.open(context);
      },
    });
  `,
  'node_modules/pintle-plugin-barge/raft.js': `export default { name: 'raft' };`,
};

/** A project with the plugin, and with what the plugin depends on. */
function installed(): Project {
  const project = new Project(FILES);
  mkdirSync(join(project.dir, 'node_modules/@pintle'));
  symlinkSync(PIPELINE, join(project.dir, 'node_modules/@pintle/pipeline'));
  return project;
}

describe('the runners of plugins', () => {
  it('run pipelines, by name', async () => {
    using project = installed();
    const { code, stderr } = await project.pintle('run', '--runner', 'barge', '--concurrency', '3');
    expect(stderr).toContain('runner barge');
    expect(stderr).toContain('the barge departs  concurrency=3');
    expect(code).toBe(0);
    expect(project.events()).toContainEqual(expect.objectContaining({ type: 'run_started', runner: 'barge' }));
    expect(project.events().filter(({ type }) => type === 'node_ended')).toHaveLength(3);
  });

  it('run them from code, too', async () => {
    using project = installed();
    await using session = await createSession({ projectDir: project.dir });
    const result = (await session.run({ runner: 'barge' })).throwIfFailed();
    expect(result.stats.nodesSucceeded).toBe(3);
  });

  it.each([
    ['is not there', ['--runner', 'bargee'], 'RUNNER_UNKNOWN', 'Did you mean "barge"?'],
    [
      'is of a plugin that is switched off',
      ['--runner', 'barge', '--disable-plugin', 'pintle-plugin-barge'],
      'RUNNER_UNKNOWN',
      'Runners: sequential, concurrent, worker.',
    ],
    ['is none', ['--runner', 'raft'], 'RUNNER_INVALID', 'defineRunner'],
  ])('fail the run where the one that is named %s', async (_, options, error, hint) => {
    using project = installed();
    const { code, stderr } = await project.pintle('run', ...options);
    expect(stderr).toContain(`✗ ${error}`);
    expect(stderr).toContain(hint);
    expect(code).toBe(2);
    // The run had begun, and ended: with all its nodes.
    expect(project.events().map(({ type }) => type)).toEqual([
      'run_started',
      'run_planned',
      'node_skipped',
      'node_skipped',
      'node_skipped',
      'run_ended',
    ]);
  });
});
