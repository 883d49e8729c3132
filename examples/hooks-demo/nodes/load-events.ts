/** A line of birdstrikes.csv, as text. */
export type BirdStrike = Readonly<Record<string, string | null>>;

/** A row of the table raw.events. */
export interface RawEvent {
  readonly id: number;
  readonly happened_on: string | null;
  readonly phase_of_flight: string | null;
  readonly airport: string | null;
  readonly species: string | null;
  readonly cost: number;
}

/** Gives every bird strike a number, and the columns that models want a name without spaces. */
export function loadEvents(strikes: readonly BirdStrike[]): RawEvent[] {
  return strikes.map((strike, index) => ({
    id: index + 1,
    happened_on: strike['Flight Date'] ?? null,
    phase_of_flight: strike['Phase of flight'] ?? null,
    airport: strike['Airport Name'] ?? null,
    species: strike['Wildlife Species'] ?? null,
    cost: Number(strike['Cost Total $'] ?? 0),
  }));
}
