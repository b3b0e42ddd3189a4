import type { JsonObject } from '../protocols/json.js';
import type { Answering, Context } from './context.js';
import { encodeJson } from './frames.js';
import { isRefusal, type Refusal, refusal } from './refusal.js';
import { modelBody, modelListBody } from './render/models.js';
import type { Response } from './response.js';
import type { Handler, Route } from './routes.js';
import type { Stages } from './stages.js';
import { tokenize } from './tokens.js';
import { overlong, wantsStream } from './understand/index.js';

type Handle = (stages: Stages, context: Context, route: Route) => Response;

/** The way of a request through the stages. */
export function respond(stages: Stages, context: Context): Response {
  const route = stages.route(null, context);
  const barred = stages.admission(route, context);
  if (barred !== null) return refused(stages, context, barred);
  if (isRefusal(route)) return refused(stages, context, route);
  return HANDLERS[route.handler](stages, context, route);
}

const HANDLERS: Record<Handler, Handle> = {
  answer: (stages, context) => asked(stages, context, answered),
  count: (stages, context) =>
    asked(stages, context, (_, asking) => other(stages, asking, { input_tokens: asking.promptTokens })),
  models: (stages, context) => other(stages, context, modelListBody(context)),
  model: (stages, context, { model }) =>
    model === context.server.model
      ? other(stages, context, modelBody(context))
      : refused(stages, context, refusal(404, 'There is no such model.', { code: 'model_not_found' })),
  health: (stages, context) => other(stages, context, { status: 'ok' }),
  probe: (stages, context) => stages.response({ status: 200, stream: false, headers: {}, frames: [] }, context),
};

/** Reads and understands a body, then goes on with what is asked. */
function asked(stages: Stages, context: Context, go: (stages: Stages, context: Answering) => Response): Response {
  const json = stages.json(context.body, context);
  if (isRefusal(json)) return refused(stages, context, json);
  const reading: Context = { ...context, json, mode: wantsStream(json) ? 'stream' : 'plain' };
  const question = stages.conversation(json, reading);
  if (isRefusal(question)) return refused(stages, reading, question);
  const asking = { ...reading, question };
  const promptTokens = tokenize(stages.prompt(question, asking)).length;
  const tooLong = overlong(promptTokens);
  if (tooLong !== null) return refused(stages, asking, tooLong);
  return go(stages, { ...asking, promptTokens, choice: 0 });
}

function answered(stages: Stages, context: Answering): Response {
  const outcomes = Array.from({ length: context.question.choices }, (_, choice) => {
    const choosing = { ...context, choice };
    return stages.outcome(stages.answer(context.question, choosing), choosing);
  });
  const { stream } = context.question;
  const frames = stream
    ? stages.frames(stages.streamEvents(outcomes, context), context)
    : encodeJson(stages.plainReply(outcomes, context));
  return stages.response({ status: 200, stream, headers: {}, frames }, context);
}

function other(stages: Stages, context: Context, body: JsonObject): Response {
  const frames = encodeJson(stages.otherReply(body, context));
  return stages.response({ status: 200, stream: false, headers: {}, frames }, context);
}

/** Turns a refusal into its response. */
export function refused(stages: Stages, context: Context, reason: Refusal): Response {
  const final = stages.refusal(reason, context);
  const frames = encodeJson(stages.errorBody(final, context));
  return stages.response({ status: final.status, stream: false, headers: final.headers, frames }, context);
}
