import { cpus, loadavg } from 'node:os';

/** When and where something was measured, in one line. */
export function machine(): string {
  const date = new Date().toISOString().slice(0, 10);
  const [cpu] = cpus();
  const cores = `${cpus().length} cores of ${cpu?.model ?? 'an unknown processor'}`;
  const [load = 0] = loadavg();
  return `${date}, Node ${process.version} (V8 ${process.versions.v8}), ${cores}, load ${load.toFixed(1)}`;
}
