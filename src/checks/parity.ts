import { show } from '../protocols/json.js';
import { PROTOCOLS } from '../wire/exchange.js';
import { eachPair, holds, outcomeAt, type RelationRow, relationsOf, sameFate, told } from './probe.js';
import type { Outcome } from './rule.js';
import type { RunView } from './view.js';

/** Bad and doubtful requests have the same fate on both sides, and the server lives on (protocol reference 6.8). */

/** A good request after the bad ones is answered. */
function recovers(run: RunView): Outcome[] {
  return run.readings
    .filter(({ exchange }) => exchange.case === 'recovery')
    .map((reading) => {
      const { reply } = reading;
      const said = reply === null ? '' : reply.reasoning + reply.text;
      const good = said !== '';
      return outcomeAt(reading, holds(good, 'an answer', good ? show(said, 60) : told(reading)));
    });
}

/** The echoed model is the same on both sides. */
function modelEcho(run: RunView): Outcome[] {
  const [openai, anthropic] = PROTOCOLS.map((protocol) =>
    run.readings.find((one) => one.exchange.protocol === protocol && one.reply?.model),
  );
  if (!openai || !anthropic) return [];
  const [a, b] = [openai.reply?.model, anthropic.reply?.model];
  const exchanges = [openai.exchange.id, anthropic.exchange.id];
  return [
    {
      case: openai.exchange.case,
      protocol: 'cross',
      mode: openai.exchange.mode,
      exchanges,
      ...holds(a === b, show(a), show(b)),
    },
  ];
}

const DOUBTFUL = [
  'empty_messages',
  'unknown_role',
  'empty_text',
  'unknown_block',
  'textless_block',
  'lone_surrogate',
  'choice_without_tools',
  'bad_schema',
  'orphan_result',
  'no_key',
  'wrong_content_type',
];
const BAD = ['malformed_json', 'array_body', 'missing_messages', 'messages_string', 'negative_cap', 'string_cap'];
const CONTEXT = ['overlong_prompt'];

const rows: RelationRow[] = [
  ['R-X-29', 'warning', 'Both APIs echo the same model.', 'clients that route by it go astray', [], modelEcho],
  [
    'R-X-30',
    'error',
    'An unknown model is refused by both APIs.',
    'one side’s SDK retries, the other gives up',
    ['unknown_model'],
    eachPair(['unknown_model'], sameFate),
  ],
  [
    'R-X-31',
    'error',
    'A malformed request is refused by both APIs.',
    'vllm-project/vllm#57997',
    BAD,
    eachPair(BAD, sameFate),
  ],
  [
    'R-X-32',
    'error',
    'A prompt beyond the context has the same fate on both sides.',
    'sgl-project/sglang#22030',
    CONTEXT,
    eachPair(CONTEXT, sameFate),
  ],
  [
    'R-X-33',
    'warning',
    'A doubtful request has the same fate on both sides.',
    'parity of validation',
    DOUBTFUL,
    eachPair(DOUBTFUL, sameFate),
  ],
  [
    'G-06',
    'error',
    'A good request after bad ones is answered.',
    'one typo of a client must not stop the server for all',
    [],
    recovers,
  ],
];

export const parity = relationsOf(rows);
