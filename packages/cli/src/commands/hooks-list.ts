import { builtIn } from '../built-in.js';
import { describeHooks, implementationName } from '../hooks/describe-hooks.js';

/** `pintle hooks list` */
export const hooksList = builtIn({
  description: 'list every hook, with the plugins that implement it in call order',
  options: {
    implemented: { type: 'boolean', description: 'only hooks that some plugin implements' },
  },
  async run({ plugins, options, output, terminal }) {
    const { colors } = terminal.out;
    const all = describeHooks(await plugins());
    const shown = options.implemented ? all.filter(({ implementations }) => implementations.length > 0) : all;
    output.show(shown, () => {
      if (shown.length === 0) return 'No plugin implements a hook.';
      return output.table(
        ['HOOK', 'KIND', 'SET', 'PLUGINS IN CALL ORDER'],
        shown.map(({ hook, kind, namespace, implementations }) => [
          hook,
          colors.dim(kind ?? 'no spec'),
          colors.dim(namespace ?? ''),
          implementations.map(implementationName).join(', '),
        ]),
      );
    });
  },
});
