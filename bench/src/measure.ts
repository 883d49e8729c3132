/** Does the same thing `times` times; what it computes must depend on every one of them. */
export type Loop = (times: number) => unknown;

/** One way to do what a scenario is about. */
export interface Candidate {
  readonly name: string;
  readonly loop: Loop;
  /** The loop gives the nanoseconds that count: its own preparations do not. */
  readonly timesItself?: boolean;
}

/** Median nanoseconds of one repetition, by candidate. */
export type Timings = ReadonlyMap<string, number>;

export interface MeasureOptions {
  /** Samples per candidate; the median is taken. */
  readonly rounds: number;
  /** How long one sample should take, in milliseconds. */
  readonly sampleMs: number;
}

/**
 * Times candidates against each other in this process: samples are interleaved, and the order rotates from round to round,
 * so that a slow moment of the machine hits all of them alike.
 */
export async function measure(
  candidates: readonly Candidate[],
  { rounds, sampleMs }: MeasureOptions,
): Promise<Timings> {
  const calibrated: { candidate: Candidate; times: number; samples: number[] }[] = [];
  for (const candidate of candidates) {
    calibrated.push({ candidate, times: await calibrate(candidate, sampleMs), samples: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < calibrated.length; i++) {
      const one = calibrated[(i + round) % calibrated.length];
      if (one === undefined) continue;
      one.samples.push((await time(one.candidate, one.times)) / one.times);
    }
  }
  return new Map(calibrated.map(({ candidate, samples }) => [candidate.name, median(samples)]));
}

/** How often a candidate is to be repeated in a sample; V8 has had the time to optimize it when this is known. */
async function calibrate(candidate: Candidate, sampleMs: number): Promise<number> {
  const enough = sampleMs * 1e6;
  for (let times = 1; ; ) {
    // On a busy machine a single run may be held up: by the fastest of a few, a candidate is never taken for slower than it is.
    let fastest = Infinity;
    for (let run = 0; run < 5; run++) fastest = Math.min(fastest, await time(candidate, times));
    if (fastest >= enough) return times;
    times = Math.ceil(times * Math.min(10, Math.max(1.2, enough / fastest)));
  }
}

async function time({ loop, timesItself = false }: Candidate, times: number): Promise<number> {
  const start = process.hrtime.bigint();
  const result = loop(times);
  if (result instanceof Promise) await result;
  return timesItself ? (result as number) : Number(process.hrtime.bigint() - start);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
