import type { Flights } from './flights.ts';

/** How late a group of flights was. */
export interface Delays {
  readonly flights: number;
  /** Mean minutes of delay, to one decimal. */
  readonly meanDelay: number;
  /** Share of flights that were late, in percent, to one decimal. */
  readonly latePercent: number;
}

/** Adds up the delays of one group. */
class DelayTally {
  #flights = 0;
  #minutes = 0;
  #late = 0;
  readonly #lateMinutes: number;

  constructor(lateMinutes: number) {
    this.#lateMinutes = lateMinutes;
  }

  add(delay: number): void {
    this.#flights++;
    this.#minutes += delay;
    if (delay > this.#lateMinutes) this.#late++;
  }

  result(): Delays {
    return {
      flights: this.#flights,
      meanDelay: toOneDecimal(this.#minutes / this.#flights),
      latePercent: toOneDecimal((100 * this.#late) / this.#flights),
    };
  }
}

/** Delays of each group of flights, where `keyOf` gives the group of a flight's index (`undefined`: in none). */
export function delaysBy<Key>(
  flights: Flights,
  lateMinutes: number,
  keyOf: (index: number) => Key | undefined,
): Map<Key, Delays> {
  const tallies = new Map<Key, DelayTally>();
  for (let i = 0; i < flights.count; i++) {
    const key = keyOf(i);
    if (key === undefined) continue;
    let tally = tallies.get(key);
    if (tally === undefined) tallies.set(key, (tally = new DelayTally(lateMinutes)));
    tally.add(flights.delay[i] as number);
  }
  return new Map([...tallies].map(([key, tally]) => [key, tally.result()]));
}

function toOneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
