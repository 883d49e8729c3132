import { failureHook, type ResourceContext, successHook } from '@pintle/hookspecs';
import { describe, expect, it } from 'vitest';
import { node } from '../describe/node.js';
import { pipeline } from '../describe/pipeline.js';
import { defineResource, mockResource } from '../describe/resource.js';
import { createTestProject, type TestProject, type TestProjectOptions } from '../testing/index.js';
import { defineJob, type RunJobOptions } from './job.js';

const fail = (message = 'no'): never => {
  throw new RangeError(message);
};

/** A client that notes what it is told, and what becomes of it. */
function clients() {
  const log: string[] = [];
  const slack = defineResource({
    name: 'slack',
    create: ({ token }: { token: string }, { env }: ResourceContext) => {
      log.push(`+${token} ${env}`);
      return { post: (text: string) => void log.push(`${token}: ${text}`) };
    },
    dispose: () => void log.push('-'),
  });
  const tell = failureHook({ name: 'tell', requires: { slack } }, ({ resources, op }) =>
    resources.slack.post(`${op.name} failed`),
  );
  const cheer = successHook({ name: 'cheer', requires: { slack } }, ({ resources, op }) =>
    resources.slack.post(`${op.name} done`),
  );
  return { log, slack, tell, cheer };
}

const a = node({ name: 'a', outputs: 'x', config: { table: 'days', deep: { keep: 1 } } }, () => 1);
const b = node({ name: 'b', inputs: 'x', outputs: 'y' }, () => fail('no rows'));
const both = pipeline('both', [a, b]);

const inProject = (project: TestProject, options: RunJobOptions = {}): RunJobOptions => ({
  projectDir: project.dir,
  settings: false,
  log: project.session.log,
  ...options,
});

async function withProject<T>(use: (project: TestProject) => Promise<T>, options: TestProjectOptions = {}): Promise<T> {
  await using project = await createTestProject(options);
  return await use(project);
}

