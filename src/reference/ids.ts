import { createHash } from 'node:crypto';
import type { ProtocolName } from '../wire/exchange.js';
import type { Context } from './context.js';

const MESSAGE_PREFIX: Record<ProtocolName, string> = { 'openai-chat': 'chatcmpl-', 'anthropic-messages': 'msg_' };
const CALL_PREFIX: Record<ProtocolName, string> = { 'openai-chat': 'call_', 'anthropic-messages': 'toolu_' };

function digest(...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join(':')).digest('hex').slice(0, 24);
}

/** The id of a reply: unique on its server, the same in every run. */
export function messageId(context: Context): string {
  return MESSAGE_PREFIX[context.protocol] + digest('message', context.serial);
}

/** The id of a tool call, in letters that both protocols take back (R-AN-10, R-X-24). */
export function callId(context: Context, choice: number, position: number): string {
  return CALL_PREFIX[context.protocol] + digest('call', context.serial, choice, position);
}

/** The id that a response carries in its headers (R-AN-72). */
export function requestId(context: Context): string {
  return `req_${digest('request', context.serial)}`;
}

/** An opaque signature of a thinking block. */
export function signature(thinking: string): string {
  return createHash('sha256').update(thinking).digest('base64');
}
