import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorFacts } from './error-facts.js';

/** What to do about a package that could not be found, as an import deep in the causes of an error tells; else `undefined`. */
export function installHint(facts: ErrorFacts, projectDir: string | undefined): string | undefined {
  const name = missingPackage(facts);
  if (name === undefined || projectDir === undefined) return undefined;
  return isDependency(name, projectDir)
    ? `"${name}" is a dependency of the project and not installed. Run "npm install" in ${projectDir}.`
    : `"${name}" is no dependency of the project. Run "npm install ${name}" in ${projectDir}.`;
}

function missingPackage({ label, message, cause, errors }: ErrorFacts): string | undefined {
  for (const one of [...(cause === undefined ? [] : [cause]), ...errors]) {
    const found = missingPackage(one);
    if (found !== undefined) return found;
  }
  if (label !== 'MODULE_NOT_FOUND' && label !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const [, wanted] = /Cannot find (?:module|package) '([^']+)'/.exec(message) ?? [];
  // Paths are files of the project, which nobody can install.
  if (wanted === undefined || /^(?:[./\\]|[A-Za-z]:|file:|node:)/.test(wanted)) return undefined;
  return wanted.split('/', wanted.startsWith('@') ? 2 : 1).join('/');
}

function isDependency(name: string, projectDir: string): boolean {
  const file = join(projectDir, 'package.json');
  // As text: whatever else is wrong with the file is told by those who need it.
  return existsSync(file) && readFileSync(file, 'utf8').includes(`${JSON.stringify(name)}:`);
}
