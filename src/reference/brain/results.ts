import type { ToolCall, ToolResult, Turn } from '../../conversation.js';
import { isObject, type JsonObject, parseJson } from '../../protocols/json.js';

/** A call that was made since the user last spoke, with what came of it. */
export interface Done {
  call: ToolCall;
  result: ToolResult;
}

/** The calls and results behind the last words of the user, paired by id. */
export function doneSince(turns: Turn[]): Done[] {
  const calls = turns.flatMap((turn) => (turn.role === 'assistant' ? turn.toolCalls : []));
  const results = turns.flatMap((turn) => (turn.role === 'tool' ? turn.results : []));
  return calls.flatMap((call) => {
    const result = results.find(({ id }) => id === call.id);
    return result === undefined ? [] : [{ call, result }];
  });
}

/** A clause for a result, and whether it may share a sentence with the next one. */
type Telling = (args: JsonObject, result: JsonObject, text: string) => { clause: string; open: boolean };

const TELLINGS: Record<string, Telling> = {
  get_weather: (args, result, text) => ({ clause: weatherIn(args.location ?? args.city, result, text), open: true }),
  get_time: (_, result, text) => ({ clause: `the local time is ${result.time ?? text}`, open: true }),
  get_code: (args, result, text) => ({
    clause: `the code of ${args.name ?? result.name} is ${result.code ?? text}`,
    open: false,
  }),
};

const NOTHING = 'the tool gave no result';

/** What the model says once it has its results. */
export function tell(done: Done[]): string {
  const tellings = done.map(tellOne);
  const open = tellings.filter((telling) => telling.open).map((telling) => telling.clause);
  const closed = tellings.filter((telling) => !telling.open).map((telling) => telling.clause);
  const sentences = open.length > 0 ? [open.join(', and '), ...closed] : closed;
  return [...new Set(sentences)].map((clause) => `${capital(clause)}.`).join(' ');
}

function tellOne({ call, result }: Done): ReturnType<Telling> {
  const text = result.text.trim();
  if (isNothing(result, text)) return { clause: NOTHING, open: false };
  const value = parseJson(text);
  const fields = isObject(value) ? value : {};
  const telling = TELLINGS[call.name];
  return (
    telling?.(call.arguments ?? {}, fields, text) ?? { clause: `the ${call.name} tool said: ${text}`, open: false }
  );
}

/** OpenAI has no flag for a failed result: its text says so (protocol reference 4). */
function isNothing(result: ToolResult, text: string): boolean {
  return result.isError || text === '' || text === 'null' || /^error\b/i.test(text);
}

function weatherIn(city: unknown, fields: JsonObject, text: string): string {
  const [, degrees, sky] =
    text.match(/^(-?\d+(?:\.\d+)?)\s*(?:°C?|degrees|celsius|C\b)?[\s,]*(?:and\s+)?(.+?)\.?$/i) ?? [];
  const temperature = fields.temperature ?? degrees;
  const condition = fields.condition ?? sky;
  if (temperature === undefined || condition === undefined) return `it is ${text} in ${city}`;
  return `it is ${temperature} degrees and ${condition} in ${city}`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
