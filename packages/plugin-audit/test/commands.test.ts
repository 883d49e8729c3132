import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { runIds } from '../src/run-log/folder.js';
import { Project } from './support/project.js';
import { RunFiles } from './support/run-files.js';

const RUN = '01a00000-0000-7000-8000-000000000001';

/** What differs from run to run, made the same. */
function steady(text: string, project: Project): string {
  return text
    .replaceAll(project.dir, '<dir>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<run>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
    .replace(/\d+(\.\d)? (ms|s)\b/g, '<n> ms')
    .replace(/\d+ on \S+, Node [\d.]+/, '<process>')
    .replace(/ +$/gm, '');
}

function edit(project: Project, statement: string): void {
  const db = new DatabaseSync(join(project.dir, '.pintle/audit.db'));
  db.exec(statement);
  db.close();
}

describe('pintle audit show', () => {
  it('is a tree of nodes, attempts, datasets and hooks, with what went wrong', async () => {
    using project = new Project();
    const run = await project.pintle(['run'], { FAIL: '1' });
    expect(run.code).toBe(1);
    const { stdout, code } = await project.pintle(['audit', 'show']);
    expect(code).toBe(0);
    expect(steady(stdout, project)).toMatchInlineSnapshot(`
      "p  ✗ error in <n> ms
        run      <run>
        started  <time>
        env      local
        runner   sequential
        process  <process>
        plugins  watch 1.2.3, killer, @pintle/plugin-audit 0.1.0
        nodes    3: 2 success, 1 error
        trail    ✓ 35 records, closed, not sealed

      ✓ a  success, <n> ms
          → x  3 rows, <n> ms
          ◇ watch 1.2.3  on_node_start <n> ms, before_node_run <n> ms, after_dataset_saved <n> ms, on_node_end #2 <n> ms, on_node_end <n> ms
      ✓ b  success, <n> ms, 2 attempts
        ↻ attempt 1  retrying, <n> ms
            ← x  3 rows, <n> ms
            ◇ watch 1.2.3  on_node_start <n> ms, before_node_run <n> ms
            RangeError  once
        ✓ attempt 2  success, <n> ms
            ← x  3 rows, <n> ms
            → y  1 row, <n> ms
            ◇ watch 1.2.3  on_node_start <n> ms, before_node_run <n> ms, after_dataset_saved <n> ms, on_node_end #2 <n> ms, on_node_end <n> ms
      ✗ c  error, <n> ms
          ← y  1 row, <n> ms
          ◇ watch 1.2.3  on_node_start <n> ms, before_node_run <n> ms, on_node_end #2 <n> ms, on_node_end <n> ms
          TypeError  it failed
            caused by Error  and why

      hooks of the run
          ◇ watch 1.2.3  on_run_start <n> ms, on_run_end <n> ms
      "
    `);
  });

  it('tells of both attempts of a resumed run, and of a run that died', async () => {
    using project = new Project();
    await project.pintle(['run'], { FAIL: '1' });
    await project.pintle(['run', '--resume', 'last']);
    const { stdout } = await project.pintle(['audit', 'show', 'last']);
    expect(steady(stdout, project)).toContain('run      <run>, attempt 2\n           attempt 1  ✗ error  <time>\n');
    const first = await project.pintle(['audit', 'show', 'last', '--attempt', '1']);
    expect(first.stdout).toContain('TypeError  it failed');
    const none = await project.pintle(['audit', 'show', 'last', '--attempt', '3']);
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('AUDIT_RUN_NOT_FOUND');
    expect(none.stderr).toContain('Its attempts are 1, 2.');
    await project.pintle(['run'], { KILL_AT: '8' });
    const dead = await project.pintle(['audit', 'show']);
    expect(dead.stdout).toContain('p  ✗ crashed\n');
    expect(dead.stdout).toContain('Its process died');
    const some = await project.pintle(['audit', 'show', '--status', 'crashed,pending']);
    expect(some.stdout.match(/^\S [abc] /gm)).toEqual(['✗ b ', '· c ']);
  });

  it('names the version of a plugin that was discovered: that of its package', async () => {
    using project = new Project();
    project.install('acme-plugin', '3.2.1', `export default { name: 'acme', hooks: { on_run_end() {} } };`);
    await project.pintle(['run']);
    const { stdout } = await project.pintle(['audit', 'show']);
    expect(stdout).toMatch(/plugins .*acme-plugin 3\.2\.1/);
    expect(stdout).toMatch(/◇ acme-plugin 3\.2\.1 +on_run_end/);
    const rows = new DatabaseSync(join(project.dir, '.pintle/audit.db'))
      .prepare(`select distinct plugin_version from audit_rows where event = 'hook_called' and plugin = 'acme-plugin'`)
      .all();
    expect(rows).toEqual([{ plugin_version: '3.2.1' }]);
  });

  it('shows the content hashes of files, which exports have in full', async () => {
    using project = new Project();
    project.write({ 'conf/base/catalog.yml': 'z: { type: json, path: data/z.json }' });
    await project.pintle(['run']);
    const hash = `sha256:${createHash('sha256')
      .update(readFileSync(join(project.dir, 'data/z.json')))
      .digest('hex')}`;
    const { stdout } = await project.pintle(['audit', 'show']);
    expect(stdout).toContain(`→ z  ${hash.slice(0, 19)}, `);
    const csv = await project.pintle(['audit', 'export', '--format', 'csv']);
    const [header = '', ...lines] = csv.stdout.split('\n');
    const column = header.split(',').indexOf('content_hash');
    const saved = lines.find((line) => line.includes('/dataset_saved/z,'));
    expect(saved?.split(',')[column]).toBe(hash);
  });

  it('says under --json all that it knows', async () => {
    using project = new Project();
    await project.pintle(['run']);
    const { stdout } = await project.pintle(['audit', 'show', '--json']);
    const shown = JSON.parse(stdout) as Record<string, unknown>;
    expect(shown).toMatchObject({
      runId: runIds(project.dir)[0],
      verdict: { isSound: true, isClosed: true, anchor: 'nothing' },
      attempts: [
        {
          attempt: 1,
          status: 'success',
          pipeline: 'p',
          nodes: [
            {
              node: 'a',
              status: 'success',
              attempts: [{ attempt: 1, datasets: [{ operation: 'save', dataset: 'x', rows: 3 }] }],
            },
            {
              node: 'b',
              status: 'success',
              attempts: [{ status: 'retrying', error: { message: 'once' } }, { status: 'success' }],
            },
            { node: 'c', status: 'success' },
          ],
          hooks: [
            { hook: 'on_run_start', plugin: 'watch', version: '1.2.3', implementation: 'watch#1', calls: 1 },
            { hook: 'on_run_end' },
          ],
          callsLost: 0,
        },
      ],
    });
  });
});

describe('pintle audit list', () => {
  it('is a table of runs, the newest first, which can be narrowed down', async () => {
    using project = new Project();
    await project.pintle(['run']);
    await project.pintle(['run'], { FAIL: '1' });
    const { stdout } = await project.pintle(['audit', 'list']);
    expect(steady(stdout, project).replace(/ {2,}/g, '  ')).toMatchInlineSnapshot(`
      "RUN  PIPELINE  ENV  STARTED  STATUS  TIME  NODES  ROWS  ATTEMPT  ERROR
      <run>  p  local  <time>  ✗ error  <n> ms  2/3  4 rows  1  it failed
      <run>  p  local  <time>  ✓ success  <n> ms  3/3  4 rows  1
      "
    `);
    const failed = await project.pintle(['audit', 'list', '--status', 'error,crashed', '--json']);
    expect(JSON.parse(failed.stdout)).toMatchObject([
      { status: 'error', nodesTotal: 3, nodesOk: 2, nodesFailed: 1, error: 'it failed' },
    ]);
    const none = await project.pintle(['audit', 'list', '--pipeline', 'other']);
    expect(steady(none.stdout, project)).toBe('There are no such runs in <dir>/.pintle/audit.db.\n');
  });

  it('shows runs that another process had to leave', async () => {
    using project = new Project();
    await project.pintle(['run'], { KILL_AT: '8' });
    const { stdout } = await project.pintle(['audit', 'list', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ status: 'crashed' }]);
  });
});

