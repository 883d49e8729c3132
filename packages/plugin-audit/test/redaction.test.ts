import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Project, type Variables } from './support/project.js';

/** Secrets by where they are planted. Each of them ends up in an error, too. */
const PLANTED = {
  credentials: 'kR3dent1al-of-the-warehouse',
  variable: 'v4riable-with-a-telling-name',
  urlInVariable: 'p4ssword-in-a-url',
  parameter: 'p4rameter-with-a-telling-name',
  nested: 'n3sted-in-a-telling-name',
  own: 'n4med-by-the-options',
  bearer: 'b3arerTokenThatNobodyNamed0123',
  inText: 's3t-equal-in-a-text',
  github: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
} as const;

const FILES: Variables = {
  'settings.ts': `
    export const PLUGIN_OPTIONS = { '@pintle/plugin-audit': { redact: ['boat'], env: ['HARMLESS', 'DATABASE'] } };
    export const HOOKS = [{
      name: 'leaky',
      hooks: { on_node_end() { throw new Error('hook: ' + process.env.LEAK); } },
    }];`,
  'conf/base/parameters.yml': `
    api_token: ${PLANTED.parameter}
    service: { password: { old: ${PLANTED.nested} } }
    boat: ${PLANTED.own}
    harmless: kept`,
  'conf/local/credentials.yml': `warehouse: { user: someone, password: ${PLANTED.credentials} }`,
  'pipelines.ts': `
    import { node, pipeline } from 'pintle';
    export default pipeline('p', [node({ name: 'a', outputs: 'x' }, () => { throw new Error('node: ' + process.env.LEAK, { cause: new Error(process.env.LEAK) }); })]);`,
};

const ENV: Variables = {
  DEPLOY_TOKEN: PLANTED.variable,
  DATABASE: `postgres://me:${PLANTED.urlInVariable}@db/x`,
  HARMLESS: 'this is kept',
  LEAK: [
    'credentials variable urlInVariable parameter nested own github'.replace(
      /\w+/g,
      (name) => PLANTED[name as keyof typeof PLANTED],
    ),
    `Authorization: Bearer ${PLANTED.bearer}`,
    `db_password=${PLANTED.inText};`,
    'and this is kept',
  ].join(' '),
};

/** All that the plugin has written, as text: the store with what is not in it yet, and the hook calls. */
function written(project: Project): string {
  const dir = join(project.dir, '.pintle');
  const runs = join(dir, 'runs');
  const hooks = readdirSync(runs).flatMap((run) => readdirSync(join(runs, run)).map((name) => join(runs, run, name)));
  const files = [...readdirSync(dir).map((name) => join(dir, name)), ...hooks].filter((file) =>
    /audit\.db|hooks-/.test(file),
  );
  expect(files.length).toBeGreaterThan(1);
  return files.map((file) => readFileSync(file, 'latin1')).join('\n');
}

function expectNoSecret(text: string): void {
  expect(Object.values(PLANTED).filter((secret) => text.includes(secret))).toEqual([]);
}

describe('planted secrets', () => {
  it('reach neither the store nor the hook calls nor any command', async () => {
    using project = new Project(FILES);
    const run = await project.pintle(['run'], ENV);
    expect(run.code, run.stderr).toBe(1);
    const text = written(project);
    expectNoSecret(text);
    for (const kept of ['this is kept', 'and this is kept', '"harmless":"kept"', '[redacted]'])
      expect(text).toContain(kept);
    for (const command of [['show'], ['show', '--json'], ['list'], ['export']]) {
      const { stdout, code } = await project.pintle(['audit', ...command]);
      expect(code).toBe(0);
      expectNoSecret(stdout);
    }
  });

  it('are known to the process that brings the run of another', async () => {
    using project = new Project(FILES);
    await project.pintle(['run'], { ...ENV, PINTLE_DISABLE_PLUGINS: '@pintle/plugin-audit' });
    const { LEAK: _leak, ...env } = ENV;
    const sync = await project.pintle(['audit', 'sync'], env);
    expect(sync, sync.stderr).toMatchObject({ code: 0 });
    const { stdout } = await project.pintle(['audit', 'export'], env);
    expect(stdout).toContain('and this is kept');
    expectNoSecret(stdout);
  });

  it('are known to the next run that brings them', async () => {
    using project = new Project(FILES);
    await project.pintle(['run'], { ...ENV, PINTLE_AUDIT_URL: 'postgres://127.0.0.1:1/nowhere' });
    await project.pintle(['run'], ENV);
    const { stdout } = await project.pintle(['audit', 'list', '--json']);
    expect(JSON.parse(stdout)).toHaveLength(2);
    expectNoSecret(written(project));
  });
});
