import { MODEL_HOOKS, NODE_HOOKS } from '../project-file/hook-names.js';
import { commonFunctions, type Lookup, relationText } from '../template/functions.js';
import type { StaticCall } from '../template/check.js';
import type { Scope } from '../template/template.js';
import type { Vocabulary } from '../template/vocabulary.js';
import type { ProjectHookContext } from './project-hook.js';

const RUN = [
  'run_id',
  'attempt',
  'pipeline_name',
  'env_name',
  'engine_name',
  'started_at',
  'status',
  'row_count',
  'error',
];
const MODEL = ['name', 'path', 'tags', 'meta', 'status', 'rows_affected', 'elapsed_ms', 'error'];
const NODE = ['name', 'kind', 'tags', 'meta', 'attempt', 'status', 'reason', 'error'];
const STATS = ['models_built', 'models_skipped', 'models_failed', 'rows_total', 'elapsed_ms_total', 'run_status'];

/** The names that the template of a hook may use. */
export function hookVocabulary(when: string, params: Readonly<Record<string, unknown>>): Vocabulary {
  const isModel = MODEL_HOOKS.includes(when);
  return {
    purpose: `a hook on ${when}`,
    variables: {
      when: [],
      run: RUN,
      // FastFlowTransform calls the model by both names.
      ...(isModel ? { model: MODEL, node: MODEL, this: [] } : {}),
      ...(NODE_HOOKS.includes(when) ? { node: NODE } : {}),
      env: 'any',
      params: Object.keys(params),
      stats: STATS,
      run_stats: STATS,
    },
    functions: ['engine', 'env', 'ref', 'source', 'var'],
  };
}

/** What the template of a hook is rendered with. */
export function hookScope(context: ProjectHookContext, lookup: Lookup, calls: readonly StaticCall[]): Scope {
  const { when, run, model, node, env, params, stats } = context;
  const inSnakeCase = snakeCase(stats);
  const ofModel = model === undefined ? undefined : snakeCase(model);
  return {
    ...commonFunctions(lookup, calls),
    when,
    env,
    params,
    run: snakeCase(run),
    ...(node === undefined ? {} : { node: snakeCase(node) }),
    ...(ofModel === undefined
      ? {}
      : {
          model: ofModel,
          node: ofModel,
          this: relationText(lookup.engine, { schema: undefined, name: model?.name ?? '' }),
        }),
    stats: inSnakeCase,
    run_stats: inSnakeCase,
  };
}

function snakeCase(value: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      one,
    ]),
  );
}
