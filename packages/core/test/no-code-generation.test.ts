import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = `
  const { defineHookSpecs, hookSpec, PluginManager } = await import('@pintle/core');
  const kinds = { collect: hookSpec(), first: hookSpec.firstResult(), notify: hookSpec.notify(), pipe: hookSpec.pipe('x') };
  const pm = new PluginManager('test').addHookSpecs(defineHookSpecs('test', kinds));
  const results = [];
  for (let count = 0; count < 70; count++) {
    results.push(await Promise.all(Object.keys(kinds).map((hook) => pm.hook[hook]({ x: 0 }))));
    pm.register({ name: 'p' + count, hooks: Object.fromEntries(Object.keys(kinds).map((hook) => [hook, () => count])) });
  }
  pm.register({ name: 'w', hooks: { collect: { wrapper: (args, next) => next(args).length } } });
  console.log(JSON.stringify([results[0], results[3], pm.hook.collect({ x: 0 })]));
`;

it('works where making code from strings is forbidden', async () => {
  const args = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  expect(JSON.parse(stdout)).toEqual([[[], null, null, 0], [[2, 1, 0], 2, null, 0], 70]);
});
