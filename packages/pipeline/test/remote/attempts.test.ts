import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definePlugin, type PipelineNode } from '@pintle/hookspecs';
import { checkSequence, formatViolations, type RecordedCall } from '@pintle/hookspecs/testing';
import { attemptLost, RECALLED } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { CHAIN, farm, files, plain } from './farm.js';

const violations = (calls: readonly RecordedCall[]): string => {
  const ofRuns = calls.filter(({ runId }) => runId !== undefined);
  return formatViolations(checkSequence(ofRuns, { distributed: true }));
};

describe('a run whose attempts are executed by another process', () => {
  it('has the hooks, events and outputs of any run', async () => {
    const { project, recorder, executor } = await farm(CHAIN);
    const result = await project.run({ runner: 'farm' });
    expect(result.outcome).toMatchObject({ status: 'success' });
    expect(violations(recorder.calls)).toBe('');
    expect(project.read('data/y.json')).toBe('"ab"\n');
    expect(files(project)).toEqual(['x.json', 'y.json']);
    const events = project.events(result.run.runId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => type === 'dataset_saved')).toHaveLength(2);
    expect(executor().forgotten).toEqual(['a', 'b']);
  });

  it('shows what begins before its result is there, and records it once', async () => {
    const { project, executor } = await farm(CHAIN, async (task, own) => {
      const result = await own.attempt(task);
      const [started] = result.events;
      if (started !== undefined) for (let time = 0; time < 2; time++) await own.context.foretell(started);
      return result;
    });
    const result = await project.run({ runner: 'farm', nodes: ['a'] });
    expect(project.events(result.run.runId).map(({ type }) => type)).toEqual([
      'run_started',
      'run_planned',
      'node_started',
      'dataset_saved',
      'node_ended',
      'run_ended',
    ]);
    expect(executor().forgotten).toEqual(['a']);
  });

  it('tells of failed hooks there among its hook failures, those that policies kept to themselves included', async () => {
    const faulty = definePlugin({
      name: 'faulty',
      hooks: {
        on_node_start: () => {
          throw new RangeError('loud');
        },
        after_node_run: {
          onError: 'warn',
          handler: () => {
            throw new RangeError('quiet');
          },
        },
      },
    });
    const { project } = await farm(CHAIN, undefined, { plugins: [faulty] });
    const result = await project.run({ runner: 'farm', nodes: ['a'] });
    expect(result.outcome.status).toBe('success');
    expect(
      result.hookFailures.map(({ hook, plugin, node, attempt, error }) => [hook, plugin, node, attempt, String(error)]),
    ).toEqual([
      ['on_node_start', 'faulty', 'a', 1, 'RangeError: loud'],
      ['after_node_run', 'faulty', 'a', 1, 'RangeError: quiet'],
    ]);
    const failed = project.events(result.run.runId).filter(({ type }) => type === 'hook_failed');
    expect(new Set(failed.map(({ key }) => key)).size).toBe(2);
  });

  it('fails with the error of the node, which keeps name, code and message', async () => {
    const failing = plain('a', [], ['x'], () => {
      throw Object.assign(new RangeError('no'), { code: 'OWN' });
    });
    const { project, recorder } = await farm([failing, ...CHAIN.slice(1)]);
    const result = await project.run({ runner: 'farm' });
    expect(result.outcome).toMatchObject({
      status: 'error',
      error: { name: 'RangeError', message: 'no', code: 'OWN' },
    });
    expect(violations(recorder.calls)).toBe('');
  });

  it('has in the catalog there what hooks put into it', async () => {
    const held = new Map<string, unknown>();
    const providing = definePlugin({
      name: 'providing',
      hooks: {
        after_catalog_created({ catalog, run }) {
          const save = (data: unknown): void => void held.set('x', `${String(data)} of ${run.pipelineName}`);
          catalog.set('x', { type: 'own', load: () => held.get('x'), save });
        },
      },
    });
    const { project } = await farm(CHAIN, undefined, { plugins: [providing] });
    expect((await project.run({ runner: 'farm' })).outcome).toMatchObject({ status: 'success' });
    expect(project.read('data/y.json')).toBe('"a of pb"\n');
  });

  it('takes back what waits when a node fails: it ends as if its turn had never come', async () => {
    let isFailed = false;
    const failing = plain('bad', [], ['x'], () => {
      isFailed = true;
      throw new RangeError('no');
    });
    const waiting = plain('waits', [], ['w']);
    const { project, recorder } = await farm([failing, waiting], async ({ node }, own) => {
      if (node !== 'waits') return undefined;
      await own.recalled;
      return RECALLED;
    });
    const result = await project.run({ runner: 'farm' });
    expect(isFailed).toBe(true);
    expect(result.nodes.get('waits')).toMatchObject({ status: 'skipped', reason: 'run_stopped', attempt: 0 });
    expect(violations(recorder.calls)).toBe('');
  });

  it('ends the model of a node that is taken back', async () => {
    const model = { name: 'm', path: 'models/m.sql', tags: [], meta: {}, status: 'pending' as const };
    const modelled = { ...plain('m', [], ['w']), model };
    const failing = plain('bad', [], ['x'], () => {
      throw new RangeError('no');
    });
    const { project, recorder } = await farm([failing, modelled], async ({ node }, own) => {
      if (node !== 'm') return undefined;
      await own.recalled;
      return RECALLED;
    });
    await project.run({ runner: 'farm' });
    expect(recorder.linesOf('m')).toEqual([
      'before_model m',
      'inject_context m',
      'on_node_skipped m · run_stopped',
      'after_model m',
      'on_node_end m · skipped',
    ]);
  });
});