describe('a job', () => {
  it('runs its hooks for every op, with its resources, created once and let go of', async () => {
    const { log, slack, tell, cheer } = clients();
    const job = defineJob({
      name: 'j',
      pipeline: both,
      resources: { slack: slack.configured({ token: 'T' }) },
      hooks: [tell, cheer],
    });
    const result = await withProject((project) => job.runLocal(inProject(project)));
    expect(result.outcome.status).toBe('error');
    expect(result.run.pipelineName).toBe('j');
    expect(log).toEqual(['+T local', 'T: a done', 'T: b failed', '-']);
  });

  it('throws what made it fail, when asked to, and after its failure hooks', async () => {
    const { log, slack, tell } = clients();
    const job = defineJob({
      name: 'j',
      pipeline: both,
      resources: { slack: slack.configured({ token: 'T' }) },
      hooks: [tell],
    });
    await withProject(async (project) => {
      await expect(job.runLocal(inProject(project, { raiseOnError: true }))).rejects.toThrow('no rows');
    });
    expect(log).toEqual(['+T local', 'T: b failed', '-']);
  });

  it('creates nothing that nobody needs', async () => {
    const { log, slack, tell } = clients();
    const job = defineJob({ name: 'j', pipeline: pipeline('p', [a]), resources: { slack }, hooks: [tell] });
    const result = await withProject((project) => job.runLocal(inProject(project)));
    expect(result.outcome.status).toBe('success');
    expect(log).toEqual([]);
  });

  it('has other resources and further hooks in an environment', async () => {
    const { log, slack, tell, cheer } = clients();
    const sent: string[] = [];
    const job = defineJob({
      name: 'j',
      pipeline: both,
      resources: { slack: slack.configured({ token: 'T' }) },
      hooks: [tell],
    })
      .forEnv('test', { resources: { slack: mockResource({ post: (text: string) => void sent.push(text) }) } })
      .forEnv('test', { hooks: [cheer] })
      .forEnv('prod', { resources: { slack: slack.configured({ token: 'P' }) } });
    await withProject(async (project) => {
      await job.runLocal(inProject(project, { env: 'test' }));
      expect(sent).toEqual(['a done', 'b failed']);
      expect(log).toEqual([]);
      await job.runLocal(inProject(project, { env: 'prod' }));
      expect(log).toEqual(['+P prod', 'P: b failed', '-']);
      await expect(job.runLocal(inProject(project, { env: 'stage' }))).rejects.toMatchObject({
        code: 'CONFIG_ENV_UNKNOWN',
      });
    });
  });

  it('gives nodes what it binds under the name of what they ask for', async () => {
    const { log, slack } = clients();
    const post = node({ name: 'post', outputs: 'z' }, async (_, { resources }) => {
      (await resources.get(slack)).post('from the node');
      return 1;
    });
    const job = defineJob({
      name: 'j',
      pipeline: pipeline('p', [post]),
      resources: { slack: slack.configured({ token: 'T' }) },
    });
    await withProject((project) => job.runLocal(inProject(project)));
    expect(log).toEqual(['+T local', 'T: from the node', '-']);
  });

  it('takes run config from YAML, base and environment, and by hand over both', async () => {
    const { log, slack, tell } = clients();
    const configs: unknown[] = [];
    const look = successHook({ name: 'look' }, ({ opConfig, op }) => void configs.push(opConfig, op.config));
    const job = defineJob({ name: 'j', pipeline: both, resources: { slack }, hooks: [tell, look] });
    const files = {
      'conf/base/job.yml':
        'ops: { a: { config: { table: weeks, deep: { more: 2 } } } }\nresources: { slack: { config: { token: base } } }',
      'conf/prod/job.yml': 'resources: { slack: { config: { token: "${env:PINTLE_TEST_TOKEN}" } } }',
    };
    process.env['PINTLE_TEST_TOKEN'] = 'secret';
    await withProject(
      async (project) => {
        await job.runLocal(inProject(project));
        await job.runLocal(inProject(project, { env: 'prod' }));
        await job.runLocal(
          inProject(project, {
            env: 'prod',
            config: { ops: { a: { config: { table: 'hours' } } }, resources: { slack: { config: { token: 'hand' } } } },
          }),
        );
      },
      { files },
    );
    expect(log.filter((line) => line.startsWith('+'))).toEqual(['+base local', '+secret prod', '+hand prod']);
    const weeks = { table: 'weeks', deep: { keep: 1, more: 2 } };
    expect(configs).toEqual([weeks, weeks, weeks, weeks, { ...weeks, table: 'hours' }, { ...weeks, table: 'hours' }]);
    expect(a.config).toEqual({ table: 'days', deep: { keep: 1 } });
  });

  it('is found by its name among what pipelines.ts exports', async () => {
    const { log, slack, tell } = clients();
    const job = defineJob({
      name: 'nightly',
      pipeline: both,
      resources: { slack: slack.configured({ token: 'T' }) },
      hooks: [tell],
    });
    Reflect.set(globalThis, 'exportedByTest', { job, both });
    const files = {
      'pipelines.ts': 'export const { job, both } = globalThis.exportedByTest;',
      'conf/base/job.yml': 'ops: { b: { config: 1 } }',
    };
    await withProject(
      async (project) => {
        expect([...project.session.pipelines.keys()]).toEqual(['both', 'nightly']);
        expect(project.session.defaultPipelines).toEqual(['both']);
        const result = await project.run({ pipeline: 'nightly' });
        expect(result.run.pipelineName).toBe('nightly');
        expect(log).toEqual(['+T local', 'T: b failed', '-']);
        await project.run({ pipeline: 'both' });
        expect(log).toHaveLength(3);
      },
      { files },
    );
  });
});

