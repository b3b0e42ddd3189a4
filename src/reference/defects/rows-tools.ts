import { asArray, get, isObject } from '../../protocols/json.js';
import { spaced } from '../brain/said.js';
import { only } from '../change.js';
import { inQuestion } from '../edit.js';
import { argumentsOf, inOutcome, textPiece } from '../edit-answer.js';
import { ANTHROPIC, deltaOf, eachStreamed, inBlocks, joined, without } from '../edit-message.js';
import { refusal } from '../refusal.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, anStream, cross } from './places.js';

/** Where calls are lost or spoilt in a stream: what is judged about them, and about the turn that follows them. */
const CALLS_LOST = anStream('R-X-02', 'R-X-03', 'R-X-18', 'R-X-23', 'R-AN-17', 'R-AN-49', 'G-01', 'G-02', 'G-04');
/** Where the two APIs make different calls, much else of them differs. */
const APART = cross('R-X-04', 'R-X-05', 'R-X-06', 'R-X-07', 'R-X-15', 'R-X-22', 'R-X-25');

/** Rows of the list of defects: tools on /v1/messages. */
export const ROWS_TOOLS: Defect[] = [
  {
    id: 'an-call-start-per-fragment',
    source: 'diegosouzapw/OmniRoute#682 (D-062)',
    says: 'Every fragment of the arguments starts the tool call again, with the same id.',
    expects: anStream('R-AN-39'),
    neighbours: [...CALLS_LOST, ...anStream('R-AN-38', 'R-AN-40', 'R-AN-41', 'R-AN-48', 'R-X-21')],
    change: eachStreamed('tool_use', ({ start, deltas, stop }) => [...deltas.flatMap((delta) => [start, delta]), stop]),
  },
  {
    id: 'an-arguments-lost-in-stream',
    source: 'BerriAI/litellm#25561 (D-064)',
    says: 'The stream of a tool call has no input_json_delta.',
    expects: anStream('R-AN-49', 'R-X-02', 'G-04'),
    neighbours: CALLS_LOST,
    change: eachStreamed('tool_use', ({ start, stop }) => [start, stop]),
  },
  {
    id: 'an-arguments-at-once',
    source: 'raullenchai/Rapid-MLX@788307e5 (R-08, D-065)',
    says: 'All arguments come in one input_json_delta.',
    expects: anStream('G-30'),
    change: eachStreamed('tool_use', (block) => {
      const partial_json = joined(block, 'partial_json');
      return [block.start, deltaOf(block, { type: 'input_json_delta', partial_json }), block.stop];
    }),
  },
  {
    id: 'an-no-input-without-arguments',
    source: 'ollama/ollama@7c0778c7a (D-067)',
    says: 'A tool call without arguments has no input in a plain reply.',
    expects: [{ rule: 'R-AN-12', protocol: 'anthropic-messages', mode: 'plain', case: 'ping' }],
    neighbours: [{ case: 'ping' }],
    change: inBlocks('tool_use', (block) =>
      isObject(block.input) && Object.keys(block.input).length === 0 ? without('input')(block) : block,
    ),
  },
  {
    id: 'an-harmony-text',
    source: 'raullenchai/Rapid-MLX#455 (D-082)',
    says: 'A tool call comes as the harmony text that the model wrote.',
    expects: [...anBoth('R-X-17', 'G-04'), ...cross('R-X-05')],
    neighbours: [...APART, ...anBoth('R-X-18', 'R-X-19', 'R-X-23', 'R-X-21')],
    change: inOutcome(ANTHROPIC, ({ pieces, stop }) => ({
      pieces: pieces.map((piece) =>
        piece.kind === 'call'
          ? textPiece(`commentary to=functions.${piece.name} json${spaced(argumentsOf(piece))}`)
          : piece,
      ),
      stop: stop === 'tool' ? 'end' : stop,
    })),
  },
  {
    id: 'an-markup-before-call',
    source: 'waybarrios/vllm-mlx#129 (D-083)',
    says: 'The markup of a tool call is streamed as text before the tool call itself.',
    expects: anStream('R-X-17', 'R-X-02'),
    neighbours: anStream('R-X-03', 'R-X-23'),
    change: inOutcome({ ...ANTHROPIC, mode: 'stream' }, ({ pieces }) => ({
      pieces: pieces.flatMap((piece) =>
        piece.kind === 'call' ? [textPiece(`</think>\n<tool_call>\n{"name": "${piece.name}"`), piece] : [piece],
      ),
    })),
  },
  {
    id: 'an-none-leaks-markup',
    source: 'raullenchai/Rapid-MLX@d97b2ad6 (F7, D-100)',
    says: 'Under the tool choice none the beginning of a call leaks into the text.',
    expects: anBoth('R-X-17'),
    neighbours: cross('R-X-04', 'R-X-15'),
    change: inOutcome(ANTHROPIC, ({ pieces }, { question }) => ({
      pieces:
        question.toolChoice === 'none'
          ? [textPiece('<tool_call>\n{"name": "get_weather", "arguments": {"loc')]
          : pieces,
    })),
  },
  {
    id: 'an-pinned-tool-ignored',
    source: 'raullenchai/Rapid-MLX@4e16df22 (#771, D-101)',
    says: 'A tool that is named by tool_choice is not the only one that is called.',
    expects: anPlain('R-X-19'),
    neighbours: APART,
    change: only(
      ANTHROPIC,
      inQuestion(({ toolChoice }) => ({ toolChoice: typeof toolChoice === 'object' ? null : toolChoice })),
    ),
  },
  {
    id: 'an-server-tool-refused',
    source: 'musistudio/claude-code-router@450043cb (D-107)',
    says: 'A server tool, which has no input_schema, is refused with the tools beside it.',
    expects: anPlain('G-33'),
    change: only(ANTHROPIC, {
      json: (body) => {
        const tools = asArray(get(body, 'tools'));
        return tools.some((tool) => get(tool, 'input_schema') === undefined)
          ? refusal(400, 'tools: input_schema: Field required')
          : body;
      },
    }),
  },
  {
    id: 'an-second-choice-lost',
    source: 'ericc-ch/copilot-api@075ed78 (D-112)',
    says: 'Where a text comes before a tool call, only the text is translated.',
    expects: [
      { rule: 'G-04', protocol: 'anthropic-messages', mode: 'both', case: 'text_then_call' },
      { rule: 'R-X-05', protocol: 'cross', mode: 'plain', case: 'text_then_call' },
    ],
    neighbours: [{ protocol: 'cross', mode: 'plain', case: 'text_then_call' }],
    change: inOutcome(ANTHROPIC, ({ pieces, stop }) => {
      const texts = pieces.filter(({ kind }) => kind === 'text');
      return texts.length > 0 && texts.length < pieces.length ? { pieces: texts, stop: 'end' } : { pieces, stop };
    }),
  },
  {
    id: 'an-tools-never-used',
    source: 'Blaizzy/mlx-vlm#1060 (second, D-113)',
    says: 'Tools are accepted on /v1/messages, and never reach the model.',
    expects: [...anBoth('G-04'), ...cross('R-X-05', 'R-X-12')],
    neighbours: [
      ...APART,
      ...anBoth('R-X-18', 'R-X-19', 'R-X-21', 'R-X-23'),
      ...anPlain('G-33'),
      ...anPlain('R-X-13'),
      ...cross('R-X-10'),
    ],
    change: only(
      ANTHROPIC,
      inQuestion(() => ({ tools: [], toolChoice: null })),
    ),
  },
];