it('refuses a node that its pipeline does not have', async () => {
  const refused: unknown[] = [];
  const { project } = await farm(CHAIN, async (task, own) => {
    for (const node of ['aa', 'elsewhere'])
      refused.push(await own.attempt({ ...task, node }).catch((error: unknown) => error));
    return undefined;
  });
  expect((await project.run({ runner: 'farm', nodes: ['a'] })).outcome.status).toBe('success');
  expect(refused).toMatchObject([
    { code: 'NODE_UNKNOWN', message: 'Pipeline "p" has no node "aa".', hint: 'Did you mean "a"?' },
    { code: 'NODE_UNKNOWN', hint: 'Bring the same code to all processes of the run.' },
  ]);
});

describe('an attempt that was taken for dead', () => {
  it('tells no hook any more, and leaves no copy', async () => {
    const { project, recorder } = await farm(CHAIN, async (task, own) => {
      if (task.node !== 'a') return undefined;
      const lost = await own.attempt(task, {
        heartbeat: () => {
          throw attemptLost('a', 1);
        },
      });
      expect(lost.outcome).toMatchObject({
        status: 'cancelled',
        reason: 'Attempt 1 of node "a" was taken for dead, and its task handed on.',
      });
      return await own.attempt(task, { attempt: 2 });
    });
    const result = await project.run({ runner: 'farm' });
    expect(result.outcome.status).toBe('success');
    const calls = recorder.calls.filter(({ node, attempt }) => node?.name === 'a' && attempt === 1);
    expect(calls.map(({ hook }) => hook)).toEqual(['on_node_start', 'before_node_run', 'run_node']);
    expect(files(project)).toEqual(['x.json', 'y.json']);
  });

  it('does not wait for its function', async () => {
    const never = plain('a', [], ['x'], () => new Promise(() => {}));
    const { project } = await farm([never], async (task, own) => {
      const lost = new AbortController();
      setTimeout(() => lost.abort(attemptLost('a', 1)), 10);
      return await own.attempt(task, { signal: lost.signal });
    });
    const result = await project.run({ runner: 'farm' });
    expect(result.nodes.get('a')?.status).toBe('cancelled');
  });

  it('leaves copies that are removed with the result of the one that replaced it', async () => {
    const { project } = await farm(CHAIN, async (task, own) => {
      if (task.node !== 'a') return undefined;
      const left = await own.attempt(task);
      expect(left.outputs).toEqual({ x: { dataset: 'x', attemptId: 'a-1' } });
      expect(files(project)).toEqual(['.x.json.a-1.staged']);
      return { ...(await own.attempt(task, { attempt: 2 })), lostAttempts: ['a-1'] };
    });
    expect((await project.run({ runner: 'farm' })).outcome.status).toBe('success');
    expect(files(project)).toEqual(['x.json', 'y.json']);
  });

  it('cannot publish: what it saved late stays a copy', async () => {
    const { project } = await farm([CHAIN[0] as PipelineNode], async (task, own) => {
      const counts = await own.attempt(task, { attempt: 2 });
      await own.attempt(task);
      return counts;
    });
    await project.run({ runner: 'farm' });
    expect(files(project)).toEqual(['.x.json.a-1.staged', 'x.json']);
  });
});