describe('the resources of a job', () => {
  it('have one key each: jobs that bind two to one do not run together', async () => {
    const one = defineResource({ name: 'one', create: () => 1 });
    const bind = (name: string, resource: typeof one, of = both) =>
      defineJob({ name, pipeline: of, resources: { store: resource } });
    const jobs = {
      day: bind('day', one, pipeline('p', [a])),
      night: bind('night', defineResource({ name: 'two', create: () => 2 }), pipeline('q', [b])),
    };
    Reflect.set(globalThis, 'exportedByTest', jobs);
    const files = { 'pipelines.ts': 'export const { day, night } = globalThis.exportedByTest;' };
    await withProject(
      async (project) => {
        await expect(project.run({ pipeline: 'day+night' })).rejects.toMatchObject({
          code: 'JOB_RESOURCES_CONFLICT',
          message: 'The jobs day+night bind different resources under the key "store".',
          hint: 'Run them one after the other.',
        });
        expect((await project.run({ pipeline: 'day' })).outcome.status).toBe('success');
      },
      { files },
    );
  });

  it('are all let go of, in reverse, also when creating and disposing fails', async () => {
    const counts = { created: 0, disposed: 0 };
    const log: string[] = [];
    const make = (name: string, faults: { create?: boolean; dispose?: boolean } = {}) =>
      defineResource({
        name,
        create: () => {
          if (faults.create === true) fail(`cannot create ${name}`);
          counts.created++;
          log.push(`+${name}`);
          return name;
        },
        dispose: () => {
          counts.disposed++;
          log.push(`-${name}`);
          if (faults.dispose === true) fail(`cannot dispose ${name}`);
        },
      });
    const resources = {
      one: make('one'),
      two: make('two', { dispose: true }),
      none: make('none', { create: true }),
      three: make('three'),
    };
    const { one, two, none, three } = resources;
    const hooks = [
      successHook({ name: 'uses_one', requires: { one } }, () => {}),
      successHook({ name: 'uses_two', requires: { one, two } }, () => {}),
      successHook({ name: 'uses_none', requires: { none, three } }, () => fail('never called')),
      successHook({ name: 'uses_three', requires: { three } }, () => fail('fails itself')),
    ];
    const job = defineJob({ name: 'j', pipeline: both, resources, hooks });
    const result = await withProject((project) => job.runLocal(inProject(project)));
    expect(log).toEqual(['+one', '+two', '+three', '-three', '-two', '-one']);
    expect(counts).toEqual({ created: 3, disposed: 3 });
    expect(result.hookFailures).toMatchObject([
      {
        plugin: 'uses_none',
        node: 'a',
        error: { code: 'RESOURCE_CREATE_FAILED', cause: new RangeError('cannot create none') },
      },
      { plugin: 'uses_three', node: 'a', error: new RangeError('fails itself') },
      { hook: 'dispose two', error: { code: 'RESOURCE_DISPOSE_FAILED', cause: new RangeError('cannot dispose two') } },
    ]);
  });

  it.each<[string, string, (abort: () => void) => Promise<unknown>, number?]>([
    ['succeeds', 'success', async () => 1],
    ['fails', 'error', async () => fail()],
    ['runs over its time', 'error', () => new Promise(() => {}), 30],
    [
      'is cancelled',
      'cancelled',
      (abort) => {
        abort();
        return new Promise(() => {});
      },
    ],
  ])('are let go of, each once, when an op %s', async (_, status, work, timeoutMs = 60_000) => {
    const counts = { created: 0, disposed: 0 };
    const make = (name: string) =>
      defineResource({ name, create: () => void counts.created++, dispose: () => void counts.disposed++ });
    const resources = { one: make('one'), two: make('two'), unused: make('unused') };
    const { one, two } = resources;
    const controller = new AbortController();
    const op = node({ name: 'op', outputs: 'z', timeoutMs }, async (_inputs, context) => {
      await Promise.all([context.resources.get(one), context.resources.get(one), context.resources.get(two)]);
      return await work(() => controller.abort());
    });
    const told = failureHook({ name: 'told', requires: { two } }, () => {});
    const job = defineJob({ name: 'j', pipeline: pipeline('p', [op]), resources, hooks: [told] });
    const options = { runs: { graceMs: 20 }, signal: controller.signal };
    const result = await withProject((project) => job.runLocal(inProject(project, options)));
    expect(result.outcome).toMatchObject({ status });
    expect(counts).toEqual({ created: 2, disposed: 2 });
  });

  it('are given up when they do not let go', async () => {
    const log: string[] = [];
    const stuck = defineResource({ name: 'stuck', create: () => 1, dispose: () => new Promise<void>(() => {}) });
    const fine = defineResource({ name: 'fine', create: () => 2, dispose: () => void log.push('-fine') });
    const use = successHook({ name: 'use', requires: { fine, stuck } }, () => {});
    const job = defineJob({ name: 'j', pipeline: pipeline('p', [a]), resources: { fine, stuck }, hooks: [use] });
    const result = await withProject((project) => job.runLocal(inProject(project, { runs: { graceMs: 20 } })));
    expect(log).toEqual(['-fine']);
    expect(result.hookFailures).toMatchObject([
      { hook: 'dispose stuck', error: { cause: { code: 'RESOURCE_DISPOSE_TIMEOUT' } } },
    ]);
  });

  it('are let go of although one never comes to be', async () => {
    const log: string[] = [];
    const fine = defineResource({
      name: 'fine',
      create: () => void log.push('+fine'),
      dispose: () => void log.push('-fine'),
    });
    const never = defineResource({ name: 'never', create: () => new Promise<number>(() => {}) });
    const use = successHook({ name: 'use', requires: { fine, never }, timeoutMs: 20 }, () => fail('never called'));
    const job = defineJob({ name: 'j', pipeline: pipeline('p', [a]), resources: { fine, never }, hooks: [use] });
    const result = await withProject((project) => job.runLocal(inProject(project, { runs: { graceMs: 20 } })));
    expect(result.outcome.status).toBe('success');
    expect(log).toEqual(['+fine', '-fine']);
    expect(result.hookFailures).toMatchObject([
      { plugin: 'use', error: { code: 'IMPL_TIMEOUT' } },
      { hook: 'dispose never', error: { code: 'RESOURCE_CREATE_TIMEOUT' } },
    ]);
  });

  it('are said to want their configuration when they fail without one', async () => {
    const { slack, tell } = clients();
    const job = defineJob({ name: 'j', pipeline: both, resources: { slack }, hooks: [tell] });
    const result = await withProject((project) => job.runLocal(inProject(project)));
    expect(result.hookFailures).toMatchObject([
      {
        plugin: 'tell',
        error: { code: 'RESOURCE_CREATE_FAILED', hint: expect.stringContaining('resources.slack.config in job.yml') },
      },
    ]);
  });

  it('are not needed by a pipeline whose hooks bring ready ones', async () => {
    const seen: number[] = [];
    const counter = defineResource({ name: 'counter', create: () => 41 });
    const hook = successHook(
      { name: 'h', requires: { counter } },
      ({ resources }) => void seen.push(resources.counter + 1),
    );
    await withProject((project) => project.run(), { pipelines: [pipeline('p', [a]).withHooks(hook)] });
    expect(seen).toEqual([42]);
  });
});

