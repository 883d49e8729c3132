import { describe, expect, it } from 'vitest';
import { Project } from './project.js';

/** A job that tells a file what its ops did, by a client that says in whose name it speaks. */
const JOBS: Readonly<Record<string, unknown>> = {
  'pipelines.ts': `
    import { appendFileSync } from 'node:fs';
    import { dataset, defineJob, defineResource, failureHook, mockResource, node, pipeline, successHook } from 'pintle';

    const client = (who: string) => ({ post: (text: string) => appendFileSync('posts.txt', \`\${who}: \${text}\\n\`) });
    const slack = defineResource({ name: 'slack', create: ({ token }: { token: string }) => client(token) });
    const done = successHook({ name: 'done', requires: { slack } }, ({ op, opConfig, resources, log }) => {
      log.info(\`config \${JSON.stringify(opConfig)}\`);
      resources.slack.post(\`\${op.name} done\`);
    });
    const failed = failureHook({ name: 'failed', requires: { slack } }, ({ op, opException, resources }) =>
      resources.slack.post(\`\${op.name} failed: \${opException}\`),
    );

    const load = node({ name: 'load', outputs: dataset<number[]>('rows'), config: { table: 'days' } }, () => [1, 2]);
    const sum = node({ name: 'sum', inputs: dataset<number[]>('rows'), outputs: dataset<number>('total') }, (rows) => {
      if (process.env['FAIL'] !== undefined) throw new TypeError('cannot add up');
      return rows.length;
    });
    export const both = pipeline('both', [load, sum]);
    export const nightly = defineJob({ name: 'nightly', pipeline: both, resources: { slack }, hooks: [done, failed] })
      .forEnv('test', { resources: { slack: mockResource(client('nobody')) } });
    export const weekly = defineJob({ name: 'weekly', pipeline: pipeline('one', [sum]) });
  `,
};

const posts = (project: Project): string[] => project.read('posts.txt').trim().split('\n');

describe('pintle run <job>', () => {
  it('has the resources of the environment, and those that the run config of a file configures', async () => {
    using project = new Project({
      ...JOBS,
      'prod.yml':
        'ops: { load: { config: { limit: 7 } } }\nresources: { slack: { config: { token: "${env:SLACK_TOKEN}" } } }\n',
    });
    expect((await project.pintle('run', 'nightly', '--env', 'test')).code).toBe(0);
    expect(posts(project)).toEqual(['nobody: load done', 'nobody: sum done']);
    const { ended } = project.start(['run', 'nightly', '--job-config', 'prod.yml'], { SLACK_TOKEN: 'xoxp-12' });
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(posts(project).slice(2)).toEqual(['xoxp-12: load done', 'xoxp-12: sum done']);
    expect(stderr).toContain('config {"table":"days","limit":7}');
    expect(stderr).toContain('▶ nightly  env local');
  });

  it('calls failure hooks, and gives the run config to those who resume', async () => {
    using project = new Project({ ...JOBS, 'prod.yml': 'resources: { slack: { config: { token: me } } }' });
    const { code, stderr } = await project.start(['run', 'nightly', '--job-config', 'prod.yml'], { FAIL: '1' }).ended;
    expect(code).toBe(1);
    expect(posts(project)).toEqual(['me: load done', 'me: sum failed: TypeError: cannot add up']);
    const [, resume = ''] = /resume pintle (run --resume .*)/.exec(stderr) ?? [];
    expect(resume).toMatch(/ --job-config prod\.yml$/);
    expect((await project.pintle(...resume.split(' '))).code).toBe(0);
    expect(posts(project).at(-1)).toBe('me: sum done');
  });

  it('keeps what comes from the environment out of logs and records', async () => {
    using project = new Project({
      ...JOBS,
      'prod.yml':
        'ops: { load: { config: { key: "${env:API_KEY}" } } }\nresources: { slack: { config: { token: x } } }',
    });
    const { stderr, stdout } = await project.start(['run', 'nightly', '--job-config', 'prod.yml', '--json'], {
      API_KEY: 'k-5ecret',
    }).ended;
    expect(stderr).toContain('"key":"[redacted]"');
    expect(`${stderr}${stdout}`).not.toContain('k-5ecret');
    expect(JSON.stringify(project.events())).not.toContain('k-5ecret');
  });

  it.each<[string, string[], string, string, string]>([
    [
      'an op that the job does not have',
      ['nightly'],
      'ops:\n  loat: { config: 1 }\n',
      'JOB_CONFIG_INVALID  job.yaml:2:3: job "nightly" has no op "loat".',
      'Did you mean "load"?',
    ],
    [
      'a resource that the job does not have',
      ['nightly'],
      'resources:\n  slak: {}\n',
      'JOB_CONFIG_INVALID  job.yaml:2:3: job "nightly" has no resource "slak".',
      'Did you mean "slack"?',
    ],
    [
      'a pipeline that is no job',
      ['both'],
      'ops: {}\n',
      'JOB_CONFIG_INVALID  job.yaml:1:1: run config is for jobs, and "both" is none.',
      'Name a job',
    ],
    [
      'a variable that is not set',
      ['nightly'],
      'resources:\n  slack: { config: { token: "${env:PINTLE_TEST_UNSET}" } }\n',
      'CONFIG_VARIABLE_MISSING  job.yaml:2:22: The environment variable PINTLE_TEST_UNSET is not set.',
      'write a default',
    ],
  ])('refuses run config of %s, by file and line', async (_, argv, text, error, hint) => {
    using project = new Project({ ...JOBS, 'job.yaml': text });
    const { code, stderr } = await project.pintle('run', ...argv, '--job-config', 'job.yaml');
    expect(stderr).toContain(error);
    expect(stderr).toContain(hint);
    expect(code).toBe(2);
  });

  it('says which job, and which file, was meant', async () => {
    using project = new Project({ ...JOBS, 'prod.yml': '' });
    const job = await project.pintle('run', 'nigthly');
    expect(job.code).toBe(2);
    expect(job.stderr).toContain('PIPELINE_NOT_FOUND  There is no pipeline or job "nigthly".');
    expect(job.stderr).toContain('Did you mean "nightly"?');
    const file = await project.pintle('run', 'nightly', '--job-config', 'prod.yaml');
    expect(file.code).toBe(2);
    expect(file.stderr).toContain('CONFIG_FILE_NOT_FOUND  There is no file prod.yaml.');
    expect(file.stderr).toContain('Did you mean "prod.yml"?');
    const planned = await project.pintle('run', 'nightly', '--job-config', 'prod.yaml', '--dry-run');
    expect(planned.code).toBe(2);
    const env = await project.pintle('run', 'nightly', '--env', 'tset');
    expect(env.stderr).toContain('CONFIG_ENV_UNKNOWN');
    expect(env.stderr).toContain('Environments here: test.');
  });
});
