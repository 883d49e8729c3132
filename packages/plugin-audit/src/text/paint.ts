import { styleText } from 'node:util';

/** A colour or weight of text. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'gray';

/** Paints text for standard output: as it is where nobody sees colours, or `NO_COLOR` says so. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
