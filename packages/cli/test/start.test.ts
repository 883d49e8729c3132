import { describe, expect, it } from 'vitest';
import { Project } from './project.js';

describe('pintle', () => {
  it('prints its version, in any place of the line', async () => {
    using project = new Project();
    for (const argv of [['--version'], ['-V'], ['run', '--version']]) {
      expect(await project.pintle(...argv)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
      });
    }
  });

  it('prints the version of its package.json', async () => {
    using project = new Project();
    const { version } = JSON.parse(project.read('node_modules/pintle/package.json')) as { version: string };
    expect((await project.pintle('--version')).stdout).toBe(`${version}\n`);
  });

  it('shows help where nothing is asked, also outside of projects', async () => {
    using project = new Project();
    const bare = await project.pintle();
    const asked = await project.pintle('--help', '--project', '/');
    expect([bare.code, asked.code]).toEqual([0, 0]);
    expect(asked.stdout).toBe(bare.stdout);
    expect(bare.stdout).toContain('Usage: pintle <command> [options]');
    expect(bare.stdout).toContain('Exit codes:');
    const unknown = await project.pintle('help', 'pipeline');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "pipelines"?') as string });
  });

  it('loads nothing but itself to tell its version', async () => {
    using project = new Project();
    expect(await project.loadedBy('--version')).not.toMatch(/commander|\/core\/dist\//);
  });

  it.each([['hooks list'], ['runs list']])('loads nothing that runs pipelines to do %s', async (command) => {
    using project = new Project();
    const loaded = await project.loadedBy(...command.split(' '));
    expect(loaded).toMatch(/\/core\/dist\//);
    expect(loaded).not.toMatch(/\/pipeline\/dist\/(run|catalog|describe)\/|node_modules\/yaml\//);
  });

  it('loads what reads YAML, CSV and parquet when there is some', async () => {
    using project = new Project({
      'pipelines.ts': `import { node, pipeline } from 'pintle'; export default pipeline('p', [node({ name: 'n', outputs: 'x' }, () => 1)]);`,
    });
    const loaded = await project.loadedBy('run');
    expect(loaded).toMatch(/\/pipeline\/dist\/run\//);
    expect(loaded).not.toMatch(/node_modules\/(yaml|csv-parse|csv-stringify|hyparquet)\//);
  });
});
