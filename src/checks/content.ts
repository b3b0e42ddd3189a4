import * as z from 'zod';
import type { ToolCall } from '../conversation.js';
import type { AnyReading } from '../protocols/index.js';
import { asArray, asCount, get, isObject, show } from '../protocols/json.js';
import type { Breach, Reply } from '../protocols/protocol.js';
import { field } from './field.js';
import { type Row, replyRules } from './rule.js';
import { chatJson, chatPlain, expect, folded } from './scope.js';

/** What a reply says against what it was asked, plain or streamed: the rules that both protocols share in their own words. */

const call = (judge: (one: ToolCall, at: string, reply: Reply, r: AnyReading) => Breach[]) =>
  folded((reply, r) =>
    reply.toolCalls.length === 0 ? null : reply.toolCalls.flatMap((one, k) => judge(one, `tool call ${k}`, reply, r)),
  );

const offeredName = call(({ name }, at, _, { exchange }) => {
  const offered = (exchange.asked?.tools ?? []).map((tool) => tool.name);
  return expect(offered.includes(name), `one of ${show(offered)}`, show(name), `${at}: name`);
});

const argumentsParse = call(({ arguments: parsed, raw }, at, reply) =>
  raw === '' || reply.stop.class === 'cap'
    ? []
    : expect(parsed !== undefined, 'a JSON object', show(raw), `${at}: arguments`),
);

/** The first complaint of a tool's schema about a call's arguments; null where they are valid. */
export function schemaComplaint(parameters: Record<string, unknown>, given: unknown): string | null {
  const result = z.fromJSONSchema(parameters as Parameters<typeof z.fromJSONSchema>[0]).safeParse(given);
  const issue = result.error?.issues[0];
  return issue ? `${issue.path.join('.') || 'arguments'}: ${issue.message}` : null;
}

const stopStringGone = folded((reply, { exchange }) => {
  const stops = exchange.asked?.stop ?? [];
  if (stops.length === 0) return null;
  const found = stops.find((stop) => reply.text.includes(stop));
  return expect(found === undefined, `a text without ${show(found)}`, show(reply.text), 'text');
});

const withinCap = folded((reply, { exchange }) => {
  const cap = exchange.asked?.maxTokens;
  if (!reply.usage || cap === undefined) return null;
  const { completion } = reply.usage;
  const exact = reply.stop.class === 'cap' && reply.toolCalls.length === 0;
  return [
    ...expect(completion <= cap, `at most ${cap} tokens`, `${completion}`, 'usage'),
    ...expect(!exact || completion >= cap, `${cap} tokens, as the cap was hit`, `${completion}`, 'usage'),
  ];
});

function reasoningWithin({ usage }: Reply): Breach[] | null {
  if (usage?.reasoning == null) return null;
  const { reasoning, completion } = usage;
  return expect(reasoning <= completion, `at most ${completion}`, `${reasoning}`, 'usage: reasoning tokens');
}

const MARKUP = [
  ...['<think>', '</think>', '<tool_call>', '</tool_call>', '<tool_response>', '<|im_start|>', '<|im_end|>'],
  // Harmony and Mistral (D-082, D-086).
  ...['<|start|>', '<|channel|>', 'to=functions.', '[TOOL_CALLS]'],
];

/** Markup of the model's own template that the request did not hold has no place in an answer (R-OA-30, R-X-17). */
export function strayMarkup({ text }: Reply, { exchange }: AnyReading): string | undefined {
  const asked = JSON.stringify(exchange.asked?.turns ?? '');
  return MARKUP.find((mark) => text.includes(mark) && !asked.includes(mark));
}

const TOOL = 'a tool call';
const COUNTS = ['prompt_tokens', 'completion_tokens', 'total_tokens'];

