import type { JsonObject } from '../../protocols/json.js';
import type { Context } from '../context.js';
import { requestId } from '../ids.js';
import type { Refusal } from '../refusal.js';

const OPENAI_TYPES: Record<number, string> = { 500: 'server_error' };
const OPENAI_CODES: Record<number, string> = { 401: 'invalid_api_key' };

/** Protocol reference 2.7. */
const ANTHROPIC_TYPES: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  500: 'api_error',
};

/** The error body of the route's protocol: one envelope for every cause (R-OA-67, R-AN-65). */
export function errorBody(refusal: Refusal, context: Context): JsonObject {
  return context.protocol === 'openai-chat' ? openaiError(refusal) : anthropicError(refusal, context);
}

function openaiError({ status, message, param, code }: Refusal): JsonObject {
  const type = OPENAI_TYPES[status] ?? 'invalid_request_error';
  return { error: { message, type, param, code: code ?? OPENAI_CODES[status] ?? null } };
}

function anthropicError({ status, message, details }: Refusal, context: Context): JsonObject {
  const type = ANTHROPIC_TYPES[status] ?? 'invalid_request_error';
  return {
    type: 'error',
    error: { type, message, ...(details !== null && { details }) },
    request_id: requestId(context),
  };
}
