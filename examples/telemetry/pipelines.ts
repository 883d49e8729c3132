import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { dataset, node, pipeline } from 'pintle';

interface Day {
  readonly date: Date;
  readonly precipitation: number;
  readonly temp_max: number;
}

interface Month {
  readonly month: string;
  readonly rainyDays: number;
  readonly warmest: number;
}

const tracer = trace.getTracer('seattle');
const days = dataset<Day[]>('days');
const months = dataset<Month[]>('months');

export default pipeline('weather', [
  // Fails the first time, as services do: the trace shows the attempt, the error and the retry.
  node(
    { name: 'read', inputs: dataset<Day[]>('weather_raw'), outputs: days, retry: { maxAttempts: 3, delayMs: 20 } },
    async (raw, { attempt }) => {
      await sleep(5);
      if (attempt === 1) throw new RangeError('the weather service is busy');
      return raw;
    },
  ),
  // Spans of one's own belong to the attempt of the node, on other threads, too.
  node({ name: 'by_month', inputs: days, outputs: months }, async (all) => {
    await sleep(5);
    return tracer.startActiveSpan('group days', (span) => {
      const groups = Map.groupBy(all, ({ date }) => new Date(date).toISOString().slice(0, 7));
      span.setAttribute('months', groups.size);
      const grouped = [...groups].map(([month, ofMonth]) => ({
        month,
        rainyDays: ofMonth.filter(({ precipitation }) => precipitation > 0).length,
        warmest: Math.max(...ofMonth.map(({ temp_max }) => temp_max)),
      }));
      span.end();
      return grouped;
    });
  }),
  node({ name: 'report', inputs: months, outputs: dataset<string>('report') }, async (all) => {
    await sleep(5);
    const [wettest] = all.toSorted((a, b) => b.rainyDays - a.rainyDays);
    return `${all.length} months; the wettest was ${wettest?.month}, with ${wettest?.rainyDays} days of rain.\n`;
  }),
]);
