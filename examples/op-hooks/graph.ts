import { dataset, node, param, pipeline } from 'pintle';

// What the jobs share: two ops, neither of which needs the other. `--params broken=[a]` makes one fail.
const broken = param<readonly string[]>('broken');

function work(name: string, ops: readonly string[]): string {
  if (ops.includes(name)) throw new RangeError(`${name} is broken`);
  return `made by ${name}`;
}

export const a = node({ name: 'a', inputs: { broken }, outputs: dataset<string>('of_a') }, ({ broken: ops }) =>
  work('a', ops),
);
export const b = node({ name: 'b', inputs: { broken }, outputs: dataset<string>('of_b') }, ({ broken: ops }) =>
  work('b', ops),
);

export const slackNotifAll = pipeline('slack_notif_all', [a, b]);
