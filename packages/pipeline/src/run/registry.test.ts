import { definePlugin } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject } from '../testing/index.js';

const node = (name: string, output = name): string =>
  `{ name: '${name}', inputs: [], outputs: ['${output}'], run: () => ({ ${output}: '${name}' }) }`;
const of = (name: string, ...nodes: string[]): string =>
  `{ name: '${name}', nodes: [${nodes.join(', ')}], inputs: () => [], outputs: () => [] }`;

describe('pipelines.ts', () => {
  it('gives its pipelines by name, and runs their sum', async () => {
    const file = `const shared = ${node('s')};\nexport const one = ${of('one', 'shared')};\nexport const two = ${of('two', 'shared', node('t'))};\nexport const LIMIT = 3;`;
    await using project = await createTestProject({ files: { 'pipelines.ts': file } });
    expect([...project.session.pipelines.keys()]).toEqual(['one', 'two']);
    const result = await project.run();
    expect(result.run.pipelineName).toBe('one+two');
    expect([...result.nodes.keys()]).toEqual(['s', 't']);
    expect([...(await project.run({ pipeline: 'two' })).nodes.keys()]).toEqual(['s', 't']);
    expect([...(await project.run({ pipeline: 'one' })).nodes.keys()]).toEqual(['s']);
  });

  it('may say which one is the default', async () => {
    const file = `export const one = ${of('one', node('s'))};\nconst two: unknown = ${of('two', node('t'))};\nexport default two;`;
    await using project = await createTestProject({ files: { 'pipelines.ts': file } });
    const result = await project.run();
    expect(result.run.pipelineName).toBe('two');
    expect(project.session.defaultPipelines).toEqual(['two']);
    expect([...(await project.run({ pipeline: 'one+two' })).nodes.keys()]).toEqual(['s', 't']);
  });

  it.each([
    ['does not load', 'export const x = ;', 'PIPELINES_LOAD_FAILED'],
    ['throws', "throw new Error('mine');", 'PIPELINES_LOAD_FAILED'],
    [
      'has two pipelines of a name',
      `export const a = ${of('x', node('a'))}; export const b = ${of('x', node('b'))};`,
      'PIPELINE_NAME_TAKEN',
    ],
    [
      'has a pipeline that cannot work',
      `export const a = ${of('x', node('a', 'z'), node('b', 'z'))};`,
      'PIPELINE_DUPLICATE_OUTPUT',
    ],
    ['exports a node by default', `export default ${node('a')};`, 'PIPELINES_INVALID'],
    ['exports a list by default', `export default [${of('x', node('a'))}];`, 'PIPELINES_INVALID'],
    ['exports a number by default', 'export default 5;', 'PIPELINES_INVALID'],
  ])('is refused when it %s', async (_, file, code) => {
    await expect(createTestProject({ files: { 'pipelines.ts': file } })).rejects.toMatchObject({ code });
  });
});

describe('register_pipelines', () => {
  const contributed = (name: string, ...names: string[]) => ({
    name,
    nodes: names.map((one) => ({ name: one, inputs: [], outputs: [one], run: () => ({ [one]: 1 }) })),
  });

  it('adds pipelines, and nodes to pipelines that are there', async () => {
    const plugin = definePlugin({
      name: 'more',
      hooks: { register_pipelines: () => [contributed('one', 'c'), contributed('new', 'd')] },
    });
    await using project = await createTestProject({
      files: { 'pipelines.ts': `export const one = ${of('one', node('s'))};` },
      plugins: [plugin],
    });
    expect(project.session.pipelines.get('one')?.nodes.map(({ name }) => name)).toEqual(['s', 'c']);
    expect([...(await project.run()).nodes.keys()]).toEqual(['s', 'c', 'd']);
  });

  it('fails the session when it fails, and when it gives something else', async () => {
    const failing = definePlugin({
      name: 'bad',
      hooks: {
        register_pipelines: () => {
          throw new RangeError('no');
        },
      },
    });
    await expect(createTestProject({ plugins: [failing] })).rejects.toThrow(new RangeError('no'));
    const wrong = definePlugin({ name: 'bad', hooks: { register_pipelines: () => 5 } });
    await expect(createTestProject({ plugins: [wrong] })).rejects.toMatchObject({
      code: 'HOOK_RESULT_INVALID',
      plugin: 'bad',
    });
  });

  it('disposes the plugins of a session that could not be opened', async () => {
    let disposed = 0;
    const plugin = definePlugin({
      name: 'p',
      hooks: {
        after_pipelines_registered: () => {
          throw new RangeError('no');
        },
      },
      dispose: () => void disposed++,
    });
    await expect(createTestProject({ plugins: [plugin] })).rejects.toThrow(RangeError);
    expect(disposed).toBe(1);
  });
});

