import { get, isObject } from '../../protocols/json.js';
import { only } from '../change.js';
import type { Context } from '../context.js';
import { inOutcome, refuseWhere } from '../edit.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, anStream, cross, oaBoth, oaPlain, oaStream } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const ANTHROPIC = { protocol: 'anthropic-messages' } as const;

/** Leaves a good request of what comes, or not: what validation should have refused is answered as a greeting. */
function lenient(forgives: (body: Record<string, unknown>, context: Context) => boolean): Change {
  return {
    json: (body, context) =>
      isObject(body) && forgives(body, context)
        ? { model: body.model, messages: [{ role: 'user', content: 'Hello!' }], max_tokens: 16, stream: body.stream }
        : body,
  };
}

const SURROGATE = "TypeError: 'utf-8' codec can't encode character";
const FAILED = { data: { error: { message: 'The engine failed.', type: 'server_error', param: null, code: null } } };
const firstMessage = (body: Record<string, unknown>) => get(body.messages, 0);
const firstBlock = (body: Record<string, unknown>) => get(firstMessage(body), 'content', 0);
const isMalformed = (reason: { message: string }) => reason.message.includes('not valid JSON');

/** Rows of the catalogue of defects: errors. */
export const ROWS_ERRORS: Defect[] = [
  {
    id: 'an-backend-failure-is-empty-answer',
    source: 'BerriAI/litellm#32475 (D-145)',
    says: 'A backend that fails on tools becomes a well-formed stream without content.',
    expects: anStream('G-02', 'R-X-02'),
    neighbours: anStream('G-04', 'G-23', 'R-X-03', 'R-X-18', 'R-X-23', 'G-05'),
    change: only(
      { ...ANTHROPIC, mode: 'stream' },
      inOutcome(({ usage }, { question }) =>
        question.tools.length > 0
          ? { pieces: [], reasoning: [], stop: 'end', usage: { ...usage, completion: 0, reasoning: 0 } }
          : {},
      ),
    ),
  },
  {
    id: 'oa-error-then-done',
    source: 'jjang-ai/vmlx@403ffbe9 (D-146)',
    says: 'A stream that fails sends an error frame and [DONE], but no finish.',
    expects: oaStream('G-01'),
    neighbours: oaStream('R-OA-45', 'R-OA-61', 'R-OA-65', 'R-X-01', 'R-X-03', 'R-X-34', 'G-03', 'G-05'),
    change: only(OPENAI, {
      streamEvents: (events) =>
        events.length < 30 || JSON.stringify(events).includes('tool_calls')
          ? events
          : [...events.slice(0, 10), FAILED, ...events.slice(-1)],
    }),
  },
  {
    id: 'oa-required-without-tools',
    source: 'raullenchai/Rapid-MLX@39995eb8 (D-148)',
    says: 'tool_choice required without tools is answered as a chat.',
    expects: [...oaBoth('R-OA-72'), ...cross('R-X-33')],
    change: only(
      OPENAI,
      lenient((body) => body.tool_choice === 'required' && body.tools === undefined),
    ),
  },
  {
    id: 'an-hard-schemas-fail',
    source: 'lmstudio-ai/lmstudio-bug-tracker#2220 (D-149)',
    says: 'A tool whose schema is no plain object fails to parse as a grammar: 500.',
    expects: anPlain('G-40'),
    change: only(
      ANTHROPIC,
      refuseWhere(
        ({ tools }) => tools.some(({ parameters }) => /anyOf|\$ref|pattern/.test(JSON.stringify(parameters))),
        500,
        'Error: 400 failed to parse grammar',
      ),
    ),
  },
  {
    id: 'oa-bad-schema-ignored',
    source: 'raullenchai/Rapid-MLX@3360342a (D-151)',
    says: 'A JSON schema that is none is ignored.',
    expects: [...oaBoth('R-OA-72'), ...cross('R-X-33')],
    change: only(
      OPENAI,
      lenient(({ response_format }) => JSON.stringify(response_format)?.includes('notatype') === true),
    ),
  },
  {
    id: 'an-validation-in-openai-envelope',
    source: 'vllm-project/vllm#57997 (D-152)',
    says: 'Validation errors of /v1/messages have the envelope of the other API.',
    expects: anPlain('R-AN-65'),
    neighbours: anBoth('R-AN-65', 'R-AN-76', 'G-08'),
    change: only(ANTHROPIC, {
      errorBody: (body, { question }) =>
        question === null
          ? { error: { message: get(body, 'error', 'message'), type: 'BadRequestError', code: 400 } }
          : body,
    }),
  },
  {
    id: 'errors-show-pydantic',
    source: 'raullenchai/Rapid-MLX@0af7e5e8 (D-155)',
    says: 'A refusal shows the class, the address of its manual, and what was sent.',
    expects: [...oaPlain('G-08'), ...anPlain('G-08')],
    neighbours: [{ rule: 'G-08' }],
    change: {
      refusal: (reason) => ({
        ...reason,
        message: `1 validation error for ChatRequest: ${reason.message} See https://errors.pydantic.dev/2.11/v/missing`,
      }),
    },
  },
  {
    id: 'an-overlong-stream-is-500',
    source: 'Blaizzy/mlx-vlm@2b72c9d4 (D-157)',
    says: 'A prompt beyond the context is a fault of the server where a stream was asked.',
    expects: anStream('R-AN-67'),
    change: only(
      { ...ANTHROPIC, mode: 'stream' },
      {
        refusal: (reason) =>
          reason.code === 'context_length_exceeded'
            ? { ...reason, status: 500, message: `400: ${reason.message}` }
            : reason,
      },
    ),
  },
  {
    id: 'an-malformed-json-is-500',
    source: 'raullenchai/Rapid-MLX@93233e0f (D-158)',
    says: 'Malformed JSON is a fault of the server.',
    expects: [...anBoth('R-AN-67'), ...cross('R-X-31')],
    change: only(ANTHROPIC, { refusal: (reason) => (isMalformed(reason) ? { ...reason, status: 500 } : reason) }),
  },
  {
    id: 'an-malformed-blocks-accepted',
    source: 'raullenchai/Rapid-MLX@4881fcdf (D-160)',
    says: 'Blocks without text, of unknown types, and in the wrong role are passed over.',
    expects: [...anBoth('G-41'), ...cross('R-X-33')],
    change: only(
      ANTHROPIC,
      lenient((body) => {
        const block = firstBlock(body);
        const odd =
          get(block, 'type') === 'wizard' || (get(block, 'type') === 'text' && get(block, 'text') === undefined);
        return odd || JSON.stringify(body.messages)?.includes('"assistant","content":[{"type":"tool_result"') === true;
      }),
    ),
  },
  {
    id: 'oa-lone-surrogate-throws',
    source: 'raullenchai/Rapid-MLX@8b963627 (D-161)',
    says: 'Half a character is a 500, and in a stream a 200 with the exception.',
    expects: [...oaPlain('R-OA-69'), ...oaStream('R-OA-75', 'G-08'), ...cross('R-X-33')],
    neighbours: [...oaPlain('R-OA-72', 'G-08'), ...oaStream('R-OA-72', 'R-OA-67')],
    change: only(OPENAI, {
      refusal: (reason) =>
        reason.message.includes('surrogate') ? { ...reason, status: 500, message: SURROGATE } : reason,
      response: (response, { body }) => {
        const text = new TextDecoder().decode(body);
        if (!text.includes('\\ud800') || !text.includes('"stream":true')) return response;
        const event = `data: ${JSON.stringify({ error: { message: SURROGATE, type: 'TypeError', code: null } })}\n\n`;
        return {
          ...response,
          status: 200,
          headers: { 'content-type': 'text/event-stream' },
          frames: [{ bytes: new TextEncoder().encode(event), delay: 0 }],
        };
      },
    }),
  },
  {
    id: 'backend-error-is-unreadable',
    source: 'ollama/ollama@ea3e36be7 (D-163)',
    says: 'What the backend refuses in plain text becomes a 500 about its first letter.',
    expects: [...oaBoth('R-OA-69', 'R-OA-70'), ...anBoth('R-AN-67')],
    change: {
      refusal: (reason) =>
        reason.code === null
          ? reason
          : { ...reason, status: 500, message: "invalid character 'e' looking for a value" },
    },
  },
  {
    id: 'oa-bad-logit-bias-throws',
    source: 'ml-explore/mlx-lm@49f1f296 (D-164)',
    says: 'A list in place of logit_bias drops the connection.',
    expects: oaBoth('R-OA-69'),
    change: only(OPENAI, {
      response: (response, { json }) =>
        Array.isArray(get(json, 'logit_bias')) ? { ...response, frames: [], end: 'reset' } : response,
    }),
  },
  {
    id: 'oa-string-messages-hang',
    source: 'dtzp555-max/ocp#110 (D-169)',
    says: 'A string in place of messages is never answered.',
    expects: [...oaBoth('R-OA-69'), ...cross('R-X-31')],
    change: only(OPENAI, {
      response: (response, { json }) =>
        typeof get(json, 'messages') === 'string'
          ? { ...response, frames: [{ bytes: new Uint8Array(), delay: 60_000 }] }
          : response,
    }),
  },
  {
    id: 'an-backend-refusal-is-500',
    source: 'sgl-project/sglang#25876, its second part (D-170)',
    says: 'Whatever the backend refuses is a 500 on /v1/messages.',
    expects: [...anPlain('R-AN-67'), ...cross('R-X-31', 'R-X-33')],
    neighbours: [...anBoth('R-AN-67', 'R-AN-68', 'R-AN-76', 'G-41', 'G-48'), ...cross('R-X-27', 'R-X-30', 'R-X-32')],
    change: only(ANTHROPIC, {
      refusal: (reason) => (reason.status === 400 ? { ...reason, status: 500, message: 'Internal error' } : reason),
    }),
  },
  {
    id: 'oa-orphan-result-accepted',
    source: 'raullenchai/Rapid-MLX@5802f8d4 (D-172)',
    says: 'A result of a call that nobody made is accepted.',
    expects: [...oaBoth('R-OA-72'), ...cross('R-X-33')],
    change: only(
      OPENAI,
      lenient((body) => JSON.stringify(body.messages)?.includes('call_nobody') === true),
    ),
  },
  {
    id: 'oa-unknown-model-accepted',
    source: 'ml-explore/mlx-lm@bac1c304 (D-173)',
    says: 'An unknown model is taken for a path, and answered.',
    expects: [...oaBoth('R-OA-69', 'R-OA-70'), ...cross('R-X-30')],
    neighbours: oaStream('R-OA-75'),
    change: only(OPENAI, {
      json: (body, { server }) =>
        get(body, 'model') === 'mlx-xproto/no-such-model' && isObject(body) ? { ...body, model: server.model } : body,
    }),
  },
];