describe('pintle audit verify', () => {
  it('says what it has checked, and what it could not notice', async () => {
    using project = new Project();
    await project.pintle(['run']);
    const verified = await project.pintle(['audit', 'verify']);
    expect(verified.code).toBe(0);
    expect(verified.stdout).toMatchInlineSnapshot(`
      "✓ 1 run, 37 records: sound.
      A trail that was written anew as a whole, head included, is not noticed: there is no key and no exported head to check against.
      Set PINTLE_AUDIT_KEY where pipelines run, or keep heads elsewhere: pintle audit heads --json > heads.json
      "
    `);
    const last = await project.pintle(['audit', 'verify', 'last']);
    expect(steady(last.stdout, project)).toContain('✓ closed, not sealed');
  });

  it('ends with 1 and names the first bad record', async () => {
    using project = new Project();
    await project.pintle(['run']);
    edit(
      project,
      `update audit_rows set record = replace(record, '"success"', '"error"') where event = 'node_ended' and node = 'b'`,
    );
    const { code, stdout } = await project.pintle(['audit', 'verify']);
    expect(code).toBe(1);
    expect(steady(stdout, project)).toMatch(
      /✗ Record \d+ of the log \(<run>\/1\/b\/node_ended\) was changed\.\n✗ 1 run, \d+ records: 1 trail is not what was written\./,
    );
    const json = await project.pintle(['audit', 'verify', '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      isSound: false,
      runs: [{ flaw: { kind: 'changed', strand: 'log' } }],
    });
    const show = await project.pintle(['audit', 'show']);
    expect(show.stdout).toContain('was changed');
  });

  it('checks seals under PINTLE_AUDIT_KEY', async () => {
    using project = new Project();
    const env = { PINTLE_AUDIT_KEY: 'a key that nobody knows' };
    await project.pintle(['run'], env);
    const sound = await project.pintle(['audit', 'verify', 'last'], env);
    expect(sound).toMatchObject({ code: 0 });
    expect(sound.stdout).toMatch(/✓ closed, sealed by [0-9a-f]{8}/);
    expect(sound.stdout).not.toContain('is not noticed');
    const other = await project.pintle(['audit', 'verify'], { PINTLE_AUDIT_KEY: 'another' });
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(/The head was sealed with the key [0-9a-f]{8}, PINTLE_AUDIT_KEY is [0-9a-f]{8}\./);
    await project.pintle(['run']);
    const mixed = await project.pintle(['audit', 'verify'], env);
    expect(mixed.stdout).toContain('The head is not sealed');
  });

  it('holds the trail against heads that were exported, and misses runs that were removed', async () => {
    using project = new Project();
    await project.pintle(['run']);
    await project.pintle(['run']);
    const { stdout } = await project.pintle(['audit', 'heads', '--json']);
    writeFileSync(join(project.dir, 'heads.json'), stdout);
    const lines = (JSON.parse(stdout) as unknown[]).map((head) => `${JSON.stringify(head)}\n`).join('');
    writeFileSync(join(project.dir, 'heads.jsonl'), lines);
    for (const file of ['heads.json', 'heads.jsonl']) {
      const sound = await project.pintle(['audit', 'verify', '--heads', file]);
      expect(sound, sound.stdout).toMatchObject({ code: 0 });
      expect(sound.stdout).not.toContain('is not noticed');
    }
    const [first = ''] = runIds(project.dir);
    edit(
      project,
      `delete from audit_rows where run_id = '${first}'; delete from audit_heads where run_id = '${first}'`,
    );
    const { code, stdout: found } = await project.pintle(['audit', 'verify', '--heads', 'heads.json']);
    expect(code).toBe(1);
    expect(found).toContain('The head is missing');
    writeFileSync(join(project.dir, 'heads.json'), stdout.replace('"records":', '"records":1'));
    const forged = await project.pintle(['audit', 'verify', '--heads', 'heads.json']);
    expect(forged).toMatchObject({ code: 2 });
    expect(forged.stderr).toContain('AUDIT_HEADS_INVALID');
  });
});

