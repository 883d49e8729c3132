import * as v from 'valibot';
import { columnTypes, typeColumns } from '../column-types.js';
import { fileDatasetType } from '../file-dataset.js';
import { int64Mode } from '../int64.js';
import { columnNames, shapeTable, tableOf, tableShape } from '../table.js';

/**
 * `type: parquet`: a typed table in columns. Reads every codec and encoding; `columns` reads only what it names.
 *
 * Its libraries are imported at the first load or save.
 */
export const parquetType = fileDatasetType({
  type: 'parquet',
  options: {
    /** The columns to load and to save, in this order; default all. */
    columns: columnNames,
    as: tableShape,
    int64: int64Mode,
    /** How times are loaded: as `Date`, or as milliseconds since 1970, which costs a fraction. */
    timestamps: v.optional(v.picklist(['date', 'millis']), 'date'),
    /** How columns of bytes that no type marks as text are loaded. */
    binary: v.optional(v.picklist(['bytes', 'text']), 'bytes'),
    types: columnTypes,
    compression: v.optional(v.picklist(['none', 'snappy', 'gzip', 'zstd']), 'snappy'),
  },
  async read(file, config) {
    const { readParquet } = await import('./parquet-read.js');
    const { columns, length } = await readParquet(file.path, config);
    return shapeTable(columns, length, config.as);
  },
  async write(file, data, config) {
    const { writeParquet } = await import('./parquet-write.js');
    writeParquet(file, typeColumns(tableOf(data), config.columns, config.types), config.compression);
  },
});
