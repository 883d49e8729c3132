import { spawn } from 'node:child_process';
import { startReceiver } from './slack/receiver.ts';

// Runs jobs as anybody would, and shows what has come to the receiver that stands for Slack.
await using receiver = await startReceiver();

async function pintle(...words: readonly string[]): Promise<void> {
  console.log(`$ pintle ${words.join(' ')}`);
  const before = receiver.received.length;
  const env = { ...process.env, SLACK_API_URL: receiver.url, PINTLE_LOG_LEVEL: 'warn' };
  const command = spawn('pintle', words, { env, stdio: 'ignore', shell: process.platform === 'win32' });
  const code = await new Promise((resolve, reject) => {
    command.once('error', reject);
    command.once('exit', resolve);
  });
  for (const { channel, text } of receiver.received.slice(before)) console.log(`  ${channel}  ${text}`);
  console.log(`  exit code ${String(code)}, ${receiver.received.length - before} messages\n`);
}

const [job, ...options] = process.argv.slice(2);
if (job !== undefined) {
  await pintle('run', job, ...options);
} else {
  const bothBroken = ['--params', 'broken=[a, b]', '--keep-going'];
  await pintle('run', 'notif_all_prod', '--job-config', 'prod_op_hooks.yaml', ...bothBroken);
  await pintle('run', 'notif_all_dev', ...bothBroken);
  await pintle('run', 'selective_notif', '--params', 'broken=[b]', '--keep-going');
}
