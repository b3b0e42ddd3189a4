import { only } from '../change.js';
import { inPlainReply } from '../edit.js';
import { ANTHROPIC, inBlocks, inContent, without } from '../edit-message.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, anStream, cross } from './places.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Where a plain body is no message at all, everything that needs an answer finds none. */
const NO_MESSAGE = anPlain('G-06', 'G-33', 'G-42', 'R-X-28', 'R-X-36');
/** The next turn cannot be asked as it should be, or is refused. */
const NEXT_TURN = anBoth('G-01', 'R-X-23', 'R-X-26', 'R-AN-75');

/** Defects of plain messages and of their content (protocol reference 2.2, 6.4). */
export const ANTHROPIC_MESSAGE: Defect[] = [
  {
    id: 'an-nan-in-body',
    source: 'T-JS02',
    says: 'Null is written as NaN.',
    expects: anPlain('R-AN-02'),
    neighbours: NO_MESSAGE,
    change: only(
      { ...ANTHROPIC, mode: 'plain' },
      {
        response: (response) => {
          if (response.status !== 200) return response;
          const frames = response.frames.map((frame) => ({
            ...frame,
            bytes: encoder.encode(decoder.decode(frame.bytes).replaceAll('null', 'NaN ')),
          }));
          return { ...response, frames };
        },
      },
    ),
  },
  {
    id: 'an-type-missing',
    source: 'T-JS20',
    says: 'A plain message does not say that it is one.',
    expects: anPlain('R-AN-03'),
    change: only(
      ANTHROPIC,
      inPlainReply('type', () => undefined),
    ),
  },
  {
    id: 'an-id-missing',
    source: 'R-AN-05',
    says: 'A plain message has no id.',
    expects: anPlain('R-AN-05'),
    change: only(
      ANTHROPIC,
      inPlainReply('id', () => undefined),
    ),
  },
  {
    id: 'an-content-string',
    source: 'T-JS15',
    says: 'content is the text itself, not a list of blocks.',
    expects: anPlain('R-AN-06'),
    neighbours: NO_MESSAGE,
    change: inContent((blocks) => blocks.map(({ text }) => text ?? '').join('')),
  },
  {
    id: 'an-unknown-block-type',
    source: 'T-JS17',
    says: 'A block of a type that nobody knows stands before the answer.',
    expects: anPlain('R-AN-07'),
    neighbours: [...anPlain('G-01'), ...anStream('G-23')],
    change: inContent((blocks) => [{ type: 'output_text', text: '' }, ...blocks]),
  },
  {
    id: 'an-text-null',
    source: 'R-AN-08',
    says: 'A tool call comes with a text block whose text is null.',
    expects: anPlain('R-AN-08'),
    neighbours: anStream('G-23'),
    change: inContent((blocks) =>
      blocks[0]?.type === 'tool_use' ? [{ type: 'text', text: null, citations: null }, ...blocks] : blocks,
    ),
  },
  {
    id: 'an-empty-text-before-call',
    source: 'anthropics/claude-code#59812',
    says: 'A tool call comes with an empty text block.',
    expects: anPlain('R-AN-09'),
    neighbours: anStream('G-23'),
    change: inContent((blocks) =>
      blocks[0]?.type === 'tool_use' ? [{ type: 'text', text: '', citations: null }, ...blocks] : blocks,
    ),
  },
  {
    id: 'an-call-id-with-dots',
    source: 'maximhq/bifrost#5097',
    says: 'A tool call has an id with dots and colons, which no server takes back.',
    expects: anBoth('R-AN-10'),
    neighbours: NEXT_TURN,
    change: only(ANTHROPIC, {
      outcome: (outcome) => ({
        ...outcome,
        pieces: outcome.pieces.map((piece, k) =>
          piece.kind === 'call' ? { ...piece, id: `functions.${piece.name}:${k}` } : piece,
        ),
      }),
    }),
  },
  {
    id: 'an-call-of-unknown-tool',
    source: 'T-TR07',
    says: 'The name of a called tool has a prefix that the offered tool has not.',
    expects: anBoth('R-AN-11', 'G-04'),
    neighbours: [
      ...NEXT_TURN,
      ...anBoth('R-X-18', 'R-X-19'),
      ...cross('R-X-04', 'R-X-05', 'R-X-06', 'R-X-07', 'R-X-22', 'R-X-25'),
    ],
    change: only(ANTHROPIC, {
      outcome: (outcome) => ({
        ...outcome,
        pieces: outcome.pieces.map((piece) =>
          piece.kind === 'call' ? { ...piece, name: `functions_${piece.name}` } : piece,
        ),
      }),
    }),
  },
  {
    id: 'an-input-as-string',
    source: 'T-JS19',
    says: 'The input of a tool call is JSON in a string.',
    expects: [...anPlain('R-AN-12', 'G-04'), ...anStream('R-X-02'), ...cross('R-X-06')],
    neighbours: [...anPlain('R-X-23'), ...anStream('R-X-03'), ...cross('R-X-04', 'R-X-10', 'R-X-25')],
    change: inBlocks('tool_use', (block) => ({ ...block, input: JSON.stringify(block.input) })),
  },
  {
    id: 'an-thinking-last',
    source: 'R-AN-14',
    says: 'The thinking stands behind the answer.',
    expects: anPlain('R-AN-14'),
    neighbours: anStream('G-23'),
    change: inContent((blocks) => [
      ...blocks.filter(({ type }) => type !== 'thinking'),
      ...blocks.filter(({ type }) => type === 'thinking'),
    ]),
  },
  {
    id: 'an-nullable-fields-missing',
    source: 'R-AN-25',
    says: 'The newest fields are left out, where null should stand.',
    expects: anPlain('R-AN-25'),
    change: only(ANTHROPIC, { plainReply: without('container', 'stop_details', 'diagnostics') }),
  },
  {
    id: 'an-chat-completion',
    source: 'T-JS25',
    says: '/v1/messages answers with a chat completion.',
    expects: anPlain('R-AN-26'),
    neighbours: NO_MESSAGE,
    change: only(ANTHROPIC, {
      plainReply: ({ id, model }) => {
        const message = { role: 'assistant', content: 'I am a small test model.' };
        const usage = { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 };
        return { id, model, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }], usage };
      },
    }),
  },
];
