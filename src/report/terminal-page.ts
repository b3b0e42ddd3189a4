import type pc from 'picocolors';
import { plainLine } from '../untrusted.js';
import type { Standing } from './groups.js';
import { labelled } from './layout.js';

/** What the sections of a terminal report are drawn on. */
export interface Page {
  colours: ReturnType<typeof pc.createColors>;
  width: number;
}

const COLOURS = { fail: 'red', known: 'magenta', warn: 'yellow', unknown: 'cyan', pass: 'green' } as const;
const LABEL_WIDTH = 14;
const LONGEST_FACT = 600;

/** The colour of a standing. */
export function paint(page: Page, standing: Standing): (text: string) => string {
  return page.colours[COLOURS[standing]];
}

/** A label and untrusted text beside it, wrapped. */
export function fact(label: string, text: string, page: Page): string[] {
  const [line = '', ...rest] = labelled(`  ${label}`.padEnd(LABEL_WIDTH), plainLine(text, LONGEST_FACT), page.width);
  return [line.replace(label, page.colours.dim(label)), ...rest];
}

/** A label and what is copied or clicked: on one line, however long. The text must be plain already. */
export function copied(label: string, text: string, page: Page): string[] {
  return text === '' ? [] : [`${page.colours.dim(`  ${label}`.padEnd(LABEL_WIDTH))}${text}`];
}
