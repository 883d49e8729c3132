/** What a command needs to be in an environment: ` --env prod`, and nothing for the one that commands are in anyway. */
export function envOption(env: string): string {
  return env === 'local' ? '' : ` --env ${env}`;
}
