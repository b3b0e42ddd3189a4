import type { Mode, ProtocolName } from '../../wire/exchange.js';
import type { Expected } from './defect.js';

/** The places of findings, in short: `anStream('R-AN-30')`. */

const at =
  <P extends ProtocolName | 'cross', M extends Mode | 'both'>(protocol: P, mode: M) =>
  (...rules: string[]): Expected[] =>
    rules.map((rule) => ({ rule, protocol, mode }));

export const anPlain = at('anthropic-messages', 'plain');
export const anStream = at('anthropic-messages', 'stream');
export const anBoth = at('anthropic-messages', 'both');
export const oaPlain = at('openai-chat', 'plain');
export const oaStream = at('openai-chat', 'stream');
export const oaBoth = at('openai-chat', 'both');
/** Where the two APIs are compared, the plain replies are. */
export const cross = at('cross', 'plain');
/** Where a case is asked in streams only, the streams are. */
export const crossStream = at('cross', 'stream');
