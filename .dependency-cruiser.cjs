// Who may import whom: cli → pipeline → hookspecs → core; plugins import hookspecs, nothing else (it re-exports what they need of core).
// ARCHITECTURE.md says why.
const src = (...names) => `^packages/(${names.join('|')})/`;
const plugins = 'plugin-[^/]+';
const runners = 'runner-[^/]+';

/** Packages at the left import none of those at the right. */
const forbid = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: to },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one noun, or miss a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports this file, and it imports nothing.',
      from: {
        orphan: true,
        path: '^packages/[^/]+/src/',
        pathNot: ['/index\\.ts$', '/bin\\.ts$', '\\.test(-d)?\\.ts$'],
      },
      to: {},
    },
    {
      name: 'no-utils',
      severity: 'error',
      comment: 'Name the file by its noun.',
      from: { path: '^packages/' },
      to: { path: '/(util|utils|helper|helpers|common|misc|shared)(/|[.]ts$)', pathNot: 'node_modules' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      comment: 'Declare it in package.json, or build first.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'not-to-dev-dependency',
      severity: 'error',
      comment: 'A published file needs a dependency or a peer.',
      from: { path: '^packages/[^/]+/src/', pathNot: '\\.test(-d)?\\.ts$' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional', 'type-only'],
        pathNot: '^packages/',
      },
    },
    {
      name: 'not-into-tests',
      severity: 'error',
      comment: 'Sources never import tests.',
      from: { path: '^packages/[^/]+/src/', pathNot: '\\.test(-d)?\\.ts$' },
      to: { path: '(\\.test(-d)?\\.ts$|^packages/[^/]+/test/)' },
    },

    forbid(
      'core-imports-nobody',
      src('core'),
      src('hookspecs', 'pipeline', 'cli', plugins, runners),
      'core knows no domain.',
    ),
    forbid(
      'hookspecs-imports-core',
      src('hookspecs'),
      src('pipeline', 'cli', plugins, runners),
      'hookspecs is what plugins see: interfaces, no machinery.',
    ),
    forbid(
      'pipeline-imports-hookspecs',
      src('pipeline'),
      src('cli', plugins, runners),
      'pipeline fires hooks and knows no plugin.',
    ),
    forbid('cli-imports-no-plugin', src('cli'), src(plugins, runners), 'Plugins are discovered, not imported.'),
    forbid('runners-import-pipeline', `^packages/${runners}/`, src('cli', plugins), 'A runner extends pipeline.'),
    {
      name: 'plugins-import-hookspecs',
      severity: 'error',
      comment: 'Plugins meet through hooks, the manifest and the run log. Their tests may run pipelines.',
      from: { path: `^packages/(${plugins})/src/`, pathNot: '\\.test(-d)?\\.ts$' },
      to: { path: src('core', 'pipeline', 'cli', runners) },
    },
    {
      name: 'plugins-not-each-other',
      severity: 'error',
      comment: 'Plugins meet through hooks, the manifest and the run log.',
      from: { path: `^packages/(${plugins})/` },
      to: { path: `^packages/${plugins}/`, pathNot: '^packages/$1/' },
    },
    {
      name: 'core-entry-stays-small',
      severity: 'error',
      comment:
        'What `@pintle/core` loads must not load a sub-path before it is needed: those bring file systems, loaders and other frameworks.',
      from: { path: '^packages/core/src/(?!discovery/|settings/|testing/|tapable/)', pathNot: '\\.test(-d)?\\.ts$' },
      to: {
        path: '^packages/core/src/(discovery|settings|testing|tapable)/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'through-the-front-door',
      severity: 'error',
      comment: 'Other packages are imported by their exports, never by a path into their folder.',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/([^/]+)/',
        pathNot: [
          '^packages/$1/',
          '^packages/[^/]+/(src|dist)/((testing|discovery|settings|tapable|log|logger)/)?index\\.(ts|js|d\\.ts)$',
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '/fixtures/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.d.ts'],
    },
  },
};
