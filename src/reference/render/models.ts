import type { JsonObject } from '../../protocols/json.js';
import type { Context } from '../context.js';

const RELEASED = '2026-01-01T00:00:00Z';

type Shape = (id: string) => JsonObject;

const MODEL: Record<Context['protocol'], Shape> = {
  'openai-chat': (id) => ({ id, object: 'model', created: Date.parse(RELEASED) / 1000, owned_by: 'reference' }),
  'anthropic-messages': (id) => ({ type: 'model', id, display_name: id, created_at: RELEASED }),
};

const LIST: Record<Context['protocol'], (model: JsonObject) => JsonObject> = {
  'openai-chat': (model) => ({ object: 'list', data: [model] }),
  'anthropic-messages': (model) => ({ data: [model], has_more: false, first_id: model.id, last_id: model.id }),
};

/** The one model of this server, in the shape of the protocol. */
export function modelBody({ protocol, server }: Context): JsonObject {
  return MODEL[protocol](server.model);
}

/** The list of models, in the shape of the protocol. */
export function modelListBody(context: Context): JsonObject {
  return LIST[context.protocol](modelBody(context));
}
