import { get, isObject } from '../../protocols/json.js';
import { only } from '../change.js';
import type { Context } from '../context.js';
import { inQuestion } from '../edit.js';
import { refusal } from '../refusal.js';
import type { StreamEvent } from '../render/event.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, anStream, cross, oaBoth, oaPlain, oaStream } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const ANTHROPIC = { protocol: 'anthropic-messages' } as const;

/** Milliseconds: longer than three plain answers and a hiccup take. */
const LONG = 2500;

const isAbout = ({ json }: Context, words: string) => JSON.stringify(get(json, 'messages') ?? '').includes(words);

/** A silence before one event of one question's stream, and what is sent meanwhile. */
function silentBefore(position: number, words: string, meanwhile: StreamEvent[] = []): Change {
  return {
    streamEvents: (events, context) =>
      isAbout(context, words) && context.question.turns.length === 1 && context.question.maxTokens > 100
        ? events.flatMap((event, k) => {
            if (k !== position) return [event];
            const delay = LONG / (meanwhile.length + 1);
            return [...meanwhile, event].map((one) => ({ ...one, delay }));
          })
        : events,
  };
}

/** An image is passed over, and the text behind it answered. */
const blind: Change = {
  json: (body) => {
    if (!isObject(body)) return body;
    const text = /"type":"text","text":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(body.messages));
    return /"type":"image(_url)?"/.test(JSON.stringify(body.messages))
      ? { ...body, messages: [{ role: 'user', content: JSON.parse(text?.[1] ?? '"A picture."') }] }
      : body;
  },
};

