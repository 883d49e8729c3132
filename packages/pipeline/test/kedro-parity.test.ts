import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play } from './kedro-parity/play.ts';
import { commandCases, type Difference, differences, runCases, sequenceHere } from './kedro-parity/table.ts';

const runs = runCases();

describe.each(['sequential', 'concurrent', 'worker'])('Kedro\'s sequence of hooks, on the runner "%s"', (runner) => {
  it.each(runs)('$name', async (one) => {
    expect(await play(one, runner)).toEqual(sequenceHere(one.steps));
  });
});

describe('the differences from Kedro', () => {
  it('are each met in a case, and each difference in a case is one of them', () => {
    const met = [...runs, ...commandCases()].flatMap(({ steps }) =>
      steps.flatMap((step) => (typeof step === 'string' ? [] : [step.why])),
    );
    expect([...new Set(met)].toSorted()).toEqual(
      differences()
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it('are those that the documentation lists', () => {
    const page = readFileSync(new URL('../../../docs/explanation/from-kedro.md', import.meta.url), 'utf8');
    const [, section = ''] = /^## What is called, and when$([^]*?)^## /m.exec(page) ?? [];
    const row = ({ kedro, here, why }: Difference): string => `| ${kedro} | ${here} | ${why} |`;
    expect(
      section
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .slice(2),
    ).toEqual(differences().map(row));
  });
});