describe('pintle audit sync', () => {
  it('brings runs of before the plugin was installed, and makes a lost store anew', async () => {
    using project = new Project();
    const env = { PINTLE_DISABLE_PLUGINS: '@pintle/plugin-audit' };
    await project.pintle(['run'], env);
    await project.pintle(['run']);
    const first = await project.pintle(['audit', 'sync']);
    expect(steady(first.stdout, project)).toMatch(
      /^RUN +ADDED +STATE\n<run> +\d+ +complete\n2 runs, \d+ records added to <dir>\/\.pintle\/audit\.db\.\n$/,
    );
    const heads = await project.pintle(['audit', 'heads', '--json']);
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(project.dir, `.pintle/audit.db${suffix}`), { force: true });
    await project.pintle(['audit', 'sync']);
    expect((await project.pintle(['audit', 'heads', '--json'])).stdout).toBe(heads.stdout);
  });

  it('ends with 1 when a log is not what it was', async () => {
    using project = new Project();
    const { dir } = RunFiles.succeeded(project.dir, RUN);
    await project.pintle(['audit', 'sync']);
    writeFileSync(join(dir, 'events.jsonl'), '');
    const { code, stdout } = await project.pintle(['audit', 'sync']);
    expect(code).toBe(1);
    expect(stdout).toContain('events.jsonl is shorter than what was read from it before');
  });
});

