import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/**
 * What importing a module loads at once, its dependencies included and Node's own modules left out: bytes, minified, and
 * gzipped after that; and the packages and files that they come from, largest first. What it loads later, by `import()`,
 * does not count.
 */
export async function importCost(file) {
  const { output } = await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { ssr: file, write: false, minify: true, target: 'node22' },
  });
  const loaded = new Set();
  const load = (chunk) => {
    if (chunk === undefined || loaded.has(chunk)) return;
    loaded.add(chunk);
    for (const name of chunk.imports) load(output.find(({ fileName }) => fileName === name));
  };
  load(output.find(({ isEntry }) => isEntry));
  const chunks = [...loaded];
  const sizes = new Map();
  for (const [id, { renderedLength }] of chunks.flatMap(({ modules }) => Object.entries(modules))) {
    const name = sourceOf(id);
    sizes.set(name, (sizes.get(name) ?? 0) + renderedLength);
  }
  const code = chunks.map((chunk) => chunk.code).join('');
  return {
    minified: Buffer.byteLength(code),
    gzipped: gzipSync(code, { level: 9 }).byteLength,
    sources: [...sizes].sort(([, a], [, b]) => b - a).map(([name]) => name),
  };
}

/** The package of a dependency; a file of ours by its path. */
function sourceOf(id) {
  const path = id.split('node_modules/').at(-1);
  if (path === id) return id.replace(/^.*\/packages\//, '');
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
}
