import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const example = fileURLToPath(new URL('..', import.meta.url));

describe('the telemetry example', () => {
  const project = mkdtempSync(join(tmpdir(), 'telemetry-'));
  let shown: readonly string[] = [];

  beforeAll(async () => {
    for (const part of ['package.json', 'pipelines.ts', 'demo.ts', 'collector', 'conf']) {
      cpSync(join(example, part), join(project, part), { recursive: true });
    }
    symlinkSync(join(example, 'node_modules'), join(project, 'node_modules'));
    const PATH = [join(example, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
    const env = { ...process.env, PATH, NO_COLOR: '1', NODE_NO_WARNINGS: '1' };
    const { stdout } = await run(process.execPath, ['demo.ts'], { cwd: project, env });
    shown = stdout.split('\n').map((line) => line.replace(/ +[\d.]+ ms$/, ''));
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it('shows the trace of its run: attempts, retries, and spans of nodes on other threads', () => {
    expect(shown.slice(shown.indexOf('run weather'))).toEqual([
      'run weather',
      '  node read ✗ the weather service is busy ↻',
      '    load weather_raw',
      '  node read',
      '    load weather_raw',
      '    save days',
      '  node by_month',
      '    load days',
      '    group days',
      '    save months',
      '  node report',
      '    load months',
      '    save report',
      '',
    ]);
  });

  it('has done its work, too', () => {
    expect(readFileSync(join(project, 'data/report.txt'), 'utf8')).toBe(
      '48 months; the wettest was 2012-12, with 27 days of rain.\n',
    );
  });
});
