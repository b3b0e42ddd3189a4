import { show } from '../protocols/json.js';
import type { Usage } from '../protocols/protocol.js';
import { firstDifference } from '../verdict/stability.js';
import type { Cell, ProtocolName } from '../wire/exchange.js';
import { FACETS, type Facet, type Pair, pairsOf } from './compare.js';
import type { Outcome, Relation } from './rule.js';
import type { RunView } from './view.js';

/** Which of a case's pairs a relation compares. */
type Which = ProtocolName | 'cross';

/** Where a pair stands in the report: the stream is what is held against the plain reply. */
function placeOf(left: Cell, right: Cell): { protocol: Which; mode: Cell['mode'] } {
  return left.protocol === right.protocol
    ? { protocol: left.protocol, mode: 'stream' }
    : { protocol: 'cross', mode: left.mode };
}

function pairs(run: RunView, which: Which): { name: string; pair: Pair; at: ReturnType<typeof placeOf> }[] {
  return run.cases.flatMap((name) =>
    pairsOf(run, name)
      .map(({ left, right, pair }) => ({ name, pair, at: placeOf(left, right) }))
      .filter(({ at }) => at.protocol === which),
  );
}

/** A facet is compared where at least one side has something of it. */
function concerns(pair: Pair, facet: Facet): boolean {
  if (facet === 'text' || facet === 'stop') return true;
  return [pair.a, pair.b].some(({ reply }) => reply !== null && FACETS[facet](reply) !== '');
}

/** One outcome per pair: the facets must be equal in answers that are stable. */
const equal =
  (which: Which, ...facets: Facet[]) =>
  (run: RunView): Outcome[] =>
    pairs(run, which).flatMap(({ name, pair, at }): Outcome[] => {
      const said = facets
        .filter((facet) => concerns(pair, facet))
        .map((facet) => ({ facet, agreed: pair.compare(facet) }));
      if (said.length === 0) return [];
      const place = { case: name, ...at, exchanges: pair.exchanges };
      const differ = said.find(({ agreed }) => agreed.kind === 'differ');
      if (differ?.agreed.kind === 'differ') {
        const { a, b } = differ.agreed;
        return [
          {
            ...place,
            verdict: 'fail',
            expected: `${differ.facet}: ${show(a)}`,
            actual: `${differ.facet}: ${show(b)}`,
            at: differenceOf(a, b),
          },
        ];
      }
      const unstable = said.find(({ agreed }) => agreed.kind === 'unstable');
      if (unstable?.agreed.kind === 'unstable') {
        return [
          { ...place, verdict: 'unknown', expected: 'equal answers', actual: `unstable: ${unstable.agreed.why}` },
        ];
      }
      return [{ ...place, verdict: 'pass', expected: 'equal', actual: 'equal' }];
    });

/** Where two texts part, and whether only blanks at the border differ: never normalised away, but said. */
function differenceOf(a: string, b: string): string {
  if (a.trim() === b.trim()) return 'equal but for leading or trailing blanks';
  return `from character ${firstDifference(a, b)} on`;
}

/** End markers may be counted or not (5.5). */
const MARKER_TOKENS = 2;
/** Ids and the spelling of arguments enter the prompt of a tool's second turn (R-X-25). */
const TOOL_TURN_TOKENS = 4;

/** Compares a count of two replies, where both say one. */
const count =
  (which: Which, key: keyof Usage, tolerance: (name: string) => number) =>
  (run: RunView): Outcome[] =>
    pairs(run, which).flatMap(({ name, pair, at }): Outcome[] => {
      const [a, b] = [pair.a.reply?.usage?.[key], pair.b.reply?.usage?.[key]];
      const place = { case: name, ...at, exchanges: pair.exchanges };
      if (a == null) return [];
      // A reply that says no usage at all, or other text, is another rule's matter.
      if (b == null)
        return which === 'cross' ? [] : [{ ...place, verdict: 'fail', expected: `${key} ${a}`, actual: 'no usage' }];
      // The counts are those of the judged takes, so it is their texts that must be one.
      if (key === 'completion' && pair.a.reply?.text !== pair.b.reply?.text) return [];
      const allowed = tolerance(name);
      const verdict = Math.abs(a - b) <= allowed ? 'pass' : 'fail';
      return [
        { ...place, verdict, expected: `${key} ${a}${allowed > 0 ? ` ± ${allowed}` : ''}`, actual: `${key} ${b}` },
      ];
    });

/** The number of tool calls, where there are any. */
function equalCount(run: RunView): Outcome[] {
  return pairs(run, 'cross').flatMap(({ name, pair, at }): Outcome[] => {
    const [a, b] = [pair.a.reply?.toolCalls.length ?? 0, pair.b.reply?.toolCalls.length ?? 0];
    if (a + b === 0) return [];
    return [
      {
        case: name,
        ...at,
        exchanges: pair.exchanges,
        verdict: a === b ? 'pass' : 'fail',
        expected: `${a} calls`,
        actual: `${b} calls`,
      },
    ];
  });
}

