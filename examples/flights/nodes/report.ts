import type { AirportDelays, DayDelays, HourDelays, RouteDelays } from './rankings.ts';
import type { SeattleMonth } from './seattle.ts';

interface Findings {
  readonly airports: readonly AirportDelays[];
  readonly routes: readonly RouteDelays[];
  readonly hours: readonly HourDelays[];
  readonly days: readonly DayDelays[];
  readonly seattle: readonly SeattleMonth[];
  readonly top: number;
}

/** Writes up what the other nodes found, as markdown. */
export function writeReport({ airports, routes, hours, days, seattle, top }: Findings): string {
  const flights = hours.reduce((sum, hour) => sum + hour.flights, 0);
  const busy = hours.filter((hour) => hour.flights >= flights / 100);
  const best = busy.reduce((a, b) => (b.meanDelay < a.meanDelay ? b : a));
  const worst = busy.reduce((a, b) => (b.meanDelay > a.meanDelay ? b : a));
  const dates = days.map(({ day }) => day).sort();
  // The file ends a few minutes into a day; that is not a bad day, but hardly one at all.
  const wholeDays = days.filter((day) => day.flights > flights / days.length / 2);
  return [
    '# Where and when flights lose time',
    '',
    `${flights.toLocaleString('en-US')} flights in the United States, ${dates[0]} to ${dates.at(-1)}.`,
    '',
    `Leave early in the day: flights of ${clock(best.hour)} are ${minutes(best.meanDelay)}, those of ${clock(worst.hour)} ${minutes(worst.meanDelay)}.`,
    '',
    `## Airports with the latest departures`,
    '',
    table(
      ['airport', 'city', 'departures', 'mean delay', 'late'],
      airports
        .slice(0, top)
        .map((one) => [one.airport, `${one.city}, ${one.state}`, one.flights, one.meanDelay, `${one.latePercent} %`]),
    ),
    '',
    `The most punctual: ${airports
      .slice(-3)
      .reverse()
      .map((one) => `${one.city} (${one.meanDelay})`)
      .join(', ')}.`,
    '',
    '## Routes that are late most',
    '',
    table(
      ['from', 'to', 'miles', 'flights', 'mean delay', 'late'],
      routes
        .slice(0, top)
        .map((one) => [one.origin, one.destination, one.distance, one.flights, one.meanDelay, `${one.latePercent} %`]),
    ),
    '',
    '## The worst days',
    '',
    table(
      ['day', 'flights', 'mean delay', 'late'],
      wholeDays.slice(0, top).map((one) => [one.day, one.flights, one.meanDelay, `${one.latePercent} %`]),
    ),
    '',
    '## Seattle: does rain delay flights?',
    '',
    table(
      ['month', 'wet days', 'mm a day', 'departures', 'mean delay'],
      seattle.map((one) => [one.month, `${one.wetDaysPercent} %`, one.precipitation, one.flights, one.meanDelay]),
    ),
    '',
  ].join('\n');
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

function minutes(delay: number): string {
  return delay < 0 ? `${-delay} minutes early on average` : `${delay} minutes late`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [
    head,
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell))),
  ];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const isNumber = head.map(
    (_, column) => typeof rows[0]?.[column] === 'number' || String(rows[0]?.[column]).endsWith('%'),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] as number) : cell.padEnd(widths[column] as number))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (isNumber[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(cells[0] as string[]), rule, ...cells.slice(1).map((row) => line(row as string[]))].join('\n');
}
