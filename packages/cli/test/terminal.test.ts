import { execFileSync, spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { BIN, type Ended, MATH, Project, watch } from './project.js';

/** util-linux' script(1) lends a terminal; other systems have another one. */
const SCRIPT = 'script';
const hasTerminal = ((): boolean => {
  try {
    return execFileSync(SCRIPT, ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

/** Runs `pintle` on a terminal of 100 columns. @returns all that came to be seen */
async function onTerminal(
  project: Project,
  command: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...own } = process.env;
  const line = `stty cols 100 rows 30; ${process.execPath} ${BIN} ${command}`;
  const child = spawn(SCRIPT, ['-qec', line, '/dev/null'], {
    cwd: project.dir,
    env: { ...own, TERM: 'xterm-256color', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return await watch(child).ended;
}

/** What is left on the screen when all is done: escape sequences of colour removed, the live region too. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- escape sequences are what is removed
  return text.replaceAll(/\u001B\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '');
}

describe.skipIf(!hasTerminal)('on a terminal', () => {
  it('shows a live region, hides the cursor meanwhile, and ends with a table', async () => {
    using project = new Project(MATH);
    const { code, stdout } = await onTerminal(project, 'run');
    expect(code).toBe(0);
    expect(stdout).toContain('\u001B[?25l');
    expect(stdout.lastIndexOf('\u001B[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001B[?25l'));
    expect(stdout).toContain('\u001B[32m✓ success');
    const text = plain(stdout);
    expect(text).toMatch(
      /NODE +STATUS +TIME +ROWS\nread +✓ success .*\nsum +✓ success .*\ntell +✓ success .*\n\n✓ math {2}succeeded/,
    );
    expect(text).toContain('printed by read\n');
  });

  it('shows a failure above the region as it happens, and the command that resumes at the end', async () => {
    using project = new Project(MATH);
    const { code, stdout } = await onTerminal(project, 'run', { FAIL: '1' });
    const text = plain(stdout);
    expect(code).toBe(1);
    expect(text.indexOf('✗ TypeError  cannot add up')).toBeLessThan(text.indexOf('NODE '));
    expect(text).toMatch(/resume pintle run --resume \S+\n$/);
  });

  it('is as plain as a file with TERM=dumb, and without colours with NO_COLOR', async () => {
    using project = new Project(MATH);
    const dumb = await onTerminal(project, 'run', { TERM: 'dumb' });
    expect(dumb.stdout).not.toContain('\u001B');
    expect(dumb.stdout).toContain('▶ sum  started');
    const uncoloured = await onTerminal(project, 'run', { NO_COLOR: '1' });
    // oxlint-disable-next-line no-control-regex -- what is looked for
    expect(uncoloured.stdout).not.toMatch(/\u001B\[\d+m/);
  });

  it('shows nothing but JSON where both streams are the one terminal', async () => {
    using project = new Project(MATH);
    const { stdout } = await onTerminal(project, 'run --json');
    const lines = stdout.replaceAll('\r', '').trimEnd().split('\n');
    expect(
      lines.filter((line) => line !== 'printed by read').every((line) => typeof JSON.parse(line) === 'object'),
    ).toBe(true);
  });

  it('shows progress live while JSON goes elsewhere', async () => {
    using project = new Project(MATH);
    const { stdout } = await onTerminal(project, 'run --json > out.jsonl');
    expect(plain(stdout)).toContain('✓ math  succeeded');
    expect(project.read('out.jsonl').trim().split('\n')).toHaveLength(project.events().length);
  });
});
