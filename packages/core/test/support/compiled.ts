/** Whether the implementation that asks is being called by compiled code, as its stack has it. */
export function isCalledByCompiledCode(): boolean {
  return /eval at create \(.*tapable.lib.HookCodeFactory\.js/.test(new Error('who calls?').stack ?? '');
}
