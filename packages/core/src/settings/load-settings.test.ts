import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree, type Tree } from '../../test/discovery/tree.js';
import { type LoadSettingsOptions, loadSettings } from './load-settings.js';

const load = (projectDir: string, more: Partial<LoadSettingsOptions> = {}) =>
  loadSettings({ name: 'kiln', projectDir, ...more });
const inProject = (tree: Tree): string => makeTree({ 'package.json': { name: 'project' }, ...tree });

describe('loadSettings', () => {
  it('has defaults where there is no file', async () => {
    const dir = inProject({});

    expect(await load(dir)).toMatchObject({
      projectDir: dir,
      file: undefined,
      settings: { HOOKS: [], DISCOVERY: true },
    });
  });

  it.each<[string, string]>([
    [
      'settings.ts',
      'export const DISABLE_HOOKS_FOR_PLUGINS: string[] = ["a"]; enum E { A }; export const helper = E.A;',
    ],
    ['settings.mts', 'export const DISABLE_HOOKS_FOR_PLUGINS: string[] = ["a"];'],
    ['settings.js', 'export const DISABLE_HOOKS_FOR_PLUGINS = ["a"]; export const someHelper = 1;'],
    ['settings.mjs', 'export const DISABLE_HOOKS_FOR_PLUGINS = await Promise.resolve(["a"]);'],
    ['settings.cjs', 'exports.DISABLE_HOOKS_FOR_PLUGINS = ["a"];'],
    ['settings.cjs', 'module.exports = { DISABLE_HOOKS_FOR_PLUGINS: ["a"] };'],
    ['settings.cjs', 'const DISABLE_HOOKS_FOR_PLUGINS = ["a"]; module.exports = { DISABLE_HOOKS_FOR_PLUGINS };'],
    ['settings.cjs', 'module.exports = ({ env }) => ({ DISABLE_HOOKS_FOR_PLUGINS: [env[0]] });'],
    ['settings.ts', 'export default { DISABLE_HOOKS_FOR_PLUGINS: ["a"] };'],
    ['settings.ts', 'export default ({ env }: { env: string }) => ({ DISABLE_HOOKS_FOR_PLUGINS: [env[0]] });'],
    ['settings.ts', 'export default async ({ env }) => ({ DISABLE_HOOKS_FOR_PLUGINS: [env[0]] });'],
    ['settings.ts', 'export default Promise.resolve({ DISABLE_HOOKS_FOR_PLUGINS: ["a"] });'],
    ['settings.json', '{ "DISABLE_HOOKS_FOR_PLUGINS": ["a"] }'],
    ['settings.yaml', 'DISABLE_HOOKS_FOR_PLUGINS:\n  - a\n'],
  ])('reads %s: %s', async (file, text) => {
    const dir = inProject({ [file]: text });

    const loaded = await load(dir, { env: 'a-stage' });

    expect(loaded).toMatchObject({
      file: join(dir, file),
      where: file,
      settings: { DISABLE_HOOKS_FOR_PLUGINS: ['a'] },
    });
  });

  it.each([
    ['settings.ts', ''],
    ['settings.ts', '// nothing yet\n'],
    ['settings.ts', 'export {};'],
    ['settings.yaml', '# nothing yet\n'],
    ['settings.json', ''],
  ])('takes an empty %s: %j', async (file, text) => {
    expect((await load(inProject({ [file]: text }))).settings.HOOKS).toEqual([]);
  });

  it('loads settings that import local TypeScript by each kind of specifier', async () => {
    const dir = inProject({
      'settings.ts':
        "import { a } from './hooks/a.ts';\nimport { b } from './hooks/b.js';\nimport { c } from './hooks/c';\nexport const HOOKS = [a, b, c];\n",
      'hooks/a.ts': 'export const a: object = { name: "a" };',
      'hooks/b.ts': 'export const b: object = { name: "b" };',
      'hooks/c.ts': 'export const c: object = { name: "c" };',
    });

    expect((await load(dir)).settings.HOOKS).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  });

  it('tells a function the environment and the project', async () => {
    const dir = inProject({
      'src/x.ts': '',
      'settings.ts': 'export default ({ env, projectDir }) => ({ PLUGIN_OPTIONS: { a: { env, projectDir } } });',
    });

    const { settings } = await load(join(dir, 'src'));

    expect(settings.PLUGIN_OPTIONS).toEqual({ a: { env: 'local', projectDir: dir } });
  });

  it('takes a file that is named, relative to where it starts', async () => {
    const dir = inProject({
      'settings.ts': 'throw new Error("not this one")',
      'conf/prod.settings.json': '{ "DISCOVERY": false }',
    });

    const { settings, file } = await load(join(dir, 'conf'), { settings: { file: 'prod.settings.json' } });

    expect(settings.DISCOVERY).toBe(false);
    expect(file).toBe(join(dir, 'conf/prod.settings.json'));
    await expect(load(dir, { settings: { file: 'gone.ts' } })).rejects.toMatchObject({
      code: 'SETTINGS_FILE_MISSING',
      message: `There is no settings file ${join(dir, 'gone.ts')}.`,
      hint: 'Correct the path, or leave it out to have settings.ts searched for.',
    });
  });

  it('takes settings that are given, and none', async () => {
    const dir = inProject({ 'settings.ts': 'throw new Error("not this one")' });

    expect((await load(dir, { settings: { DISCOVERY: false } })).settings.DISCOVERY).toBe(false);
    expect((await load(dir, { settings: ({ env }) => ({ DISCOVERY: [env] }) })).settings.DISCOVERY).toEqual(['local']);
    expect(await load(dir, { settings: false })).toMatchObject({ file: undefined, settings: { DISCOVERY: true } });
  });

  it('does not leave the folder where there is no project', async () => {
    const dir = makeTree({ 'settings.json': '{ "DISCOVERY": false }', 'sub/x.ts': '' });

    expect((await load(dir)).settings.DISCOVERY).toBe(false);
    expect((await load(join(dir, 'sub'))).file).toBeUndefined();
  });

  it.each(['settings.json', 'settings.yaml'])('refuses HOOKS in %s', async (file) => {
    await expect(load(inProject({ [file]: '{ "HOOKS": [] }' }))).rejects.toMatchObject({
      code: 'SETTINGS_HOOKS_NEED_CODE',
      message: `${file} has HOOKS, expected none: plugins are code.`,
      hint: 'Call it settings.ts and export HOOKS from there, or publish the plugin as a package.',
    });
  });

  it.each([
    ['export default 5;', 'settings.ts has as its settings 5, expected an object.'],
    ['export default [];', 'settings.ts has as its settings an array, expected an object.'],
    ['export default () => undefined;', 'settings.ts has a function that gives undefined, expected an object.'],
  ])('refuses %s', async (text, message) => {
    await expect(load(inProject({ 'settings.ts': text }))).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      message,
      hint: 'Write export default defineSettings({ … }).',
    });
  });

  it('refuses a default export beside named settings', async () => {
    const text = 'export const DISCOVERY = false; export const helper = 1; export default { HOOKS: [] };';

    await expect(load(inProject({ 'settings.ts': text }))).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      message: 'settings.ts has a default export and exports DISCOVERY, expected one or the other.',
      hint: 'Put DISCOVERY into the default export.',
    });
  });

  it.each([
    ['settings.ts', 'export const HOOK = [];', 'HOOK'],
    ['settings.ts', 'export default { HOOK: [] };', 'HOOK'],
    ['settings.ts', 'export const hooks = [];', 'hooks'],
    ['settings.json', '{ "hooks": [] }', 'hooks'],
  ])('refuses unknown settings: %s, %s', async (file, text, key) => {
    await expect(load(inProject({ [file]: text }))).rejects.toMatchObject({
      code: 'SETTINGS_UNKNOWN_KEY',
      message: `${file} has the unknown setting "${key}".`,
      hint: 'Did you mean "HOOKS"?',
    });
  });

  it('leaves other exports of a module alone', async () => {
    const dir = inProject({
      'settings.ts':
        'export const hooks = [{ name: "a" }]; export const HOOKS = hooks; export class Helper {}; export const x = 1;',
    });

    expect((await load(dir)).settings.HOOKS).toEqual([{ name: 'a' }]);
  });

  it('takes prototype-like names as keys of options and policies', async () => {
    const dir = inProject({
      'settings.json':
        '{ "PLUGIN_OPTIONS": { "__proto__": { "x": 1 }, "constructor": {} }, "HOOK_POLICY": { "__proto__": { "timeoutMs": 5 } } }',
    });

    const { settings } = await load(dir);

    expect(Object.entries(settings.PLUGIN_OPTIONS)).toEqual([
      ['__proto__', { x: 1 }],
      ['constructor', {}],
    ]);
    expect(Object.entries(settings.HOOK_POLICY)).toEqual([['__proto__', { timeoutMs: 5 }]]);
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });
});