describe('a project without pipelines', () => {
  it('says what to do', async () => {
    await using project = await createTestProject();
    const result = await project.run();
    expect(result.outcome.error).toMatchObject({
      code: 'PIPELINE_NOT_FOUND',
      hint: expect.stringContaining('pipelines.ts'),
    });
  });
});

describe('pipelines that a program gives', () => {
  it('need no more than a name and nodes', async () => {
    const built = pipeline('p', [{ name: 'a', inputs: [], outputs: ['x'], run: () => ({ x: 1 }) }]);
    await using project = await createTestProject({ pipelines: [{ ...built, name: 'q' }] });
    expect((await project.run()).outputs).toEqual({ x: 1 });
    expect([...project.session.pipelines.keys()]).toEqual(['q']);
  });

  it('are not left out where they are something else', async () => {
    const given = [pipeline('p', []), { name: 'p' }] as never;
    await expect(createTestProject({ pipelines: given })).rejects.toMatchObject({
      code: 'PIPELINES_INVALID',
      message: 'pipelines[1] is neither a pipeline nor a job.',
    });
  });
});

describe('a session', () => {
  it('reads parameters of its environment, with those given on top', async () => {
    const files = { 'conf/base/parameters.yml': 'a: 1\nb: { c: 1, d: 1 }', 'conf/prod/parameters.yml': 'b: { c: 2 }' };
    await using project = await createTestProject({ files, env: 'prod', params: { b: { d: 3 } } });
    expect(project.session.params).toEqual({ a: 1, b: { c: 2, d: 3 } });
    expect(project.session.context).toMatchObject({
      env: 'prod',
      params: project.session.params,
      projectDir: project.dir,
    });
  });

  it('reads how runs are run', async () => {
    await expect(createTestProject({ files: { 'conf/base/run.yml': 'durabilty: node' } })).rejects.toMatchObject({
      code: 'RUN_SETTINGS_INVALID',
      hint: 'Did you mean "durability"?',
    });
    await expect(createTestProject({ files: { 'conf/base/run.yml': 'durability: always' } })).rejects.toMatchObject({
      code: 'RUN_SETTINGS_INVALID',
      message: expect.stringContaining('conf/base/run.yml:1'),
    });
    await expect(createTestProject({ files: { 'conf/base/run.yml': 'graceMs: -1' } })).rejects.toMatchObject({
      code: 'RUN_SETTINGS_INVALID',
    });
  });

  it('refuses a select that no node can meet by its kind of hook', async () => {
    const plugin = definePlugin({ name: 'p', hooks: { on_run_start: { select: 'tag:x', handler: () => {} } } });
    await expect(createTestProject({ plugins: [plugin] })).rejects.toMatchObject({
      code: 'SELECT_INVALID',
      plugin: 'p',
    });
  });

  it('warns of a select that no node can meet', async () => {
    const plugin = definePlugin({ name: 'p', hooks: { on_node_end: { select: 'tag:marts', handler: () => {} } } });
    const file = `export const one = { name: 'one', nodes: [{ ...${node('s')}, tags: ['mart'] }], inputs: () => [], outputs: () => [] };`;
    await using project = await createTestProject({ files: { 'pipelines.ts': file }, plugins: [plugin] });
    expect(project.logged).toEqual([
      {
        level: 'warn',
        message: 'plugin p, hook on_node_end: "tag:marts" can never match: no node has the tag "marts".',
        fields: { hint: 'Did you mean "mart"?' },
      },
    ]);
    await project.run({ select: ['tag:mrt'] });
    expect(project.logged.at(-1)).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('"tag:mrt" can never match'),
      fields: { hint: 'Did you mean "mart"?' },
    });
  });

  it('closes when its runs have ended, and runs nothing after that', async () => {
    const log: string[] = [];
    const plugin = definePlugin({
      name: 'p',
      hooks: { on_run_end: () => void log.push('end') },
      dispose: () => void log.push('disposed'),
    });
    const project = await createTestProject({
      files: { 'pipelines.ts': `export const one = ${of('one', node('s'))};` },
      plugins: [plugin],
    });
    const running = project.run();
    await project.close();
    expect((await running).outcome.status).toBe('success');
    expect(log).toEqual(['end', 'disposed']);
    await expect(project.run()).rejects.toMatchObject({ code: 'SESSION_CLOSED' });
  });

  it('closes its plugins once', async () => {
    let disposed = 0;
    const project = await createTestProject({ plugins: [definePlugin({ name: 'p', dispose: () => void disposed++ })] });
    await Promise.all([project.close(), project.session.close()]);
    expect(disposed).toBe(1);
  });
});
