import { isObject } from '../../protocols/json.js';
import { both, only } from '../change.js';
import { editObject } from '../edit.js';
import type { Defect } from './defect.js';
import { oa, oaBody, oaChunk, oaReply, setChunk, setReply } from './openai-edit.js';
import { cross, oaBoth, oaPlain, oaStream } from './places.js';

const PLAIN = { mode: 'plain' } as const;
/** Where no reply can be read, these have none to judge. */
const UNREAD = oaPlain('G-06', 'G-42', 'R-X-28', 'R-X-36');
const FAILURE = { message: 'The model failed.', type: 'server_error', param: null, code: null };
const milliseconds = (seconds: unknown) => Number(seconds) * 1000;

/** Defects of the fields of plain chat completions (protocol reference 6.1). */
export const OPENAI_PLAIN: Defect[] = [
  {
    id: 'oa-plain-as-text',
    source: 'T-JS01',
    says: 'A plain reply is sent as text/plain.',
    expects: oaPlain('R-OA-01'),
    change: only(
      PLAIN,
      oa({
        response: (response) =>
          response.status === 200
            ? { ...response, headers: { ...response.headers, 'content-type': 'text/plain; charset=utf-8' } }
            : response,
      }),
    ),
  },
  {
    id: 'oa-nan-in-body',
    source: 'T-JS02',
    says: 'A number that is none is written as NaN.',
    expects: oaPlain('R-OA-02'),
    neighbours: UNREAD,
    change: only(
      PLAIN,
      oaBody((text) => text.replace('"logprobs":null', '"logprobs":NaN')),
    ),
  },
  {
    id: 'oa-plain-with-bom',
    source: 'R-OA-02',
    says: 'A plain reply begins with a byte order mark.',
    expects: oaPlain('R-OA-02'),
    neighbours: UNREAD,
    change: only(
      PLAIN,
      oaBody((text) => `\ufeff${text}`),
    ),
  },
  {
    id: 'oa-plain-object-of-a-chunk',
    source: 'R-OA-03',
    says: 'A plain reply says that it is a chunk.',
    expects: oaPlain('R-OA-03'),
    change: setReply('object', 'chat.completion.chunk'),
  },
  {
    id: 'oa-plain-without-id',
    source: 'R-OA-04',
    says: 'A plain reply has an empty id.',
    expects: oaPlain('R-OA-04'),
    change: setReply('id', ''),
  },
  {
    id: 'oa-created-in-milliseconds',
    source: 'R-OA-05',
    says: 'A reply tells its time in milliseconds.',
    expects: oaBoth('R-OA-05'),
    change: both(oaReply('created', milliseconds), oaChunk('created', milliseconds)),
  },
  {
    id: 'oa-plain-without-model',
    source: 'R-OA-06',
    says: 'A reply does not name its model.',
    expects: oaBoth('R-OA-06'),
    neighbours: oaPlain('G-07'),
    change: both(setReply('model', undefined), setChunk('model', undefined)),
  },
  {
    id: 'oa-no-choices',
    source: 'T-JS06',
    says: 'A plain reply has no choice.',
    expects: oaPlain('R-OA-07'),
    neighbours: UNREAD,
    change: setReply('choices', []),
  },
  {
    id: 'oa-choices-from-one',
    source: 'R-OA-08',
    says: 'Choices of a plain reply are numbered from 1.',
    expects: oaPlain('R-OA-08'),
    change: setReply('choices.*.index', 1),
  },
  {
    id: 'oa-plain-without-role',
    source: 'T-TR09',
    says: 'The message of a plain reply has no role.',
    expects: oaPlain('R-OA-09'),
    change: setReply('choices.*.message.role', undefined),
  },
  {
    id: 'oa-content-as-list',
    source: 'T-JS08',
    says: 'A plain answer that follows a schema comes as a list of parts.',
    expects: oaPlain('R-OA-10', 'R-X-28'),
    // Its text is not found where it should be.
    neighbours: [...oaPlain('G-02'), ...oaStream('R-X-01'), ...cross('R-X-04')],
    change: oa({
      plainReply: (reply, { question }) =>
        question.schema === null
          ? reply
          : editObject(reply, 'choices.*.message.content', (text) => [{ type: 'text', text }]),
    }),
  },
  {
    id: 'oa-answer-lost-behind-thought',
    source: 'R-OA-11',
    says: 'Where the model thought, the answer of a plain reply is null.',
    expects: [{ rule: 'R-OA-11', protocol: 'openai-chat', mode: 'plain', case: 'factual_question' }],
    neighbours: [...oaStream('R-X-01'), ...cross('R-X-04', 'R-X-10')],
    change: oaReply('choices.*.message', (message) =>
      isObject(message) && 'reasoning_content' in message ? { ...message, content: null } : message,
    ),
  },
  {
    id: 'oa-refusal-key-missing',
    source: 'T-JS09',
    says: 'A message has no key refusal.',
    expects: oaPlain('R-OA-12'),
    change: setReply('choices.*.message.refusal', undefined),
  },
  {
    id: 'oa-logprobs-key-missing',
    source: 'T-JS09',
    says: 'A choice has no key logprobs.',
    expects: oaPlain('R-OA-13'),
    change: setReply('choices.*.logprobs', undefined),
  },
  {
    id: 'oa-finish-reason-eos',
    source: 'T-JS10',
    says: 'The finish_reason of a plain reply is eos in place of stop.',
    expects: oaPlain('R-OA-14'),
    // A reason that nobody knows equals no other, and says nothing of a stop string.
    neighbours: [...oaPlain('R-X-08'), ...oaStream('R-X-01'), ...cross('R-X-07')],
    change: oaReply('choices.*.finish_reason', (reason) => (reason === 'stop' ? 'eos' : reason)),
  },
  {
    id: 'oa-error-with-status-200',
    source: 'T-JS14',
    says: 'A failure of the model is answered with status 200, and an error in the body.',
    expects: oaPlain('R-OA-28'),
    change: oa({
      plainReply: (reply, { question }) => (question.stop.length > 0 ? { error: FAILURE } : reply),
    }),
  },
  {
    id: 'oa-schema-answer-fenced',
    source: 'T-TR11',
    says: 'A plain answer that follows a schema stands in a fence of Markdown.',
    expects: oaPlain('R-OA-29', 'R-X-28'),
    neighbours: [...oaStream('R-X-01'), ...cross('R-X-04')],
    change: oa({
      plainReply: (reply, { question }) =>
        question.schema === null
          ? reply
          : editObject(reply, 'choices.*.message.content', (text) => `\`\`\`json\n${text}\n\`\`\``),
    }),
  },
  {
    id: 'oa-usage-missing',
    source: 'T-JS13',
    says: 'A plain reply has no usage.',
    expects: oaPlain('R-OA-25'),
    change: setReply('usage', undefined),
  },
];
