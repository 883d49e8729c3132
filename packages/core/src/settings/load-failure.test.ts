import { describe, expect, it } from 'vitest';
import { makeTree, type Tree } from '../../test/discovery/tree.js';
import { type LoadedSettings, loadSettings } from './load-settings.js';

const load = (projectDir: string): Promise<LoadedSettings> => loadSettings({ name: 'kiln', projectDir });
const inProject = (tree: Tree): string => makeTree({ 'package.json': { name: 'project' }, ...tree });

describe('settings that cannot be loaded', () => {
  it.each<[string, Tree, string, string]>([
    [
      'a syntax error',
      { 'settings.ts': 'export const HOOKS = [];\nexport const X = {;\n' },
      'Could not load settings.ts:2: Unexpected token',
      'Correct settings.ts:2.',
    ],
    [
      'a syntax error in JavaScript',
      { 'settings.mjs': '\n\nexport const X = {;\n' },
      'Could not load settings.mjs:3: Unexpected token',
      'Correct settings.mjs:3.',
    ],
    [
      'a syntax error in an imported file',
      { 'settings.ts': "import './lib/hooks.js';\n", 'lib/hooks.ts': '\nclass {;\n' },
      'Could not load settings.ts (lib/hooks.ts:2): ',
      'Correct lib/hooks.ts:2.',
    ],
    [
      'an error thrown',
      { 'settings.ts': 'export const HOOKS = [];\n\nthrow new Error("no luck");\n' },
      'Could not load settings.ts:3: no luck',
      'Correct settings.ts:3.',
    ],
    [
      'a string thrown',
      { 'settings.ts': 'throw "no luck";\n' },
      'Could not load settings.ts: no luck',
      'Correct settings.ts.',
    ],
    [
      'a frozen error thrown',
      { 'settings.ts': '\nthrow Object.freeze(new Error("no luck"));\n' },
      'Could not load settings.ts:2: no luck',
      'Correct settings.ts:2.',
    ],
    [
      'an error thrown by a function',
      { 'settings.ts': 'export default () => {\n  throw new Error("no luck");\n};\n' },
      'Could not load settings.ts:2: no luck',
      'Correct settings.ts:2.',
    ],
    [
      'a missing module',
      { 'settings.ts': '\nimport { x } from "./gone.js";\nexport const HOOKS = [x];\n' },
      "Could not load settings.ts:2: Cannot find module './gone.js'",
      'Correct settings.ts:2.',
    ],
    [
      'broken JSON',
      { 'settings.json': '{\n  "DISCOVERY": false,\n  oops\n}\n' },
      'Could not load settings.json:3: Expected double-quoted property name',
      'Correct settings.json:3.',
    ],
    [
      'broken YAML',
      { 'settings.yaml': 'DISCOVERY: false\nHOOK_POLICY: [\n' },
      'Could not load settings.yaml:',
      'Correct settings.yaml:',
    ],
  ])('tells where %s lies', async (_, tree, message, hint) => {
    await expect(load(inProject(tree))).rejects.toMatchObject({
      code: 'SETTINGS_LOAD_FAILED',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
      cause: expect.anything(),
    });
  });

  it('keeps what was thrown as the cause, untouched', async () => {
    const dir = inProject({
      'settings.ts': 'globalThis.thrownBySettings = new Error("x"); throw globalThis.thrownBySettings;',
    });

    const error = await load(dir).catch((reason: unknown) => reason as Error);

    expect((error as Error).cause).toBe(Reflect.get(globalThis, 'thrownBySettings'));
    expect(Object.keys((error as Error).cause as object)).toEqual([]);
  });
});
