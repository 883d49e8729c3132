import { didYouMean } from '@pintle/core';
import * as v from 'valibot';

/** What Kedro calls an option that has another name here. */
const KEDRO: Readonly<Record<string, string>> = {
  filepath: 'path',
  load_args: 'the options themselves',
  save_args: 'the options themselves',
};

/** The schema of a built-in type's catalog entry: exactly these options; any other is an error that names the closest. */
export function options<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.StrictObjectSchema<Entries, v.ErrorMessage<v.StrictObjectIssue>> {
  const names = Object.keys(entries);
  return v.strictObject(entries, (issue) => {
    const given = issue.path?.at(-1)?.key;
    const key = typeof given === 'string' ? given : '';
    if (issue.expected !== 'never') return 'It is required, and missing';
    const meant = Object.hasOwn(KEDRO, key)
      ? `Kedro's "${key}" is ${KEDRO[key]} here.`
      : (didYouMean(key, names) ?? `Options: ${names.join(', ')}.`);
    return `There is no such option. ${meant}`;
  });
}