describe('pintle audit export', () => {
  it('prints rows as JSON lines, from which the chain can be checked', async () => {
    using project = new Project();
    await project.pintle(['run']);
    await project.pintle(['run']);
    const all = await project.pintle(['audit', 'export']);
    const last = await project.pintle(['audit', 'export', 'last', '--format', 'jsonl']);
    expect(all.stdout.endsWith(last.stdout)).toBe(true);
    const rows = last.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { strand: string; record: { type: string }; previous: string; hash: string });
    const log = rows.filter(({ strand }) => strand === 'log');
    expect(log.map(({ previous }) => previous).slice(1)).toEqual(log.map(({ hash }) => hash).slice(0, -1));
    expect(log[0]?.record.type).toBe('run_started');
  });

  it('prints rows as CSV that no spreadsheet takes for formulas', async () => {
    using project = new Project();
    new RunFiles(project.dir, RUN)
      .start(['a'])
      .event('node_ended', { node: 'a', status: 'error', error: { name: 'E', message: '=cmd|x,"y"' } })
      .end('error');
    await project.pintle(['audit', 'sync']);
    const { stdout } = await project.pintle(['audit', 'export', '--format', 'csv']);
    const [header, ...lines] = stdout.trim().split('\n');
    expect(header).toMatch(/^strand,position,key,run_id,/);
    expect(lines).toHaveLength(4);
    expect(lines[2]).toContain(`"'=cmd|x,""y"""`);
  });
});

describe('every command of the trail', () => {
  it('explains what it cannot do', async () => {
    using project = new Project();
    const none = await project.pintle(['audit', 'show']);
    expect(none).toMatchObject({ code: 2 });
    expect(steady(none.stderr, project)).toContain(
      'AUDIT_RUN_NOT_FOUND  There are no runs in <dir>/.pintle/audit.db yet.',
    );
    const unknown = await project.pintle(['audit', 'show', "x' or 1=1"]);
    expect(unknown).toMatchObject({ code: 2 });
    const url = await project.pintle(['audit', 'list'], { PINTLE_AUDIT_URL: 'mysql://root:hunter2@x/y' });
    expect(url).toMatchObject({ code: 2 });
    expect(url.stderr).toContain('The audit store is "mysql://root:***@x/y"');
    const down = await project.pintle(['audit', 'list'], { PINTLE_AUDIT_URL: 'postgres://me:hunter2@127.0.0.1:1/x' });
    expect(down).toMatchObject({ code: 2 });
    expect(down.stderr).toContain('AUDIT_STORE_FAILED');
    expect(down.stderr).toContain('postgres://me:***@127.0.0.1:1/x cannot be used');
    expect(down.stderr).not.toContain('hunter2');
  });

  it('refuses a store that a later version has changed', async () => {
    using project = new Project();
    await project.pintle(['run']);
    edit(project, `insert into audit_migrations (name, timestamp) values ('9999_later', '2030-01-01T00:00:00.000Z')`);
    const { code, stderr } = await project.pintle(['audit', 'list']);
    expect(code).toBe(2);
    expect(stderr).toContain('AUDIT_STORE_NEWER');
    const run = await project.pintle(['run']);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stderr).toContain('a later version of @pintle/plugin-audit');
  });

  it('works with the options of the plugin, wherever they were given', async () => {
    using project = new Project({
      'pipelines.ts': `import { node, pipeline } from 'pintle'; export default pipeline('p', [node({ name: 'a', outputs: 'x' }, () => 1)]);`,
    });
    project.write({
      'settings.ts': `export const PLUGIN_OPTIONS = { '@pintle/plugin-audit': { url: 'trail/by-options.db', env: ['CI_JOB'] } };`,
    });
    await project.pintle(['run'], { CI_JOB: '42', OTHER: '43' });
    const first = await project.pintle(['audit', 'show']);
    expect(first.stdout).toContain('CI_JOB=42');
    expect(first.stdout).not.toContain('43,');
    project.write({
      'settings.ts': `import audit from '@pintle/plugin-audit'; export const HOOKS = [audit({ url: 'trail/by-hooks.db' })];`,
    });
    await project.pintle(['run']);
    const second = await project.pintle(['audit', 'list', '--json']);
    expect(JSON.parse(second.stdout)).toHaveLength(1);
    project.write({ 'settings.ts': `export const PLUGIN_OPTIONS = { '@pintle/plugin-audit': { urll: 'x' } };` });
    const wrong = await project.pintle(['run']);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('urll');
  });

  it('reads a copy of a store, wherever it is', async () => {
    using project = new Project();
    await project.pintle(['run']);
    copyFileSync(join(project.dir, '.pintle/audit.db'), join(project.dir, 'copy.db'));
    expect(readFileSync(join(project.dir, 'copy.db')).length).toBeGreaterThan(0);
    const { stdout } = await project.pintle(['audit', 'verify', '--json'], { PINTLE_AUDIT_URL: 'sqlite:copy.db' });
    expect(JSON.parse(stdout)).toMatchObject({ isSound: true, runs: [{ isClosed: true }] });
  });
});