const chatRows: Row[] = [
  ['R-OA-17', 'error', 'A tool call names a tool that was offered.', 'the tool never runs (T-TR07)', offeredName, TOOL],
  [
    'R-OA-19',
    'error',
    'The arguments of a tool call are a JSON object.',
    'the runner tells the model of a parse error (T-TR06, T-OA25)',
    argumentsParse,
    TOOL,
  ],
  [
    'R-OA-20',
    'error',
    'A call without arguments says "{}".',
    'JSON.parse("") throws (T-TR05)',
    call(({ raw }, at) => expect(raw !== '', '"{}"', '""', `${at}: arguments`)),
    TOOL,
  ],
  [
    'R-OA-21',
    'warning',
    'tool_calls is left out where there is none.',
    'clients tolerate null and [], proxies do not (BerriAI/litellm#29286)',
    chatPlain((json) => {
      const message = get(json, 'choices', 0, 'message');
      if (!isObject(message) || asArray(message.tool_calls).length > 0) return null;
      return field('tool_calls', { says: 'nothing', schema: z.undefined() })(message);
    }),
  ],
  [
    'R-OA-22',
    'warning',
    'Tool calls go with the finish_reason tool_calls.',
    'frameworks that go by it stop early (T-TR08); "stop" is allowed for a named choice (F10)',
    folded((reply, { exchange }) => {
      if (reply.toolCalls.length === 0 || reply.stop.class === 'cap') return null;
      const named = typeof exchange.asked?.toolChoice === 'object' && exchange.asked.toolChoice !== null;
      const allowed = named ? ['tool_calls', 'stop'] : ['tool_calls'];
      return expect(
        allowed.includes(reply.stop.raw ?? ''),
        allowed.join(' or '),
        show(reply.stop.raw),
        'finish_reason',
      );
    }),
    TOOL,
  ],
  [
    'R-OA-23',
    'warning',
    'The finish_reason tool_calls goes with a tool call.',
    'loops end with nothing to run (T-TR19)',
    folded((reply) =>
      reply.stop.raw === 'tool_calls' ? expect(reply.toolCalls.length > 0, 'a tool call', 'none', 'tool_calls') : null,
    ),
    'the finish_reason tool_calls',
  ],
  [
    'R-OA-24',
    'error',
    'A request with tools is not answered with the deprecated function_call.',
    'the tool never runs (T-TR10)',
    chatJson((json, { exchange }) => {
      const choice = get(json, 'choices', 0);
      const legacy = get(choice, 'message', 'function_call') ?? get(choice, 'delta', 'function_call');
      if ((exchange.asked?.tools.length ?? 0) === 0) return null;
      return expect(legacy == null, 'tool_calls', 'function_call', 'choices[0]');
    }),
    'a request with tools',
  ],
  [
    'R-OA-26',
    'warning',
    'total_tokens is the sum of the two others.',
    'accounting',
    chatJson(({ usage }) => {
      const [prompt, completion, total] = COUNTS.map((key) => asCount(get(usage, key)));
      // Whether they are counts is R-OA-25's matter.
      if (prompt == null || completion == null || total == null) return null;
      return expect(total === prompt + completion, `${prompt + completion}`, `${total}`, 'usage.total_tokens');
    }),
  ],
  [
    'R-OA-27',
    'error',
    'Cached and reasoning tokens are part of the counts that hold them.',
    'clients compute negative counts (T-TR20)',
    folded((reply) => {
      if (!reply.usage) return null;
      const { prompt, cached } = reply.usage;
      return [
        ...expect((cached ?? 0) <= prompt, `at most ${prompt}`, `${cached}`, 'usage: cached tokens'),
        ...(reasoningWithin(reply) ?? []),
      ];
    }),
  ],
  [
    'R-OA-30',
    'warning',
    'No reasoning markup stands in the text.',
    'it is shown to users',
    folded((reply, r) => {
      const mark = strayMarkup(reply, r);
      return expect(
        mark === undefined || !mark.includes('think'),
        'an answer',
        `${mark} in ${show(reply.text, 80)}`,
        'text',
      );
    }),
  ],
  [
    'R-OA-31',
    'error',
    'A stop string is not returned.',
    'documented: the text ends before the match',
    stopStringGone,
    'a request with a stop string',
  ],
  ['R-OA-32', 'warning', 'The cap is kept, and reached where length is the reason.', 'accounting', withinCap],
];

const messageRows: Row[] = [
  ['R-AN-11', 'error', 'A tool_use names a tool that was offered.', 'the tool never runs', offeredName, TOOL],
  [
    'R-AN-16',
    'error',
    'A tool_use goes with the stop_reason tool_use.',
    'the official tool runner silently does not run the tool (T-TR12)',
    folded((reply) =>
      reply.toolCalls.length === 0 || ['cap', 'refusal'].includes(reply.stop.class)
        ? null
        : expect(reply.stop.raw === 'tool_use', 'tool_use', show(reply.stop.raw), 'stop_reason'),
    ),
    TOOL,
  ],
  [
    'R-AN-17',
    'warning',
    'The stop_reason tool_use goes with a tool_use block.',
    'loops end with nothing to run (T-TR13)',
    folded((reply) =>
      reply.stop.raw === 'tool_use' ? expect(reply.toolCalls.length > 0, 'a tool_use block', 'none', 'content') : null,
    ),
    'the stop_reason tool_use',
  ],
  [
    'R-AN-19',
    'error',
    'A stop string is not returned.',
    'documented: the text ends before the match',
    stopStringGone,
    'a request with a stop string',
  ],
  ['R-AN-22', 'warning', 'The cap is kept, and reached where max_tokens is the reason.', 'accounting', withinCap],
  [
    'R-AN-23',
    'warning',
    'Thinking tokens are part of the output.',
    'clients compute negative counts',
    folded(reasoningWithin),
    'a count of thinking tokens',
  ],
  [
    'R-AN-49',
    'error',
    'Arguments are not lost: what the tool requires is there.',
    'the tool runs with {} everywhere (T-AN41)',
    call(({ name, arguments: given, raw }, at, reply, { exchange }) => {
      const tool = exchange.asked?.tools.find((one) => one.name === name);
      const required = asArray(tool?.parameters.required);
      if (required.length === 0 || reply.stop.class === 'cap') return [];
      return expect(
        given === undefined || Object.keys(given).length > 0,
        `arguments ${show(required)}`,
        show(raw),
        `${at}: input`,
      );
    }),
    TOOL,
  ],
];

/** Rules about what a reply says, plain or streamed (protocol reference 6.1, 6.4). */
export const content = [...replyRules(['openai-chat'], chatRows), ...replyRules(['anthropic-messages'], messageRows)];
