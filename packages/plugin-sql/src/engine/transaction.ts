import type { Connection, Database } from './engine.js';

/**
 * Does work in a transaction on a connection of its own: all of it, or nothing.
 *
 * @param mode - `none`: each statement stands for itself
 */
export async function transact<T>(
  database: Database,
  work: (connection: Connection) => Promise<T>,
  mode: 'own' | 'none' = 'own',
): Promise<T> {
  const connection = await database.connect();
  let isBroken = false;
  try {
    if (mode === 'none') return await work(connection);
    await connection.run('BEGIN');
    try {
      const result = await work(connection);
      await connection.run('COMMIT');
      return result;
    } catch (error) {
      // What made it fail is the error; a connection that cannot even roll back is not used again.
      isBroken = await connection.run('ROLLBACK').then(
        () => false,
        () => true,
      );
      throw error;
    }
  } finally {
    await connection.release(isBroken);
  }
}
