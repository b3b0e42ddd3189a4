import { only } from '../change.js';
import { inArguments, inOutcome, inQuestion, inText, inUsage } from '../edit.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, cross, oaBoth, oaPlain } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const ANTHROPIC = { protocol: 'anthropic-messages' } as const;

/** Answers that differ between the APIs, or from what the model said. */
export const RELATIONS_ANSWERS: Defect[] = [
  {
    id: 'an-lines-joined',
    source: 'R-X-04',
    says: 'The text of /v1/messages loses its line breaks.',
    expects: [...cross('R-X-04'), ...anBoth('G-05')],
    change: only(
      ANTHROPIC,
      inText((text) => text.replaceAll('\n', ' ')),
    ),
  },
  {
    id: 'an-second-call-lost',
    source: 'R-X-05',
    says: 'Of parallel calls only the first reaches /v1/messages.',
    expects: [...cross('R-X-05', 'R-X-22'), ...anBoth('G-04'), ...anPlain('R-X-23')],
    neighbours: [...cross('R-X-06'), { protocol: 'cross', mode: 'plain', case: 'two_codes' }],
    change: only(
      ANTHROPIC,
      inOutcome(({ pieces }) => {
        const first = pieces.find(({ kind }) => kind === 'call');
        return { pieces: pieces.filter((piece) => piece.kind === 'text' || piece === first) };
      }),
    ),
  },
  {
    id: 'an-arguments-escaped',
    source: 'R-X-06',
    says: 'Arguments on /v1/messages hold entities in place of angle brackets.',
    expects: [...cross('R-X-06'), ...anBoth('G-04')],
    change: only(
      ANTHROPIC,
      inArguments((raw) => raw.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
    ),
  },
  {
    id: 'oa-cap-is-stop',
    source: 'R-X-07',
    says: 'An OpenAI answer that the cap cuts says stop.',
    expects: [...cross('R-X-07'), ...oaBoth('R-X-09'), ...oaPlain('R-OA-73')],
    change: only(
      OPENAI,
      inOutcome(({ stop }) => ({ stop: stop === 'cap' ? 'end' : stop })),
    ),
  },
  {
    id: 'an-second-bos',
    source: 'R-X-10',
    says: 'The template of /v1/messages puts the first token twice.',
    expects: [...cross('R-X-10'), ...anPlain('R-X-13')],
    change: only(ANTHROPIC, { prompt: (text) => `^${text}` }),
  },
  {
    id: 'an-output-counts-template',
    source: 'R-X-15',
    says: 'The output of /v1/messages is counted with the markup of the template.',
    expects: [...cross('R-X-15'), ...anBoth('R-AN-22')],
    neighbours: anBoth('R-X-09'),
    change: only(
      ANTHROPIC,
      inUsage(({ completion }) => ({ completion: completion + 5 })),
    ),
  },
  {
    id: 'an-thinking-dropped',
    source: 'R-X-16',
    says: 'Reasoning never reaches /v1/messages.',
    expects: cross('R-X-16'),
    change: only(
      ANTHROPIC,
      inOutcome(() => ({ reasoning: [] })),
    ),
  },
  {
    id: 'an-model-is-claude',
    source: 'R-X-29',
    says: 'Replies of /v1/messages name the model that a table translates it to.',
    expects: [...cross('R-X-29'), ...anPlain('G-07')],
    change: only(ANTHROPIC, {
      plainReply: (reply) => ({ ...reply, model: 'claude-sonnet-4' }),
      streamEvents: (events) =>
        JSON.parse(JSON.stringify(events).replace(/"model":"[^"]*"/g, '"model":"claude-sonnet-4"')),
    }),
  },
  {
    id: 'an-count-tokens-estimated',
    source: 'R-X-13',
    says: 'count_tokens guesses four characters to a token.',
    expects: anPlain('R-X-13'),
    change: {
      otherReply: (body, { body: { length } }) => ('input_tokens' in body ? { input_tokens: length >> 2 } : body),
    },
  },
  {
    id: 'system-dropped-everywhere',
    source: 'R-X-11, G-03',
    says: 'The system text reaches the model on neither side.',
    expects: [...oaPlain('G-03'), ...anPlain('G-03'), ...cross('R-X-11')],
    neighbours: [...oaBoth('G-05'), ...anBoth('G-05')],
    change: inQuestion(() => ({ system: null })),
  },
  {
    id: 'arguments-in-lower-case',
    source: 'G-04',
    says: 'The parser of tool calls changes the letters of arguments.',
    expects: [...oaBoth('G-04'), ...anBoth('G-04')],
    change: inArguments((raw) => raw.toLowerCase()),
  },
  {
    id: 'answers-joined-to-one-line',
    source: 'G-05',
    says: 'Line breaks are lost on both sides alike.',
    expects: [...oaBoth('G-05'), ...anBoth('G-05')],
    change: inText((text) => text.replaceAll('\n', ' ')),
  },
  {
    id: 'wide-characters-dropped',
    source: 'R-X-34',
    says: 'Characters outside the basic plane are dropped on both sides.',
    expects: [...oaBoth('R-X-34', 'G-05'), ...anBoth('R-X-34', 'G-05')],
    change: inText((text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, '')),
  },
  {
    id: 'thought-said-again',
    source: 'raullenchai/Rapid-MLX#702, G-10',
    says: 'The answer begins with what was thought.',
    expects: [...oaBoth('G-10'), ...anBoth('G-10')],
    change: inOutcome(({ reasoning, pieces }) => ({
      pieces: pieces.map((piece, k) =>
        piece.kind === 'text' && k === 0 ? { ...piece, tokens: [...reasoning, ...piece.tokens] } : piece,
      ),
    })),
  },
  {
    id: 'thinking-cannot-be-switched-off',
    source: 'G-11',
    says: 'The switch for thinking has no effect.',
    expects: [...oaPlain('G-11'), ...anPlain('G-11')],
    change: inQuestion(({ thinking }) => ({ thinking: thinking === false ? true : thinking })),
  },
];
