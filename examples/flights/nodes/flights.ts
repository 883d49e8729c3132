/** Flights as the parquet file has them, a column each. */
export interface FlightColumns {
  readonly date: readonly Date[];
  readonly delay: readonly number[];
  readonly distance: readonly number[];
  readonly origin: readonly string[];
  readonly destination: readonly string[];
}

/** Flights with the parts of their dates that we group by; index i of every packed column is the same flight. */
export interface Flights {
  readonly count: number;
  /** Codes of airports, which `origin` and `destination` are indexes into. */
  readonly airports: readonly string[];
  /** Scheduled hour of departure, 0 to 23. */
  readonly hour: Uint8Array;
  /** 1 to 12. */
  readonly month: Uint8Array;
  /** Days since 1970-01-01. */
  readonly day: Uint16Array;
  /** Minutes; below zero when it was early. */
  readonly delay: Int16Array;
  /** Miles. */
  readonly distance: Uint16Array;
  readonly origin: Uint16Array;
  readonly destination: Uint16Array;
}

const DAY_MS = 86_400_000;

/** Takes dates apart, and packs numbers and codes: three million flights are 36 MB, in memory or in a file. */
export function readFlights(raw: FlightColumns): Flights {
  const count = raw.date.length;
  const airports = new Numbering();
  const flights: Flights = {
    count,
    airports: airports.names,
    hour: new Uint8Array(count),
    month: new Uint8Array(count),
    day: new Uint16Array(count),
    delay: new Int16Array(count),
    distance: new Uint16Array(count),
    origin: new Uint16Array(count),
    destination: new Uint16Array(count),
  };
  for (let i = 0; i < count; i++) {
    const date = raw.date[i] as Date;
    flights.hour[i] = date.getUTCHours();
    flights.month[i] = date.getUTCMonth() + 1;
    flights.day[i] = Math.floor(date.getTime() / DAY_MS);
    flights.delay[i] = raw.delay[i] as number;
    flights.distance[i] = raw.distance[i] as number;
    flights.origin[i] = airports.of(raw.origin[i] as string);
    flights.destination[i] = airports.of(raw.destination[i] as string);
  }
  return flights;
}

/** Numbers names from 0, in the order in which they are first met. */
class Numbering {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) this.#numbers.set(name, (number = this.names.push(name) - 1));
    return number;
  }
}