const exact = () => 0;
/** Variants that bring back a tool's result. */
const TOOL_TURNS = [
  ...['result', 'result_swapped', 'result_blocks', 'result_list', 'result_error', 'result_empty', 'result_absent'],
  ...['next', 'next_result', 'foreign_ids'],
];
const isToolTurn = (name: string) => TOOL_TURNS.some((variant) => name.endsWith(`+${variant}`));
const promptTokens =
  (where: (name: string) => boolean, tolerance: () => number) =>
  (run: RunView): Outcome[] =>
    count('cross', 'prompt', tolerance)(run).filter((outcome) => where(outcome.case));

const markers = () => MARKER_TOKENS;

/** Reasoning tokens that only one of the modes knows of, where both reasoned (raullenchai/Rapid-MLX#454). */
function reasoningOfModes(run: RunView, protocol: ProtocolName): Outcome[] {
  return pairs(run, protocol).flatMap(({ name, pair, at }): Outcome[] => {
    const [a, b] = [pair.a.reply, pair.b.reply];
    if (!a?.usage || !b?.usage || a.reasoning === '' || b.reasoning === '') return [];
    const [plain, stream] = [a.usage.reasoning ?? 0, b.usage.reasoning ?? 0];
    return [
      {
        case: name,
        ...at,
        exchanges: pair.exchanges,
        verdict: plain > 0 === stream > 0 ? 'pass' : 'fail',
        expected: `reasoning ${plain}`,
        actual: `reasoning ${stream}`,
      },
    ];
  });
}

function usageOfModes(run: RunView): Outcome[] {
  const protocols: ProtocolName[] = ['openai-chat', 'anthropic-messages'];
  return protocols.flatMap((protocol) => {
    const prompt = count(protocol, 'prompt', exact)(run);
    const reasoning = protocol === 'openai-chat' ? reasoningOfModes(run, protocol) : [];
    const others = [count(protocol, 'completion', markers)(run), reasoning];
    // One row per place: the prompt's difference first, as the output's may be its consequence.
    return prompt.map((outcome) => {
      const other = others.flat().find((one) => one.case === outcome.case && one.verdict === 'fail');
      return outcome.verdict === 'pass' && other ? other : outcome;
    });
  });
}

const relation = (
  id: string,
  severity: Relation['severity'],
  sentence: string,
  why: string,
  judge: Relation['judge'],
  uses: string[] = [],
): Relation => ({ id, severity, sentence, why, uses, judge });

/** Relations that hold for every case: plain = stream, OpenAI = Anthropic (protocol reference 6.8). */
export const equality: Relation[] = [
  relation(
    'R-X-01',
    'error',
    'An OpenAI stream says what the plain reply says.',
    'the same server and the same decoder',
    equal('openai-chat', 'text', 'reasoning', 'calls', 'arguments', 'stop'),
  ),
  relation(
    'R-X-02',
    'error',
    'An Anthropic stream says what the plain reply says.',
    'BerriAI/litellm#34692: only the stream said end_turn for a tool call',
    equal('anthropic-messages', 'text', 'reasoning', 'calls', 'arguments', 'stop'),
  ),
  relation(
    'R-X-03',
    'warning',
    'A stream counts the tokens that the plain reply counts.',
    'accounting; clients compact by these numbers',
    usageOfModes,
  ),
  relation('R-X-04', 'error', 'Both APIs give the same text.', 'one model, one question', equal('cross', 'text')),
  relation(
    'R-X-05',
    'error',
    'Both APIs make the same tool calls.',
    'an agent does other work depending on the wire',
    equal('cross', 'calls'),
  ),
  relation(
    'R-X-06',
    'error',
    'Both APIs give the same arguments.',
    'arguments get lost or stringified in translation',
    equal('cross', 'arguments'),
  ),
  relation(
    'R-X-07',
    'error',
    'Both APIs stop for the same reason.',
    'one agent loop stops where the other goes on (T-TR08, T-TR12)',
    equal('cross', 'stop'),
  ),
  relation(
    'R-X-10',
    'warning',
    'Both APIs count the same prompt tokens.',
    'a system text or a tool that is dropped or doubled shows here',
    promptTokens((name) => !isToolTurn(name), exact),
  ),
  relation(
    'R-X-22',
    'warning',
    'Both APIs make the same number of tool calls.',
    'parallel calls get lost in translation',
    equalCount,
  ),
  relation(
    'R-X-25',
    'warning',
    'Tool results count about the same prompt tokens on both sides.',
    'one message with all results is one message for each result',
    promptTokens(isToolTurn, () => TOOL_TURN_TOKENS),
    TOOL_TURNS,
  ),
  relation(
    'R-X-15',
    'warning',
    'Both APIs count the same output tokens for the same text.',
    'accounting',
    count('cross', 'completion', markers),
  ),
  relation(
    'R-X-16',
    'warning',
    'Both APIs show the same reasoning.',
    'ggml-org/llama.cpp#18542',
    equal('cross', 'reasoning'),
  ),
];
