import { hook } from '../../src/host.js';

const handler = (): number => 1;

export class Base {
  inherited_hook(): string {
    return 'inherited';
  }
  overridden_hook(): string {
    return 'base';
  }
}
/** A plugin with every kind of member that a class can have. */
export class ProjectHooks extends Base {
  static static_hook(): void {}
  #secret = 1;
  fields = [1, 2];
  arrow_hook = (): number => this.#secret;
  nested = ProjectHooks;
  with_options = hook('marked_hook', { tryFirst: true, handler });
  several = hook('several_hook', [handler, { wrapper: handler }]);
  get getter_hook(): never {
    throw new Error('getters are never read');
  }
  set setter_hook(_: unknown) {
    throw new Error('setters are never called');
  }
  own_hook(): number {
    return this.#private_hook();
  }
  override overridden_hook(): string {
    return 'own';
  }
  async async_hook(): Promise<void> {}
  #private_hook(): number {
    return 2;
  }
  dispose(): void {}
}
