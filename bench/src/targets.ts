// What Pintle aims at against each peer, and what it reaches, with both engines, as a table: the medians of `--runs` runs,
// each in a process of its own. `--only=…` measures the scenarios whose name contains it.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Aim, AIMS, BYTES, NOT_MEASURED } from './aims.ts';
import { machine } from './machine.ts';
import { measure, median } from './measure.ts';
import { bytesPerImpl } from './memory.ts';
import { opaqueImpl } from './opaque.ts';
import { pintleCompiled, pollute } from './peers.ts';
import { polluters } from './scenarios/registry.ts';

/** What one run measures: time of the peer ÷ time of Pintle; `null` where one of them was not measured. */
interface Ratio {
  readonly calls: string;
  readonly peer: string;
  readonly aim: Aim;
  readonly hasNoEngine: boolean;
  readonly closures: number | null;
  readonly compiled: number | null;
}

interface Run {
  readonly ratios: readonly Ratio[];
  readonly bytes: number | null;
}

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
  console.log(`${where}${count === 1 ? '' : `, medians of ${count} runs`}\n\n${table(runs)}`);
}

async function run(): Promise<Run> {
  pollute([...polluters, (impls) => pintleCompiled('collect', impls)], opaqueImpl);
  const ratios: Ratio[] = [];
  for (const { scenario, peers, hasNoEngine = false } of AIMS) {
    const { name, candidates } = scenario();
    if (!name.includes(values.only)) continue;
    const timings = await measure(candidates, { rounds: 41, sampleMs: 0.5 });
    const ratio = (theirs: number | undefined, ours: number | undefined): number | null =>
      theirs === undefined || ours === undefined ? null : theirs / ours;
    for (const [peer, aim] of Object.entries(peers)) {
      ratios.push({
        calls: name,
        peer,
        aim,
        hasNoEngine,
        closures: ratio(timings.get(peer), timings.get('pintle')),
        compiled: ratio(timings.get(`${peer}, compiled`) ?? timings.get(peer), timings.get('pintle, compiled')),
      });
    }
  }
  return { ratios, bytes: bytesPerImpl() ?? null };
}

function inNewProcess(): Run {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), '--json', `--only=${values.only}`];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 24 })) as Run;
}

function table(runs: readonly Run[]): string {
  const medianOf = (of: (run: Run) => number | null | undefined): number | undefined => {
    const all = runs.map(of).filter((value) => typeof value === 'number');
    return all.length === 0 ? undefined : median(all);
  };
  const rows = (runs[0]?.ratios ?? []).map((row, i) => {
    const { calls, peer, aim, hasNoEngine } = row;
    const [closures, compiled] = typeof aim === 'number' ? [aim, aim] : aim;
    const ratios = [medianOf((one) => one.ratios[i]?.closures), medianOf((one) => one.ratios[i]?.compiled)] as const;
    const cells =
      ratios[0] === undefined && NOT_MEASURED[peer] !== undefined
        ? [NOT_MEASURED[peer], '–']
        : [cell(ratios[0], closures), hasNoEngine ? 'the same' : cell(ratios[1], compiled)];
    return [calls, peer, aimText(closures, compiled), ...cells];
  });
  const bytes = medianOf((one) => one.bytes);
  const memory = bytes === undefined ? '–' : bytes > BYTES ? `**${bytes.toFixed(0)}**` : bytes.toFixed(0);
  return [
    ['calls', 'peer', 'aim', 'closures', 'compiled'],
    ['---', '---', '---:', '---:', '---:'],
    ...rows,
    ['bytes of an implementation', '', `at most ${BYTES}`, memory, '–'],
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function aimText(closures: number | undefined, compiled: number | undefined): string {
  return closures === compiled ? `${closures ?? '–'}` : `${closures ?? '–'} / ${compiled ?? '–'}`;
}

/** A ratio that misses what is aimed at is marked. */
function cell(ratio: number | undefined, aim: number | undefined): string {
  if (ratio === undefined) return '–';
  const text = ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
  return aim !== undefined && ratio < aim ? `**${text}**` : text;
}
