import { StringDecoder } from 'node:string_decoder';

/** Gives what is written to a stream to a taker instead, line by line. @returns what ends it, giving the last half line */
export function catchWrites(stream: NodeJS.WriteStream, take: (line: string) => void): () => void {
  const original = Object.getOwnPropertyDescriptor(stream, 'write');
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const caught = (chunk: string | Uint8Array, ...options: readonly unknown[]): boolean => {
    const lines = `${rest}${typeof chunk === 'string' ? chunk : decoder.write(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    const done = options.find((option): option is () => void => typeof option === 'function');
    if (done !== undefined) queueMicrotask(done);
    return true;
  };
  Object.defineProperty(stream, 'write', { value: caught, configurable: true, writable: true });
  return () => {
    if (original === undefined) Reflect.deleteProperty(stream, 'write');
    else Object.defineProperty(stream, 'write', original);
    if (rest !== '') take(rest);
  };
}
