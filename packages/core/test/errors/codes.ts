import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** The codes that the type of codes names. */
export const declared: readonly string[] = codesIn(
  readFileSync(join(source, 'errors.ts'), 'utf8').split('export type HookErrorCode =')[1]?.split(';')[0] ?? '',
);

/** The codes that are thrown somewhere. Those of whole families are declared by pattern: only these tell which there are. */
export const thrown: readonly string[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
  .flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(/HookError\(\s*'(\w+)'/g)].map(([, code]) => code as string),
  );

/** All codes that there are, each once. */
export const codes: readonly string[] = [...new Set([...declared, ...thrown])];

function codesIn(text: string): string[] {
  return [...text.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code as string);
}
