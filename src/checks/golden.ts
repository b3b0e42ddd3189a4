import type { Golden } from '../golden/case.js';
import type { AnyReading } from '../protocols/index.js';
import { asString, get, isObject, show } from '../protocols/json.js';
import { type BodyEnd, bodyText } from '../wire/exchange.js';
import { canonical } from './compare.js';
import { schemaComplaint } from './content.js';
import { holds, isPadded, outcomeAt, type Said, unknown } from './probe.js';
import type { Outcome, Relation } from './rule.js';
import { isAnswered, variantOf } from './scope.js';
import type { RunView } from './view.js';

/** Golden expectations: what the text must hold, which tool must be called with what. */

/** Header probes have rules of their own (R-AN-69 to R-AN-71). */
const HEADER_VARIANTS = ['bearer_only', 'x_api_key_only', 'newest_version', 'unknown_beta'];

/** Judges every good request of the run. */
const everyRequest =
  (judge: (reading: AnyReading) => Said) =>
  (run: RunView): Outcome[] =>
    run.readings
      .filter(({ exchange }) => exchange.purpose === 'answer' && !HEADER_VARIANTS.includes(variantOf(exchange.case)))
      .map((reading) => outcomeAt(reading, judge(reading)));

/** Judges the answers to the golden cases themselves, not to their variants. */
const everyCase =
  (judge: (reading: AnyReading, golden: Golden, run: RunView) => Said | null) =>
  (run: RunView): Outcome[] =>
    run.readings.flatMap((reading) => {
      const golden = run.golden.get(reading.exchange.case);
      const said = golden && reading.reply ? judge(reading, golden, run) : null;
      return said === null ? [] : [outcomeAt(reading, said)];
    });

/** Ends of a body that no client takes for an answer. */
const BROKEN: BodyEnd[] = ['reset', 'timeout', 'endless'];

function isStatus200({ exchange, stream }: AnyReading): Said {
  const { received, failure } = exchange;
  const [failed] = stream?.errors ?? [];
  if (failed) return holds(false, 'status 200', `200, but an error in the stream: ${show(failed.json, 120)}`);
  if (!received) return holds(false, 'status 200', `no response: ${failure?.message}`);
  const whole = !BROKEN.includes(received.end);
  const actual =
    received.status === 200
      ? `200, but the body broke off (${received.end})`
      : `status ${received.status}: ${show(bodyText(received), 120)}`;
  return received.status === 200 && whole
    ? holds(true, 'status 200', 'status 200')
    : holds(false, 'status 200', actual);
}

function textContains({ reply }: AnyReading, golden: Golden): Said | null {
  const wanted = golden.expect.textContains;
  // A model that is still thinking at the cap has not come to its text.
  const unfinished = reply?.text === '' && reply.reasoning !== '' && reply.stop.class === 'cap';
  if (wanted.length === 0 || unfinished) return null;
  const text = reply?.text.toLowerCase() ?? '';
  return holds(
    wanted.every((part) => text.includes(part.toLowerCase())),
    `a text with ${wanted.map((part) => show(part)).join(' and ')}`,
    show(reply?.text),
  );
}

/** Only a model that knows the golden prompts is held to the very words. */
function knownText({ reply }: AnyReading, golden: Golden, run: RunView): Said | null {
  const { knownText: wanted } = golden.expect;
  if (wanted === undefined || !run.knownModel) return null;
  return {
    ...holds(reply?.text === wanted, show(wanted), show(reply?.text)),
    tolerated: isPadded(reply?.text, wanted),
  };
}

/** The expected calls, in order, with valid arguments that hold at least what is expected. */
function toolCalls({ reply }: AnyReading, golden: Golden, run: RunView): Said | null {
  const wanted = golden.expect.toolCalls;
  if (wanted.length === 0) return null;
  const expected = wanted.map((call) => `${call.name}(${canonical(call.arguments)})`).join(', ');
  const came = reply?.toolCalls ?? [];
  const actual =
    came.map((call) => `${call.name}(${call.raw})`).join(', ') || `no tool call, but ${show(reply?.text, 80)}`;
  if (came.length === 0 && !run.knownModel) return unknown(expected, `${actual}: the model may be too weak`);
  const invalid = came.map((call) => complaint(golden, call.name, call.arguments)).find((found) => found !== null);
  const same = run.knownModel ? exactly : isPartOf;
  const right =
    came.length === wanted.length &&
    wanted.every((call, k) => call.name === came[k]?.name && same(call.arguments, came[k]?.arguments));
  return holds(right && invalid === undefined, expected, invalid ? `${actual}: ${invalid}` : actual);
}

function complaint(golden: Golden, name: string, given: unknown): string | null {
  const tool = golden.tools.find((one) => one.name === name);
  if (!tool) return `${name} was not offered`;
  return given === undefined ? 'the arguments are no JSON object' : schemaComplaint(tool.parameters, given);
}

function exactly(wanted: Record<string, unknown>, given: unknown): boolean {
  return canonical(wanted) === canonical(given);
}

/** Strings are compared without regard to case: "tokyo" is an answer, too. */
function isPartOf(wanted: Record<string, unknown>, given: unknown): boolean {
  const plain = (value: unknown) => (asString(value) ?? canonical(value) ?? '').toLowerCase();
  return isObject(given) && Object.entries(wanted).every(([key, value]) => plain(get(given, key)) === plain(value));
}

/** Tokens that were counted as output must have become something. */
const SILENT_TOKENS = 5;

function saysSomething(run: RunView): Outcome[] {
  return run.readings.flatMap((reading) => {
    const { exchange, reply, json } = reading;
    const legacy = get(json, 'choices', 0, 'message', 'function_call');
    if (reply === null || !isAnswered(reading)) return [];
    const golden = run.golden.has(exchange.case) || (reply.usage?.completion ?? 0) > SILENT_TOKENS;
    const something = reply.text !== '' || reply.toolCalls.length > 0 || reply.reasoning !== '' || isObject(legacy);
    const said = holds(
      something || !golden,
      'text, reasoning or a tool call',
      something ? 'something' : `nothing, for ${reply.usage?.completion ?? 'no'} tokens`,
    );
    return [outcomeAt(reading, said)];
  });
}

type GoldenRow = [id: string, sentence: string, why: string, judge: Relation['judge']];

const rows: GoldenRow[] = [
  [
    'G-01',
    'A good request is answered with status 200.',
    'the first thing that a client needs',
    everyRequest(isStatus200),
  ],
  ['G-02', 'An answer says something.', 'an empty answer is a lost one', saysSomething],
  ['G-03', 'The answer holds what the case expects.', 'a golden expectation', everyCase(textContains)],
  [
    'G-04',
    'The tool calls are those that the case expects, with valid arguments.',
    'a golden expectation',
    everyCase(toolCalls),
  ],
  [
    'G-05',
    'A model that knows the golden prompts gives the known answer.',
    'what is lost between model and client shows here',
    everyCase(knownText),
  ],
];

export const goldenExpectations: Relation[] = rows.map(([id, sentence, why, judge]) => ({
  id,
  severity: 'error',
  sentence,
  why,
  uses: [],
  judge,
}));
