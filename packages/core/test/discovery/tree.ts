import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Files by path: text, JSON for objects, or a link. */
export type Tree = Readonly<Record<string, string | object>>;

/** A symbolic link, absolute or relative to where it stands. */
export class Link {
  readonly target: string;

  constructor(target: string) {
    this.target = target;
  }
}

/** Writes files into a fresh folder, which is removed when the test has finished. */
export function makeTree(tree: Tree): string {
  const dir = freshFolder();
  onTestFinished(() => removeFolder(dir));
  writeTree(dir, tree);
  return dir;
}

/** An empty folder: absolute, no part of it a link. */
export function freshFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'pintle-')));
}

/** Removes a folder with all that is in it. */
export function removeFolder(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
}

/** Writes files into a folder. */
export function writeTree(dir: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    if (content instanceof Link) symlinkSync(content.target, file);
    else writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

/** The files of an installed plugin package: ESM, a plain object as its default export. */
export function pluginPackage(
  name: string,
  { manifest = { plugin: './index.js' }, ...more }: PackageFields = {},
): Tree {
  const dir = `node_modules/${name}`;
  return {
    [`${dir}/package.json`]: { name, version: '1.0.0', type: 'module', exports: './index.js', kiln: manifest, ...more },
    [`${dir}/index.js`]: `export default { name: ${JSON.stringify(name)}, hooks: { on_fire: () => ${JSON.stringify(name)} } };\n`,
  };
}

/** The files of an installed package that is no plugin. */
export function plainPackage(name: string): Tree {
  return { [`node_modules/${name}/package.json`]: { name, version: '1.0.0', dependencies: { something: '^1.0.0' } } };
}

/** Fields of a package.json; `manifest` is the field of the host `kiln`. */
export interface PackageFields {
  readonly manifest?: unknown;
  readonly [field: string]: unknown;
}

/** The package.json of a project that depends on the packages named. */
export function project(...dependencies: string[]): object {
  return { name: 'project', private: true, dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])) };
}
