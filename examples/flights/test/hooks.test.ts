import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSequence, formatViolations, recordHooks } from '@pintle/hookspecs/testing';
import { createSession } from 'pintle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));

describe('the hooks of the flights example', () => {
  const project = mkdtempSync(join(tmpdir(), 'flights-'));
  const recorder = recordHooks({ except: ['on_run_event'] });

  beforeAll(async () => {
    const parts = ['package.json', 'settings.ts', 'pipelines.ts', 'nodes', 'hooks', 'conf'];
    for (const part of parts) cpSync(join(example, part), join(project, part), { recursive: true });
    symlinkSync(join(example, 'node_modules'), join(project, 'node_modules'));
    await using session = await createSession({ projectDir: project, plugins: [recorder], disable: ['read-aloud'] });
    (await session.run()).throwIfFailed();
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it('keep to the promised grammar', () => {
    expect(formatViolations(checkSequence(recorder.calls, { complete: true }))).toBe('');
  });

  it('frame the run', () => {
    const ofNodes = new Set(recorder.calls.filter((call) => call.node !== undefined));
    expect(recorder.lines().filter((_, i) => !ofNodes.has(recorder.calls[i] as never))).toMatchInlineSnapshot(`
      [
        "after_context_created",
        "register_dataset_types",
        "register_pipelines",
        "after_pipelines_registered",
        "on_run_start",
        "after_catalog_created",
        "before_pipeline_run",
        "after_pipeline_run",
        "on_run_end · success",
      ]
    `);
  });

  it('tell the life of a node', () => {
    expect(recorder.linesOf('seattle_months')).toMatchInlineSnapshot(`
      [
        "on_node_start seattle_months",
        "before_dataset_loaded flights · seattle_months",
        "after_dataset_loaded flights · seattle_months",
        "before_dataset_loaded seattle_weather_raw · seattle_months",
        "after_dataset_loaded seattle_weather_raw · seattle_months",
        "before_dataset_loaded params:late_minutes · seattle_months",
        "after_dataset_loaded params:late_minutes · seattle_months",
        "before_node_run seattle_months",
        "run_node seattle_months",
        "after_node_run seattle_months",
        "before_dataset_saved seattle_months · seattle_months",
        "after_dataset_saved seattle_months · seattle_months",
        "on_node_end seattle_months · success",
      ]
    `);
  });

  it('fire for one node after the other, in topological order', () => {
    const started = recorder.calls.filter(({ hook }) => hook === 'on_node_start').map(({ node }) => node?.name);
    expect(started).toEqual([
      'read_flights',
      'airport_delays',
      'route_delays',
      'hour_delays',
      'day_delays',
      'seattle_months',
      'report',
    ]);
  });
});
