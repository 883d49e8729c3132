import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { Variables } from './sdk-settings.js';

const ROOTS: Readonly<Record<string, (ratio: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
};

/**
 * The sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name; default `parentbased_always_on`.
 *
 * @param note - is told what cannot be done
 */
export function samplerOf(variables: Variables, note: (text: string) => void): Sampler {
  const name = variables['OTEL_TRACES_SAMPLER']?.trim() || 'parentbased_always_on';
  const root = ROOTS[name.replace(/^parentbased_/, '')];
  if (root === undefined) {
    note(`OTEL_TRACES_SAMPLER is "${name}", which there is not here; every trace is taken.`);
    return new ParentBasedSampler({ root: new AlwaysOnSampler() });
  }
  const made = root(ratioOf(variables, note));
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root: made }) : made;
}

function ratioOf(variables: Variables, note: (text: string) => void): number {
  const given = variables['OTEL_TRACES_SAMPLER_ARG']?.trim() ?? '';
  if (given === '') return 1;
  const ratio = Number(given);
  if (ratio >= 0 && ratio <= 1) return ratio;
  note(`OTEL_TRACES_SAMPLER_ARG is "${given}", expected a number from 0 to 1; 1 is taken.`);
  return 1;
}
