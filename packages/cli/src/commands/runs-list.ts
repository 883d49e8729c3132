import { listRuns } from '@pintle/pipeline/runs';
import type { HookError } from '@pintle/core';
import { builtIn } from '../built-in.js';
import { EXIT } from '../exit-code.js';
import { formatDuration } from '../output/duration.js';
import { factsOf } from '../output/error-facts.js';
import { statusText } from '../output/status.js';
import { withoutEmptyColumns } from '../output/table.js';
import { dateAndTime } from '../output/wording.js';

/** `pintle runs list` */
export const runsList = builtIn({
  description: 'list past runs, the newest first',
  options: { limit: { type: 'number', min: 1, default: 20, description: 'how many at most' } },
  traits: { readsOnly: true },
  async run({ project, options, output, terminal, lines, reporter }) {
    // One log that was damaged hides no other run.
    const unreadable: string[] = [];
    const tell = (error: HookError<string>): void => void unreadable.push(reporter.text(factsOf(error)));
    const runs = listRuns(project.projectDir, options.limit, tell).map(({ record, ...summary }) => ({
      ...summary,
      ...(record.stats === undefined ? {} : { stats: record.stats }),
    }));
    output.show(runs, () => {
      const { colors } = terminal.out;
      if (runs.length === 0) return 'This project has no runs yet. Start one: pintle run';
      const table = withoutEmptyColumns(
        ['RUN', 'PIPELINE', 'ENV', 'STARTED', 'STATUS', 'TIME', 'NODES', 'ATTEMPT'],
        runs.map(({ runId, pipeline, env, startedAt, status, durationMs, stats, attempt }) => [
          runId,
          pipeline,
          env,
          dateAndTime(new Date(startedAt)),
          statusText(status, colors),
          durationMs === undefined ? undefined : formatDuration(durationMs),
          stats === undefined ? undefined : `${stats.nodesSucceeded + stats.nodesCached}/${stats.nodesTotal}`,
          attempt > 1 ? attempt : undefined,
        ]),
        5,
      );
      return output.table(table.header, table.rows);
    });
    for (const text of unreadable) lines.write(text);
    return unreadable.length === 0 ? EXIT.success : EXIT.usage;
  },
});
