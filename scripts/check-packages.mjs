// Packs every public package as it would be published, and asks publint and attw what users would see. What importing core
// costs must stay within its budget: every plugin and every host pays it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { importCost } from './import-cost.mjs';

/** Bytes of JavaScript, minified and gzipped, with all dependencies. */
const IMPORT_BUDGETS = { '@pintle/core': 20_000 };

const folder = mkdtempSync(join(tmpdir(), 'pintle-packages-'));
const shell = process.platform === 'win32';
let failed = false;

try {
  for (const dir of readdirSync('packages')) {
    const file = join('packages', dir, 'package.json');
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    if (manifest.private) continue;

    const target = join(folder, `${dir}.tgz`);
    const packed = spawnSync('pnpm', ['pack', '--out', target], {
      cwd: join('packages', dir),
      encoding: 'utf8',
      shell,
    });
    if (packed.status !== 0) {
      failed = true;
      console.error(`${manifest.name}: pnpm pack failed\n${packed.stdout}${packed.stderr}`);
      continue;
    }

    const tarball = readFileSync(target);
    const { messages, pkg } = await publint({
      pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) },
      strict: true,
    });
    const attw = spawnSync('attw', [target, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'], {
      encoding: 'utf8',
      shell,
    });

    const wrong = messages.filter(({ type }) => type !== 'suggestion');
    for (const message of messages) console.error(`${manifest.name}: publint: ${formatMessage(message, pkg)}`);
    if (attw.status !== 0) console.error(`${manifest.name}: attw:\n${attw.stdout}${attw.stderr}`);
    if (!(await isWithinBudget(manifest.name, join('packages', dir, 'dist/index.js')))) failed = true;
    if (wrong.length > 0 || attw.status !== 0) failed = true;
    else console.log(`${manifest.name}: ${(tarball.byteLength / 1024).toFixed(0)} kB, publint and attw ok`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

process.exitCode = failed ? 1 : 0;

async function isWithinBudget(name, file) {
  const budget = IMPORT_BUDGETS[name];
  if (budget === undefined) return true;
  const { minified, gzipped, sources } = await importCost(file);
  const cost = `importing it loads ${minified} bytes, ${gzipped} gzipped`;
  if (gzipped <= budget) {
    console.log(`${name}: ${cost}, of ${budget} that it may`);
    return true;
  }
  console.error(
    `${name}: ${cost}: ${gzipped - budget} over its budget of ${budget}. The largest parts: ${sources.slice(0, 5).join(', ')}. ` +
      'Move what is not always needed to a sub-path or behind import(), or raise the budget in scripts/check-packages.mjs.',
  );
  return false;
}
