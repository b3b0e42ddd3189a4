import { isObject } from '../../protocols/json.js';
import { both, only } from '../change.js';
import { inEvents, inQuestion, inText } from '../edit.js';
import { ANTHROPIC, inBlocks, inContent } from '../edit-message.js';
import type { Defect } from './defect.js';
import { oa, oaChunk, oaQuestion, oaReply } from './openai-edit.js';
import { anBoth, anPlain, anStream, cross, oaBoth, oaPlain, oaStream } from './places.js';

const noInput = (block: Record<string, unknown>) => ({ ...block, input: {} });

/** Rows D-001 to D-016 of the list of defects: plain replies. */
export const ROWS_PLAIN: Defect[] = [
  {
    id: 'd-001-input-in-text-blocks',
    source: 'ollama/ollama@c9b2dcfc5 (D-001)',
    says: 'Text and thinking blocks carry an empty input.',
    expects: anPlain('G-21'),
    change: both(inBlocks('text', noInput), inBlocks('thinking', noInput)),
  },
  {
    id: 'd-002-empty-content-null',
    source: 'ollama/ollama@8de04e660 (D-002)',
    says: 'Content without blocks is null in place of an empty list, as in each message_start.',
    expects: anStream('R-AN-33'),
    change: both(
      inContent((blocks) => (blocks.length === 0 ? null : blocks)),
      only(
        ANTHROPIC,
        inEvents('message.content', () => null, 'message_start'),
      ),
    ),
  },
  {
    id: 'd-004-ids-collide',
    source: 'ollama/ollama@df599d506 (D-004)',
    says: 'The ids of replies are drawn from few numbers.',
    expects: oaPlain('G-22'),
    neighbours: oaStream('G-22'),
    change: oa({
      plainReply: (reply, { serial }) => ({ ...reply, id: `chatcmpl-${(serial * serial) % 100}` }),
    }),
  },
  {
    id: 'd-005-blocks-out-of-order',
    source: 'router-for-me/CLIProxyAPI@aea71c007 (D-005)',
    says: 'In a plain message the calls stand before the text that was said before them.',
    expects: [{ rule: 'G-23', protocol: 'anthropic-messages', mode: 'stream', case: 'text_then_call' }],
    change: inContent((blocks) => blocks.toSorted((a, b) => Number(a.type === 'text') - Number(b.type === 'text'))),
  },
  {
    id: 'd-007-markup-in-prose-deleted',
    source: 'raullenchai/Rapid-MLX@aa61907c (D-007)',
    says: 'A </tool_call> in ordinary prose is deleted from the answer.',
    expects: [...oaPlain('R-X-34'), ...anPlain('R-X-34')],
    neighbours: [...oaPlain('G-05'), ...anPlain('G-05'), ...oaStream('R-X-01'), ...anStream('R-X-02')],
    change: only(
      { mode: 'plain' },
      inText((text) => text.replaceAll('</tool_call>', '')),
    ),
  },
  {
    id: 'd-008-sampler-filters-ignored',
    source: 'Blaizzy/mlx-vlm@fd40f85d (D-008)',
    says: 'The sampler ignores top_p and its like.',
    expects: oaPlain('G-24'),
    change: oaQuestion(() => ({ topP: 1 })),
  },
  {
    id: 'd-013-output-config-ignored',
    source: 'ddalcu/mlx-serve@e5e670e (D-013)',
    says: 'The JSON schema in output_config is ignored on /v1/messages.',
    expects: anBoth('R-X-28'),
    neighbours: cross('R-X-04'),
    change: only(
      ANTHROPIC,
      inQuestion(() => ({ json: false, schema: null })),
    ),
  },
  {
    id: 'd-016-logprobs-with-byte-offset',
    source: 'jjang-ai/vmlx@cb01f956 (D-016)',
    says: 'Logprobs carry byteOffset in place of bytes.',
    expects: oaBoth('G-26'),
    change: both(
      oaReply('choices.*.logprobs.content.*', withOffset),
      oaChunk('choices.*.logprobs.content.*', withOffset),
    ),
  },
];

function withOffset(one: unknown): unknown {
  if (!isObject(one)) return one;
  const { bytes: _, ...rest } = one;
  return { ...rest, byteOffset: 0 };
}
