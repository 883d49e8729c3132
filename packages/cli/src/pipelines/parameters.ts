/** Whether a dataset name reads parameters. */
export function isParameter(dataset: string): boolean {
  return dataset === 'parameters' || dataset.startsWith('params:');
}
