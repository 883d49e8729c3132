/** Where the data of a dataset is: its name, and which of its versions or copies. */
export interface DatasetRef {
  readonly dataset: string;
  /** The attempt whose copy counts, until it is published; absent where the dataset itself is the place. */
  readonly attemptId?: string;
  /** The version to load, or to become; absent for datasets without versions. */
  readonly version?: string;
}
