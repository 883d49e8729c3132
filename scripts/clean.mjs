// Removes all that is built or reported; `node_modules` stays.
import { existsSync, readdirSync, rmSync } from 'node:fs';

const built = readdirSync('packages').map((dir) => `packages/${dir}/dist`);
for (const path of [...built, '.reports', 'coverage', 'docs/reference/api']) {
  if (!existsSync(path)) continue;
  rmSync(path, { recursive: true });
  console.log(`removed ${path}`);
}
