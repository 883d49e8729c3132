/** Whether a dataset's name is that of a parameter. */
export function isParameter(dataset: string): boolean {
  return dataset === 'parameters' || dataset.startsWith('params:');
}
