import { type Delays, delaysBy } from './delays.ts';
import type { Flights } from './flights.ts';

/** A row of seattle-weather.csv: a day of 2012 to 2015. */
export interface WeatherDay {
  readonly date: string;
  /** Millimetres. */
  readonly precipitation: number;
  readonly wind: number;
}

/** A month in Seattle: what the weather is like, and how late flights left in 2001. */
export interface SeattleMonth extends Delays {
  readonly month: number;
  /** Days with rain or snow, in percent. */
  readonly wetDaysPercent: number;
  /** Mean millimetres a day. */
  readonly precipitation: number;
}

/** Sets the delays of departures from Seattle beside the city's usual weather of that month. */
export function seattleByMonth({
  flights,
  weather,
  lateMinutes,
}: {
  flights: Flights;
  weather: readonly WeatherDay[];
  lateMinutes: number;
}): SeattleMonth[] {
  const seattle = flights.airports.indexOf('SEA');
  const delays = delaysBy(flights, lateMinutes, (i) => (flights.origin[i] === seattle ? flights.month[i] : undefined));
  return [...delays]
    .sort(([a], [b]) => a - b)
    .map(([month, one]) => {
      const days = weather.filter(({ date }) => Number(date.slice(5, 7)) === month);
      const wet = days.filter(({ precipitation }) => precipitation > 0).length;
      const millimetres = days.reduce((sum, { precipitation }) => sum + precipitation, 0);
      return {
        month,
        wetDaysPercent: Math.round((100 * wet) / days.length),
        precipitation: Math.round((10 * millimetres) / days.length) / 10,
        ...one,
      };
    });
}
