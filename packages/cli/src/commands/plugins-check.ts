import { builtIn } from '../built-in.js';
import { EXIT } from '../exit-code.js';
import { factsOf } from '../output/error-facts.js';
import { count } from '../output/wording.js';
import { checkPackages } from '../plugins/check-packages.js';
import { checkProject } from '../plugins/check-project.js';

/** `pintle plugins check` */
export const pluginsCheck = builtIn({
  description: 'check that every plugin loads, with its commands and runners, and that the project works with them',
  // It loads the plugins itself: one that cannot be loaded is what it is there to tell.
  traits: { readsOnly: true },
  async run({ project, invocation, plugins, openSession, output, terminal, reporter }) {
    const packages = await checkPackages(project.projectDir, invocation.common);
    const told = packages.flatMap(({ errors }) => errors);
    const whole = await checkProject(plugins, openSession, told);
    const errors = [...told, ...whole.errors];
    const data = {
      ok: errors.length === 0,
      packages: packages.map((one) => ({ ...one, errors: one.errors.map((error) => reporter.data(factsOf(error))) })),
      errors: whole.errors.map((error) => reporter.data(factsOf(error))),
      warnings: whole.warnings,
    };
    output.show(data, () => {
      const { colors } = terminal.out;
      const lines = packages.map(({ name, version, status, errors: own }) => {
        const mark = status === 'off' ? colors.gray('○') : own.length === 0 ? colors.green('✓') : colors.red('✗');
        return `${mark} ${name}${version === undefined ? '' : ` ${version}`}${status === 'off' ? colors.gray('  switched off') : ''}`;
      });
      const warnings = whole.warnings.map((text) => `${colors.yellow('!')} ${text}`);
      const verdict =
        errors.length === 0
          ? colors.green('✓ The project works with its plugins.')
          : colors.red(`✗ ${count(errors.length, 'error')}`);
      return [...lines, ...warnings, verdict].join('\n');
    });
    for (const error of errors) terminal.err.write(`${reporter.text(factsOf(error))}\n`);
    return errors.length === 0 ? EXIT.success : EXIT.usage;
  },
});
