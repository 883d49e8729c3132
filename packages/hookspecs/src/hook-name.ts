/**
 * The one expression that every hook name obeys: `before_<noun>` and `after_<noun>` with what happens to it,
 * `on_<noun>_<event>`, `register_<noun>`, and the two verbs `run_node` and `inject_context`.
 *
 * Hosts take a method of a plugin class whose name matches for a hook, and complain when no spec declares it.
 */
export const HOOK_NAME: RegExp =
  /^(?:(?:before|after)_[a-z]+(?:_[a-z]+)*|on_[a-z]+(?:_[a-z]+)+|register_[a-z]+(?:_[a-z]+)*|run_node|inject_context)$/;
