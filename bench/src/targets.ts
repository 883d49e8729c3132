// What calls cost, and what Pintle aims at against each peer, with both engines, as tables: the medians of `--runs` runs,
// each in a process of its own. `--only=…` measures the scenarios whose name contains it.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { aimsTable, costsTable, type Measured, type Run } from './aims-table.ts';
import { AIMS } from './aims.ts';
import { machine } from './machine.ts';
import { measure } from './measure.ts';
import { bytesPerImpl } from './memory.ts';
import { opaqueImpl } from './opaque.ts';
import { pintleCompiled, pollute } from './peers.ts';
import { polluters } from './scenarios/registry.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});

if (values.json) {
  console.log(JSON.stringify(await run()));
} else {
  const where = machine();
  const count = Number(values.runs);
  const runs = count === 1 ? [await run()] : Array.from({ length: count }, inNewProcess);
  console.log(`${where}${count === 1 ? '' : `, medians of ${count} runs`}\n`);
  console.log(`${costsTable(runs)}\n\n${aimsTable(runs)}`);
}

async function run(): Promise<Run> {
  pollute([...polluters, (impls) => pintleCompiled('collect', impls)], opaqueImpl);
  const measured: Measured[] = [];
  for (const [index, { scenario }] of AIMS.entries()) {
    const { name, candidates } = scenario();
    if (!name.includes(values.only)) continue;
    const timings = Object.fromEntries(await measure(candidates, { rounds: 41, sampleMs: 0.5 }));
    measured.push({ calls: name, aims: index, timings });
  }
  return { measured, bytes: bytesPerImpl() ?? null };
}

function inNewProcess(): Run {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), '--json', `--only=${values.only}`];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 24 })) as Run;
}