describe('what cannot be a job', () => {
  const { slack, tell, cheer } = clients();
  const ofJs = defineJob as unknown as (definition: object) => {
    forEnv(env: string, e: object): unknown;
    withHooks(...h: object[]): unknown;
  };

  it.each<[string, () => unknown, string, string]>([
    [
      'lacks a resource of its hooks',
      () => ofJs({ name: 'j', pipeline: both, hooks: [tell] }),
      'RESOURCE_MISSING',
      'Hook "tell" on op "a" requires the resource "slack", which job "j" does not provide. It has no resources.',
    ],
    [
      'lacks one of its nodes',
      () => ofJs({ name: 'j', pipeline: pipeline('p', [a, b.withHooks(cheer)]), resources: { slak: slack } }),
      'RESOURCE_MISSING',
      'Hook "cheer" on op "b"',
    ],
    [
      'is given hooks later that it lacks one of',
      () => ofJs({ name: 'j', pipeline: both }).withHooks(tell),
      'RESOURCE_MISSING',
      '"slack"',
    ],
    [
      'is given hooks for an environment that it lacks one of',
      () => ofJs({ name: 'j', pipeline: both }).forEnv('test', { hooks: [tell] }),
      'RESOURCE_MISSING',
      'in the environment "test"',
    ],
    [
      'replaces what it does not have',
      () => ofJs({ name: 'j', pipeline: both, resources: { slack } }).forEnv('test', { resources: { slak: slack } }),
      'JOB_INVALID',
      '"slak"',
    ],
    ['has an unknown key', () => ofJs({ name: 'j', pipeline: both, hook: [] }), 'JOB_INVALID', '"hook"'],
    [
      'has an environment with an unknown key',
      () => ofJs({ name: 'j', pipeline: both }).forEnv('test', { hook: [] }),
      'JOB_INVALID',
      '"hook"',
    ],
    ['is nothing', () => ofJs(undefined as never), 'JOB_INVALID', 'expects one object'],
    ['is given its parts one by one', () => ofJs('j' as never), 'JOB_INVALID', 'expects one object'],
    [
      'has a hook in place of a list',
      () => ofJs({ name: 'j', pipeline: both, resources: { slack }, hooks: tell }),
      'JOB_INVALID',
      'hooks is no list',
    ],
    [
      'has a list of resources',
      () => ofJs({ name: 'j', pipeline: both, resources: [slack] }),
      'JOB_INVALID',
      'resources are not given by key',
    ],
    [
      'is given a list where hooks are given one by one',
      () => ofJs({ name: 'j', pipeline: both, resources: { slack } }).withHooks([tell]),
      'HOOKS_NOT_ATTACHABLE',
      'Cannot attach a list to job "j".',
    ],
    [
      'has an environment without a name',
      () => ofJs({ name: 'j', pipeline: both }).forEnv({ env: 'prod' } as never, {}),
      'JOB_INVALID',
      'environment name',
    ],
    [
      'has an environment with nothing in it',
      () => ofJs({ name: 'j', pipeline: both }).forEnv('prod', undefined as never),
      'JOB_INVALID',
      'forEnv("prod") expects an object',
    ],
    ['has no name', () => ofJs({ pipeline: both }), 'JOB_INVALID', 'name'],
    ['has no pipeline', () => ofJs({ name: 'j', pipeline: [a] }), 'JOB_INVALID', 'pipeline'],
    [
      'has something else for a resource',
      () => ofJs({ name: 'j', pipeline: both, resources: { slack: 1 } }),
      'RESOURCE_INVALID',
      '"slack"',
    ],
  ])('%s', (_, make, code, said) => {
    expect(make).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(said), hint: expect.any(String) }),
    );
  });

  it('hints at the key that was meant', () => {
    expect(() => ofJs({ name: 'j', pipeline: both, resources: { slak: slack }, hooks: [tell] })).toThrow(
      expect.objectContaining({
        hint: 'Did you mean "slak"?',
        message: expect.stringContaining('Its resources: slak.'),
      }),
    );
  });

  it.each<[string, string, string]>([
    ['an op that it does not have', 'ops:\n  aa: { config: 1 }', 'conf/base/job.yml:2:3: this project has no op "aa".'],
    [
      'a resource that it does not have',
      'resources:\n  slak: { config: {} }',
      'conf/base/job.yml:2:3: this project has no resource "slak".',
    ],
    ['an unknown section', 'op: {}', 'conf/base/job.yml:1:1: the unknown key "op"'],
    ['an unknown key', 'ops:\n  a:\n    configs: 1', 'conf/base/job.yml:3:5: the unknown key "ops.a.configs"'],
    ['a list', 'ops: [a]', 'conf/base/job.yml:1:1: ops must be a mapping, got a list.'],
  ])('has run config of %s', async (_, text, said) => {
    const job = defineJob({ name: 'j', pipeline: both, resources: { slack } });
    Reflect.set(globalThis, 'jobOfTest', job);
    const files = { 'pipelines.ts': 'export const job = globalThis.jobOfTest;', 'conf/base/job.yml': text };
    await expect(createTestProject({ files })).rejects.toMatchObject({
      code: 'JOB_CONFIG_INVALID',
      message: expect.stringContaining(said),
    });
  });

  it('has run config by hand of what is configured in code in this environment', async () => {
    const config = { resources: { slack: { config: { token: 'H' } } } };
    const job = defineJob({ name: 'j', pipeline: pipeline('p', [a]), resources: { slack } }).forEnv('prod', {
      resources: { slack: slack.configured({ token: 'P' }) },
    });
    await withProject(async (project) => {
      expect((await job.runLocal(inProject(project, { config }))).outcome.status).toBe('success');
      await expect(job.runLocal(inProject(project, { env: 'prod', config }))).rejects.toMatchObject({
        message: 'The given run config: the resource "slack" of job "j" has its configuration in code.',
      });
    });
  });

  it('is run with an option that there is not', async () => {
    const job = defineJob({ name: 'j', pipeline: both });
    await expect(job.runLocal({ jobConfig: {} } as never)).rejects.toMatchObject({
      code: 'RUN_REQUEST_INVALID',
      message: 'runLocal(): there is no option "jobConfig".',
    });
  });

  it('has run config by hand of what it does not have, or of what is configured in code', async () => {
    const job = defineJob({ name: 'j', pipeline: both, resources: { slack: slack.configured({ token: 'T' }) } });
    await withProject(async (project) => {
      await expect(job.runLocal(inProject(project, { config: { ops: { c: {} } } }))).rejects.toMatchObject({
        code: 'JOB_CONFIG_INVALID',
        message: 'The given run config: job "j" has no op "c".',
      });
      await expect(
        job.runLocal(inProject(project, { config: { resources: { slack: { config: {} } } } })),
      ).rejects.toMatchObject({ code: 'JOB_CONFIG_INVALID', message: expect.stringContaining('in code') });
    });
  });

  it.each<[string, string, string, string]>([
    ['an op of another job', 'ops:\n  c: { config: 1 }', 'JOB_CONFIG_INVALID', 'my.yml:2:3: job "j" has no op "c".'],
    ['a wrong section', 'op: {}', 'JOB_CONFIG_INVALID', 'my.yml:1:1: the unknown key "op"'],
    ['a wrong key', 'ops: { a: { konfig: 1 } }', 'JOB_CONFIG_INVALID', 'my.yml:1:13: the unknown key "ops.a.konfig"'],
    [
      'what is configured in code',
      'resources:\n  slack: { config: {} }',
      'JOB_CONFIG_INVALID',
      'my.yml:2:3: the resource "slack" of job "j" has its configuration in code.',
    ],
    ['no YAML', 'ops: {', 'CONFIG_YAML_INVALID', 'my.yml:1:7'],
  ])('has run config in a file of %s', async (_, text, code, said) => {
    const job = defineJob({ name: 'j', pipeline: both, resources: { slack: slack.configured({ token: 'T' }) } });
    const c = node({ name: 'c', outputs: 'z' }, () => 1);
    const other = defineJob({ name: 'other', pipeline: pipeline('q', [c]), resources: { slack } });
    await using project = await createTestProject({ files: { 'my.yml': text }, pipelines: [job, other] });
    await expect(project.session.run({ pipeline: 'j', jobConfig: 'my.yml' })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(said),
    });
    await expect(project.session.plan({ pipeline: 'j', jobConfig: 'my.yml' })).rejects.toMatchObject({ code });
  });

  it('has its configuration in code, where that of another job of the same key is in job.yml', async () => {
    const { log, slack: client, cheer: told } = clients();
    const base = { pipeline: pipeline('p', [a]), hooks: [told] };
    const inCode = defineJob({ ...base, name: 'code', resources: { slack: client.configured({ token: 'C' }) } });
    const inFile = defineJob({ ...base, name: 'file', resources: { slack: client } });
    Reflect.set(globalThis, 'twoJobs', { inCode, inFile });
    const files = {
      'pipelines.ts': 'export const { inCode, inFile } = globalThis.twoJobs;',
      'conf/base/job.yml': 'resources: { slack: { config: { token: F } } }',
    };
    await using project = await createTestProject({ files });
    await project.run({ pipeline: 'code' });
    await project.run({ pipeline: 'file' });
    expect(log.filter((line) => line.includes(':'))).toEqual(['C: a done', 'F: a done']);
    Reflect.set(globalThis, 'twoJobs', { inCode });
    await expect(createTestProject({ files })).rejects.toMatchObject({
      message: 'conf/base/job.yml:1:14: the resource "slack" of this project has its configuration in code.',
    });
  });

  it('takes run config for each run, and for what is no job none', async () => {
    const configs: unknown[] = [];
    const look = successHook({ name: 'look' }, ({ opConfig, op }) => void configs.push([op.name, opConfig]));
    const one = node({ name: 'c', outputs: 'z' }, () => 1);
    const job = defineJob({ name: 'j', pipeline: pipeline('q', [one]), hooks: [look] });
    const files = { 'my.yml': 'ops: { c: { config: 1 } }\nresources:' };
    await using project = await createTestProject({ files, pipelines: [job, both] });
    const { session } = project;
    await Promise.all([
      session.run({ pipeline: 'j', jobConfig: 'my.yml' }),
      session.run({ pipeline: 'j', jobConfig: { ops: { c: { config: 2 } } } }),
      session.run({ pipeline: 'j' }),
    ]);
    expect(new Set(configs.map((one) => JSON.stringify(one)))).toEqual(new Set(['["c",1]', '["c",2]', '["c",null]']));
    await expect(session.run({ pipeline: 'both', jobConfig: {} })).rejects.toMatchObject({
      code: 'JOB_CONFIG_INVALID',
      message: 'The given run config: run config is for jobs, and "both" is none.',
    });
    const { outcome } = await session.run({ pipeline: 'nobody', jobConfig: {} });
    expect(outcome.error).toMatchObject({
      code: 'PIPELINE_NOT_FOUND',
      message: 'There is no pipeline or job "nobody".',
    });
  });
});
