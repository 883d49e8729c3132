import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Prints how many blocks of core's code run for each of a hundred plugins, and for each of a thousand. */
const program = `
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const { defineHookSpecs, hookSpec, PluginManager } = await import('@pintle/core');
  const specs = defineHookSpecs('test', { on_call: hookSpec() });

  const blocksOf = async (work) => {
    await session.post('Profiler.takePreciseCoverage');
    work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const ranges = result.filter(({ url }) => url.includes('/core/dist/')).flatMap(({ functions }) => functions.flatMap((one) => one.ranges));
    return ranges.reduce((sum, { count }) => sum + count, 0);
  };

  const perPlugin = [];
  for (const count of [100, 1000]) {
    const pm = new PluginManager('test').addHookSpecs(specs);
    const plugins = Array.from({ length: count }, (_, i) => ({ name: 'p' + i, hooks: { on_call: () => i } }));
    const register = await blocksOf(() => plugins.forEach((plugin) => pm.register(plugin)));
    const unregister = await blocksOf(() => plugins.forEach((plugin) => pm.unregister(plugin)));
    perPlugin.push({ register: register / count, unregister: unregister / count });
  }
  console.log(JSON.stringify(perPlugin));
`;

interface Blocks {
  readonly register: number;
  readonly unregister: number;
}

it('a plugin among a thousand takes no more steps to come and go than one among a hundred', async () => {
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  const [few, many] = JSON.parse(stdout) as [Blocks, Blocks];
  expect(few.register).toBeGreaterThan(20);
  expect(many.register).toBeLessThan(1.2 * few.register);
  // It is looked for by halving.
  expect(many.unregister).toBeLessThan(2 * few.unregister);
});