/** Rows of the catalogue of defects: images as far as a text-only model can show them, and the life of the server. */
export const ROWS_LIFECYCLE: Defect[] = [
  {
    id: 'an-document-dropped',
    source: 'router-for-me/CLIProxyAPI@44d5e0beb (D-259)',
    says: 'A document block is dropped, and the question about it answered.',
    expects: anPlain('G-48'),
    change: only(ANTHROPIC, {
      json: (body) =>
        isObject(body) && JSON.stringify(body.messages)?.includes('"type":"document"')
          ? { ...body, messages: [{ role: 'user', content: 'What is the secret word?' }] }
          : body,
    }),
  },
  {
    id: 'an-image-dropped',
    source: 'raullenchai/Rapid-MLX@1f43a487 (D-260)',
    says: 'An image for a text-only model is dropped, and the rest answered with confidence.',
    expects: cross('R-X-27'),
    change: only(ANTHROPIC, blind),
  },
  {
    id: 'tiny-image-described',
    source: 'raullenchai/Rapid-MLX@be11a823 (D-262)',
    says: 'A picture of one pixel is described on both sides.',
    expects: cross('R-X-27'),
    neighbours: oaBoth('R-OA-72'),
    change: blind,
  },
  {
    id: 'oa-bare-image-dropped',
    source: 'raullenchai/Rapid-MLX@a76d904f (D-263)',
    says: 'An image_url that is a string is accepted, and the image dropped.',
    expects: oaBoth('R-OA-72'),
    change: only(OPENAI, {
      json: (body, context) =>
        isObject(body) && JSON.stringify(body.messages)?.includes('"image_url":"')
          ? (blind.json?.(body, context) ?? body)
          : body,
    }),
  },
  {
    id: 'oa-tools-dropped-for-vision',
    source: 'tumma72/mlx-manager@c11f537 (D-265)',
    says: 'The way of models that see leaves the tools out.',
    expects: [...oaBoth('G-04'), ...cross('R-X-05', 'R-X-12')],
    neighbours: [
      { protocol: 'cross', mode: 'plain' },
      ...oaBoth('R-X-18', 'G-05'),
      ...oaPlain('R-X-19', 'G-32', 'G-42'),
      ...anPlain('R-X-13'),
    ],
    change: only(
      OPENAI,
      inQuestion(() => ({ tools: [], toolChoice: null })),
    ),
  },
  {
    id: 'an-comments-for-pings',
    source: 'MadSkittles/Router-Maestro#61 (D-268)',
    says: 'While the model reads, a stream sends comments, and no ping.',
    expects: anStream('G-45'),
    change: only(
      ANTHROPIC,
      silentBefore(2, 'Count from 1 to 12', [{ comment: 'keep-alive' }, { comment: 'keep-alive' }]),
    ),
  },
  {
    id: 'an-silent-while-arguments-come',
    source: 'ollama/ollama@1e0d636bc (D-269)',
    says: 'No event comes while the arguments of a tool are composed.',
    expects: anStream('G-45'),
    change: only(ANTHROPIC, silentBefore(3, 'Use the echo tool')),
  },
  {
    id: 'oa-silent-behind-the-role',
    source: 'raullenchai/Rapid-MLX@ae655915 (D-271)',
    says: 'Behind the role chunk comes nothing for long, and no comment either.',
    expects: oaStream('G-45'),
    change: only(OPENAI, silentBefore(1, 'Count from 1 to 12')),
  },
  {
    id: 'oa-models-body-dies',
    source: 'ml-explore/mlx-lm@23b66438 (D-272)',
    says: 'The list of models sends its head, and then the connection breaks.',
    expects: oaPlain('G-07'),
    change: only(OPENAI, {
      response: (response, { path }) =>
        path === '/v1/models'
          ? {
              ...response,
              frames: response.frames.map((one) => ({ ...one, bytes: one.bytes.slice(0, 9) })),
              end: 'reset',
            }
          : response,
    }),
  },
  {
    id: 'oa-concurrent-answers-mix',
    source: 'waybarrios/vllm-mlx@876a8df (D-274)',
    says: 'Concurrent answers share their state.',
    expects: oaStream('R-X-36'),
    neighbours: oaBoth('R-X-36'),
    change: only(OPENAI, {
      conversation: (question, { server, serial }) => {
        if ('refused' in question) return question;
        const text = JSON.stringify(question.turns).match(/Repeat exactly: (\w+-\d+)/)?.[0];
        if (text === undefined) return question;
        const first = server.memory.get('first') ?? text;
        server.memory.set('first', first);
        return serial > 0 ? { ...question, turns: [{ role: 'user', text: String(first) }] } : question;
      },
    }),
  },
  {
    id: 'oa-goes-on-for-nobody',
    source: 'ggml-org/llama.cpp#24496 (D-275)',
    says: 'Generation goes on when the client has gone, and the next request waits.',
    expects: oaPlain('R-X-35'),
    change: only(OPENAI, {
      response: (response, { server, question, at }) => {
        const busy = Number(server.memory.get('busy') ?? 0) - at;
        if ((question?.maxTokens ?? 0) > 1000 && isTick(question?.turns[0])) server.memory.set('busy', at + LONG + 500);
        const [first, ...rest] = response.frames;
        return busy > 0 && first ? { ...response, frames: [{ ...first, delay: busy }, ...rest] } : response;
      },
    }),
  },
  {
    id: 'an-always-500',
    source: 'waybarrios/vllm-mlx@80a3469 (D-277)',
    says: 'Every request to /v1/messages fails.',
    expects: [...anBoth('G-01')],
    neighbours: [{ protocol: 'anthropic-messages' }, { protocol: 'cross', mode: 'plain' }],
    change: only(ANTHROPIC, {
      route: (route) => ('handler' in route && route.handler === 'models' ? route : refusal(500, 'The server failed.')),
    }),
  },
  {
    id: 'one-failure-stops-the-loop',
    source: 'ml-explore/mlx-lm@58d38e4f (D-278)',
    says: 'One request that fails ends the loop that answers; later ones hang.',
    expects: [...oaPlain('G-06'), ...anPlain('G-06')],
    neighbours: [{ rule: 'G-01', case: 'recovery' }],
    change: {
      response: (response, { server, json, path }) => {
        const dead = server.memory.get('dead') === true;
        if (
          get(json, 'model') === 'mlx-xproto/no-such-model' &&
          path === '/v1/messages' &&
          get(json, 'stream') === true
        )
          server.memory.set('dead', true);
        return dead ? { ...response, frames: [{ bytes: new Uint8Array(), delay: 60_000 }] } : response;
      },
    },
  },
  {
    id: 'an-no-head',
    source: 'raullenchai/Rapid-MLX@4409b472 (D-281)',
    says: 'HEAD / is not served.',
    expects: anPlain('G-46'),
    change: { route: (route, { method }) => (method === 'HEAD' ? refusal(404, 'There is no such route.') : route) },
  },
  {
    id: 'an-open-without-key',
    source: 'raullenchai/Rapid-MLX@6da7ff46 (D-283)',
    says: '/v1/messages is served without a key; the OpenAI routes demand one.',
    expects: cross('R-X-33'),
    change: only(ANTHROPIC, { admission: () => null }),
  },
  {
    id: 'oa-every-origin-with-credentials',
    source: 'raullenchai/Rapid-MLX@08115393 (D-284)',
    says: 'Every origin is allowed, together with credentials.',
    expects: oaPlain('G-47'),
    change: {
      response: (response) => ({
        ...response,
        headers: {
          ...response.headers,
          'access-control-allow-origin': '*',
          'access-control-allow-credentials': 'true',
        },
      }),
    },
  },
];

function isTick(turn: { role: string; text?: string | null } | undefined): boolean {
  return turn?.text?.includes('tick') === true;
}