describe('outputs of a committed attempt', () => {
  it('that cannot be published fail the node, with its hooks', async () => {
    const { project, recorder } = await farm(CHAIN, async (task, own) => {
      const result = await own.attempt(task);
      return { ...result, outputs: { x: { dataset: 'x', attemptId: 'never-written' } } };
    });
    const result = await project.run({ runner: 'farm' });
    expect(result.nodes.get('a')).toMatchObject({ status: 'error', error: { code: 'DATASET_SAVE_FAILED' } });
    expect(recorder.linesOf('a').slice(-2)).toEqual(['on_node_error a · save', 'on_node_end a · error']);
    expect(result.nodes.get('b')).toMatchObject({ status: 'skipped' });
  });

  it('are what on_node_end loads when it is asked to', async () => {
    let seen: unknown;
    const curious = definePlugin({
      name: 'curious',
      hooks: {
        on_node_end: async ({ node, loadOutputs }) => {
          if (node.name === 'b') seen = await loadOutputs();
        },
      },
    });
    const { project } = await farm(CHAIN, undefined, { plugins: [curious] });
    await project.run({ runner: 'farm' });
    expect(seen).toEqual({ y: 'ab' });
  });

  it('have the version that the run saves, and nodes load that one, whatever else is saved meanwhile', async () => {
    const catalog = `'{name}':\n  type: json\n  path: data/{name}.json\n  versioned: true\n`;
    const { project } = await farm(
      CHAIN,
      async (task) => {
        if (task.node === 'b') {
          const other = join(project.dir, 'data/x.json/9999-01-01/x.json');
          mkdirSync(dirname(other), { recursive: true });
          writeFileSync(other, '"of another run"');
        }
        return await Promise.resolve(undefined);
      },
      { files: { 'conf/base/catalog.yml': catalog } },
    );
    const result = await project.run({ runner: 'farm' });
    expect(result.outcome.status).toBe('success');
    const saved = project.events(result.run.runId).find(({ type }) => type === 'dataset_saved');
    const version = saved?.type === 'dataset_saved' ? (saved.version ?? '') : '';
    expect(readFileSync(join(project.dir, 'data/y.json', version, 'y.json'), 'utf8')).toBe('"ab"\n');
    const loaded = project.events(result.run.runId).find(({ type }) => type === 'dataset_loaded');
    expect(loaded).toMatchObject({ dataset: 'x', version });
  });
});

it('runs the same pipeline with the parameters of the run, also where the catalog refers to them', async () => {
  const projectFiles = {
    'conf/base/catalog.yml': `'{name}':\n  type: json\n  path: data/\${params:place}/{name}.json\n`,
    'conf/base/parameters.yml': 'place: here\n',
  };
  const reader = plain('a', ['params:place'], ['x'], (data) => data['params:place']);
  const { project } = await farm([reader], undefined, { files: projectFiles, params: { place: 'there' } });
  expect((await project.run({ runner: 'farm' })).outcome.status).toBe('success');
  expect(project.read('data/there/x.json')).toBe('"there"\n');
});
