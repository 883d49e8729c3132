import { VERSION } from './version.js';

/** Runs the command that a command line names, and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  // Asked by scripts all the time, and needs nothing that takes time to load.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  const { start } = await import('./start.js');
  process.exit(await start(argv));
}
