import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = `
  const { defineHookSpecs, hookSpec, PluginManager } = await import('@pintle/core');
  const { adaptive, compiled } = await import('@pintle/core/tapable');
  const kinds = { collect: hookSpec(), first: hookSpec.firstResult(), notify: hookSpec.notify(), pipe: hookSpec.pipe('x') };
  const all = [];
  for (const engine of [undefined, compiled, adaptive({ minSteps: 1, minCalls: 2 })]) {
    const pm = new PluginManager('test', engine && { engine }).addHookSpecs(defineHookSpecs('test', kinds));
    const results = [];
    const call = () => Promise.all(Object.keys(kinds).map((hook) => pm.hook[hook]({ x: 0 })));
    for (let count = 0; count < 70; count++) {
      await call();
      results.push(await call());
      pm.register({ name: 'p' + count, hooks: Object.fromEntries(Object.keys(kinds).map((hook) => [hook, () => count])) });
    }
    pm.register({ name: 'w', hooks: { collect: { wrapper: (args, next) => next(args).length } } });
    all.push([results[0], results[3], pm.hook.collect({ x: 0 })]);
  }
  console.log(JSON.stringify(all));
`;

it('works where making code from strings is forbidden, quietly and with any engine', async () => {
  const args = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  const results = [[[], null, null, 0], [[2, 1, 0], 2, null, 0], 70];
  expect(JSON.parse(stdout)).toEqual([results, results, results]);
  expect(stderr).toBe('');
});
