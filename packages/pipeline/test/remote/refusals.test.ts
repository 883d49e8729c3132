import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createSession, RECALLED } from '@pintle/pipeline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CHAIN, farm, FarmExecutor } from './farm.js';

describe('a run that cannot be joined', () => {
  it('because files differ says which', async () => {
    const { project, worker } = await farm(CHAIN, undefined, { files: { 'lib/a.ts': 'export {};', 'lib/b.ts': '' } });
    worker.code();
    writeFileSync(join(project.dir, 'lib/a.ts'), 'export const changed = true;');
    writeFileSync(join(project.dir, 'lib/c.ts'), '');
    let refused: unknown;
    globalThis.farmOpen = (context) =>
      new FarmExecutor(context, worker, async (task, own) => {
        refused = await own.attempt(task).catch((error: unknown) => error);
        return RECALLED;
      });
    await project.run({ runner: 'farm' });
    expect(refused).toMatchObject({ code: 'RUN_CODE_DIFFERS' });
    expect(String(refused)).toContain('lib/a.ts differs, lib/c.ts is missing here');
  });

  it('is one of another environment', async () => {
    const { project } = await farm(CHAIN);
    const other = await createSession({ projectDir: project.dir, settings: false, env: 'base' });
    onTestFinished(() => other.close());
    let refused: unknown;
    globalThis.farmOpen = (context) =>
      new FarmExecutor(context, other, async (task, own) => {
        refused = await own.attempt(task).catch((error: unknown) => error);
        return RECALLED;
      });
    await project.run({ runner: 'farm' });
    expect(String(refused)).toContain('it runs in the environment "local", this process in "base"');
  });

  it('does not mind credentials, tests, data and the configuration of other environments', async () => {
    const { project, worker } = await farm(CHAIN);
    const before = worker.code().settingsHash;
    for (const path of [
      'conf/local/credentials.yml',
      'conf/prod/catalog.yml',
      'nodes/a.test.ts',
      'data/x.yml',
      'node_modules/z/index.js',
      '.pintle/x.js',
    ]) {
      mkdirSync(dirname(join(project.dir, path)), { recursive: true });
      writeFileSync(join(project.dir, path), '{}');
    }
    const again = await createSession({ projectDir: project.dir, settings: false });
    onTestFinished(() => again.close());
    const { parts } = again.code();
    expect(Object.keys(parts).filter((name) => !name.startsWith('@') && !name.startsWith('plugin '))).toEqual([
      'conf/base/catalog.yml',
    ]);
    expect(before).toBe(worker.code().settingsHash);
  });

  it('because its parameters are no plain data is refused before it starts', async () => {
    const { project } = await farm(CHAIN, undefined, { params: { when: new Date(0), fine: [1, { a: null }] } });
    const result = await project.run({ runner: 'farm' });
    expect(result.outcome).toMatchObject({ status: 'error', error: { code: 'RUN_NOT_TRANSFERABLE' } });
    expect(String(result.outcome.error)).toContain('"when"');
    expect(result.nodes.get('a')?.status).toBe('skipped');
  });
});
