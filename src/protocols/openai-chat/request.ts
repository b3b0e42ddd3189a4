import type { Conversation, Tool, ToolChoice, Turn } from '../../conversation.js';
import type { Mode } from '../../wire/exchange.js';

type Json = Record<string, unknown>;

/** The headers that the official clients send, with the key in every place where a server may look. */
export function headers(apiKey: string): Record<string, string> {
  return { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${apiKey}` };
}

/** Renders a conversation to a body of `POST /v1/chat/completions` (protocol reference 4). */
export function body(model: string, c: Conversation, mode: Mode): Json {
  const { spelling } = c;
  return {
    model,
    messages: [...systemMessage(c), ...c.turns.flatMap((turn) => messages(turn, spelling.content))],
    [spelling.cap]: c.maxTokens,
    temperature: c.temperature,
    ...(c.tools.length > 0 && { tools: c.tools.map(tool) }),
    ...(c.toolChoice !== null && { tool_choice: toolChoice(c.toolChoice) }),
    ...(c.parallelToolCalls !== null && { parallel_tool_calls: c.parallelToolCalls }),
    ...(c.stop.length > 0 && { stop: spelling.stop === 'string' ? c.stop[0] : c.stop }),
    ...(c.thinking !== null && thinking(c.thinking)),
    ...(c.schema !== null && {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: c.schema } },
    }),
    ...(mode === 'stream' && { stream: true, stream_options: { include_usage: true } }),
  };
}

/** There is no standard switch: local servers read one of the first two, the API has `reasoning_effort`. */
function thinking(on: boolean): Json {
  return {
    enable_thinking: on,
    chat_template_kwargs: { enable_thinking: on },
    ...(!on && { reasoning_effort: 'none' }),
  };
}

function text(value: string, content: 'string' | 'blocks'): unknown {
  return content === 'blocks' ? [{ type: 'text', text: value }] : value;
}

function systemMessage(c: Conversation): Json[] {
  if (c.system === null) return [];
  const role = c.spelling.system === 'developer' ? 'developer' : 'system';
  return [{ role, content: text(c.system, c.spelling.system === 'blocks' ? 'blocks' : 'string') }];
}

function messages(turn: Turn, content: 'string' | 'blocks'): Json[] {
  switch (turn.role) {
    case 'user':
      return [{ role: 'user', content: text(turn.text, content) }];
    case 'assistant':
      return [
        {
          role: 'assistant',
          content: turn.text,
          ...(turn.toolCalls.length > 0 && {
            tool_calls: turn.toolCalls.map(({ id, name, raw }) => ({
              id,
              type: 'function',
              function: { name, arguments: raw },
            })),
          }),
        },
      ];
    case 'tool':
      return turn.results.map((result) => ({ role: 'tool', tool_call_id: result.id, content: result.text }));
  }
}

function tool({ name, description, parameters }: Tool): Json {
  return { type: 'function', function: { name, description, parameters } };
}

function toolChoice(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}
