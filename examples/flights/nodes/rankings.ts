import { type Delays, delaysBy } from './delays.ts';
import type { Flights } from './flights.ts';

/** A row of airports.csv. */
export interface Airport {
  readonly iata: string;
  readonly name: string;
  readonly city: string;
  readonly state: string;
}

export interface AirportDelays extends Delays {
  readonly airport: string;
  readonly city: string;
  readonly state: string;
}
export interface RouteDelays extends Delays {
  readonly origin: string;
  readonly destination: string;
  /** Miles. */
  readonly distance: number;
}
export interface HourDelays extends Delays {
  readonly hour: number;
}
export interface DayDelays extends Delays {
  /** `2001-01-31` */
  readonly day: string;
}

interface Limits {
  readonly flights: Flights;
  readonly lateMinutes: number;
}

/** How late departures of each airport with many of them are, worst first. */
export function delaysByAirport({
  flights,
  airports,
  lateMinutes,
  minDepartures,
}: Limits & { airports: readonly Airport[]; minDepartures: number }): AirportDelays[] {
  const byCode = new Map(airports.map((airport) => [airport.iata, airport]));
  return [...delaysBy(flights, lateMinutes, (i) => flights.origin[i])]
    .filter(([, delays]) => delays.flights >= minDepartures)
    .map(([index, delays]) => {
      const airport = flights.airports[index] as string;
      const known = byCode.get(airport);
      return { airport, city: known?.city ?? '', state: known?.state ?? '', ...delays };
    })
    .sort(worstFirst);
}

/** How late each much-flown route is, worst first. */
export function delaysByRoute({ flights, lateMinutes, minFlights }: Limits & { minFlights: number }): RouteDelays[] {
  const { airports, origin, destination } = flights;
  const distances = new Map<number, number>();
  const delays = delaysBy(flights, lateMinutes, (i) => {
    const route = (origin[i] as number) * airports.length + (destination[i] as number);
    if (!distances.has(route)) distances.set(route, flights.distance[i] as number);
    return route;
  });
  return [...delays]
    .filter(([, { flights: count }]) => count >= minFlights)
    .map(([route, one]) => ({
      origin: airports[Math.floor(route / airports.length)] as string,
      destination: airports[route % airports.length] as string,
      distance: distances.get(route) as number,
      ...one,
    }))
    .sort(worstFirst);
}

/** How late flights of each hour of departure are, midnight first. */
export function delaysByHour({ flights, lateMinutes }: Limits): HourDelays[] {
  return [...delaysBy(flights, lateMinutes, (i) => flights.hour[i])]
    .map(([hour, delays]) => ({ hour, ...delays }))
    .sort((a, b) => a.hour - b.hour);
}

/** How late flights of each day are, worst first. */
export function delaysByDay({ flights, lateMinutes }: Limits): DayDelays[] {
  return [...delaysBy(flights, lateMinutes, (i) => flights.day[i])]
    .map(([day, delays]) => ({ day: new Date(day * 86_400_000).toISOString().slice(0, 10), ...delays }))
    .sort(worstFirst);
}

// Ties in order of name, so that the files are the same on every machine.
function worstFirst(a: Delays, b: Delays): number {
  return b.meanDelay - a.meanDelay || b.flights - a.flights;
}
