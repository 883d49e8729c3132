import { projectHook } from '@pintle/plugin-sql';

const shown = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ') || 'no FF_* variables';

export const banner = projectHook({ name: 'banner', when: 'on_run_start' }, ({ run, env, log }) => {
  log.info(
    `[hooks_demo] on_run_start: run_id=${run.runId} (env_name=${run.envName}, engine=${run.engineName}; ${shown(env)})`,
  );
});

export const summary = projectHook({ name: 'summary', when: 'on_run_end' }, ({ run, stats, log }) => {
  const { modelsBuilt, modelsSkipped, modelsFailed } = stats;
  log.info(
    `[hooks_demo] on_run_end: run_id=${run.runId} status=${run.status} (built=${modelsBuilt}, skipped=${modelsSkipped}, failed=${modelsFailed})`,
  );
});

export const modelEndLog = projectHook({ name: 'model_end_log', when: 'after_model' }, ({ run, model, log }) => {
  log.info(`[hooks_demo] on_model_end: run_id=${run.runId} model=${model?.name} status=${model?.status}`);
});
