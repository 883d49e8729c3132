/**
 * Imports a module of a project, TypeScript without a build step too, as `settings.ts` is imported: compiled code is
 * cached, packages are shared with the process.
 *
 * @param file - absolute
 * @param projectDir - whose `node_modules/.cache` keeps what was compiled
 * @returns its exports by name, `default` among them
 */
export async function importModule(file: string, projectDir: string): Promise<Readonly<Record<string, unknown>>> {
  const { importCompiled } = await import('@pintle/core/discovery');
  return importCompiled(file, projectDir);
}
