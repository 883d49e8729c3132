import { createTestProject, type TestProject, type TestProjectOptions } from '@pintle/pipeline/testing';
import sql from '../src/index.js';
import type { EngineUnderTest } from './engines.js';

/** A project of these files with the plugin, on the engine under test; without one, on DuckDB in the project's folder. */
export async function sqlProject(
  files: Readonly<Record<string, unknown>>,
  on?: EngineUnderTest,
  options: Omit<TestProjectOptions, 'files'> = {},
): Promise<TestProject> {
  const connections =
    on === undefined ? {} : { 'conf/base/connections.yml': JSON.stringify({ profiles: { test: on.profile() } }) };
  return await createTestProject({
    ...options,
    files: { ...connections, ...files },
    plugins: [sql, ...(options.plugins ?? [])],
  });
}

/** The error that opening a project fails with. */
export async function refusal(
  files: Readonly<Record<string, unknown>>,
  options: Omit<TestProjectOptions, 'files'> = {},
): Promise<unknown> {
  try {
    const project = await sqlProject(files, undefined, options);
    await project.close();
    return undefined;
  } catch (error) {
    return error;
  }
}
