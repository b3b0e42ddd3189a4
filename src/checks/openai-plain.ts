import { asArray, get, isObject, parseJson, show } from '../protocols/json.js';
import type { Breach } from '../protocols/protocol.js';
import * as is from './field.js';
import { all, field, merge } from './field.js';
import { replyRules } from './rule.js';
import { answered, chatJson, chatPlain, expect, folded, isJson, saysJson } from './scope.js';

export const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'];

const plain = (path: string, kind: is.Kind) => chatPlain(field(path, kind));
const counts = all(
  ...['prompt_tokens', 'completion_tokens', 'total_tokens'].map((key) => field(`usage.${key}`, is.count)),
);
const calls = 'choices[].message.tool_calls[]';

/** Rules about a plain chat completion (protocol reference 6.1). */
export const openaiPlain = replyRules(
  ['openai-chat'],
  [
    [
      'R-OA-01',
      'error',
      'A plain reply has a JSON content type.',
      'the official TypeScript client hands the body to its user as a string (T-JS01)',
      saysJson,
    ],
    [
      'R-OA-02',
      'error',
      'A plain reply is one strict JSON object.',
      'clients throw, or hand out undefined (T-JS02 to T-JS05)',
      isJson,
    ],
    [
      'R-OA-03',
      'error',
      'A plain reply says object "chat.completion".',
      'the documented type',
      plain('object', is.exactly('chat.completion')),
    ],
    ['R-OA-04', 'error', 'A plain reply has an id.', 'the documented type', plain('id', is.nonEmpty)],
    [
      'R-OA-05',
      'error',
      'created is Unix time in whole seconds, in each chunk of a stream, too.',
      'milliseconds give dates in the year 50000',
      chatJson(field('created', is.seconds)),
    ],
    [
      'R-OA-06',
      'error',
      'A reply names its model, in each chunk of a stream, too.',
      'the documented type',
      chatJson(field('model', is.nonEmpty)),
    ],
    [
      'R-OA-07',
      'error',
      'choices holds as many choices as were asked for: one.',
      'clients that read choices[0] crash (T-JS06)',
      chatPlain((json) => {
        const choices = json.choices;
        const holds = Array.isArray(choices) && choices.length === 1;
        return expect(
          holds,
          '1 choice',
          Array.isArray(choices) ? `${choices.length} choices` : show(choices),
          'choices',
        );
      }),
    ],
    [
      'R-OA-08',
      'error',
      'Choices are numbered from 0.',
      'the documented type; in a stream clients crash (T-OA43)',
      chatPlain((json) =>
        asArray(json.choices).flatMap((choice, k) =>
          expect(get(choice, 'index') === k, String(k), show(get(choice, 'index')), `choices[${k}].index`),
        ),
      ),
    ],
    [
      'R-OA-09',
      'error',
      'The message has the role assistant.',
      'without it the next turn has a message without a role (T-JS07, T-TR09)',
      chatPlain(all(field('choices[].message', is.object), field('choices[].message.role', is.exactly('assistant')))),
    ],
    [
      'R-OA-10',
      'error',
      'content is a string or null.',
      'an array goes to code that expects a string (T-JS08)',
      // A key that is missing is tolerated (T-JS09).
      chatPlain(
        (json) =>
          field(
            'choices[].message.content',
            is.orNull(is.text),
          )(json)?.map((breach) => (breach.actual === 'nothing' ? { ...breach, tolerated: true } : breach)) ?? null,
      ),
    ],
    [
      'R-OA-11',
      'warning',
      'content is null only where something else carries the turn.',
      'clients show "null" or nothing',
      chatPlain((json) => {
        const message = get(json, 'choices', 0, 'message');
        if (get(message, 'content') !== null) return isObject(message) ? [] : null;
        const carried =
          asArray(get(message, 'tool_calls')).length > 0 ||
          get(message, 'refusal') != null ||
          get(message, 'audio') != null ||
          // The deprecated call is R-OA-24's matter.
          get(message, 'function_call') != null ||
          get(json, 'choices', 0, 'finish_reason') === 'length' ||
          get(json, 'usage', 'completion_tokens') === 0;
        return expect(carried, 'text, or something in its place', 'null', 'choices[0].message.content');
      }),
    ],
    [
      'R-OA-12',
      'warning',
      'The message has the key refusal.',
      'the documented type; clients tolerate its absence (T-JS09)',
      plain('choices[].message.refusal', is.orNull(is.text)),
    ],
    [
      'R-OA-13',
      'warning',
      'A choice has the key logprobs.',
      'the documented type; clients tolerate its absence (T-JS09)',
      plain('choices[].logprobs', is.orNull(is.object)),
    ],
    [
      'R-OA-14',
      'error',
      'finish_reason is one of the five values.',
      'agent loops stop in the wrong place (T-JS10)',
      plain('choices[].finish_reason', is.oneOf(...FINISH_REASONS)),
    ],
    [
      'R-OA-15',
      'error',
      'Each tool call has an id of its own.',
      'the next turn cannot be matched to its call (T-JS11, T-TR02)',
      chatPlain((json) => {
        const entries = asArray(get(json, 'choices', 0, 'message', 'tool_calls'));
        const ids = entries.map((entry) => get(entry, 'id'));
        const twice = ids.find((id, k) => ids.indexOf(id) !== k);
        const unique: Breach[] = expect(
          twice === undefined,
          'ids that differ',
          show(twice),
          'choices[0].message.tool_calls',
        );
        return entries.length === 0 ? null : merge([field(`${calls}.id`, is.nonEmpty)(json), unique]);
      }),
      'a tool call',
    ],
    [
      'R-OA-16',
      'error',
      'A tool call has the type function.',
      'the official tool runner throws (T-TR03)',
      plain(`${calls}.type`, is.oneOf('function', 'custom')),
      'a tool call',
    ],
    [
      'R-OA-18',
      'error',
      'A tool call gives its arguments as a string.',
      'clients pass on "[object Object]" (T-JS12, T-TR04)',
      plain(`${calls}.function.arguments`, is.text),
      'a tool call',
    ],
    [
      'R-OA-25',
      'error',
      'usage holds three token counts.',
      'clients compute with undefined (T-JS13)',
      // A usage that does not come in a stream is R-OA-61's matter.
      chatJson((json, { exchange }) => (exchange.mode === 'stream' && json.usage == null ? null : counts(json))),
    ],
    [
      'R-OA-28',
      'error',
      'An error is never sent with status 200.',
      'clients return it as a success without choices (T-JS14)',
      answered((_, r) => {
        if (r.exchange.mode !== 'plain') return null;
        return expect(
          !get(r.json, 'error'),
          'an error status',
          `200 with error ${show(get(r.json, 'error'))}`,
          'error',
        );
      }),
    ],
    [
      'R-OA-29',
      'error',
      'Where a JSON schema was asked for, the content is bare JSON.',
      'the official parse helper throws (T-TR11)',
      folded(({ text, stop }, { exchange }) =>
        exchange.asked?.schema && stop.raw === 'stop' && text !== ''
          ? expect(parseJson(text) !== undefined, 'JSON', show(text), 'text')
          : null,
      ),
      'an answer to a request with a JSON schema',
    ],
  ],
);
