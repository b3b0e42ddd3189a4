/**
 * What is asked, before any protocol: each protocol renders the same conversation to its own request.
 * Names follow protocol-independent use; the mapping is the table of each protocol's request.ts.
 */
export interface Conversation {
  system: string | null;
  turns: Turn[];
  tools: Tool[];
  toolChoice: ToolChoice | null;
  /** False asks for at most one call. */
  parallelToolCalls: boolean | null;
  maxTokens: number;
  temperature: number;
  stop: string[];
  /** Null leaves it to the server. */
  thinking: boolean | null;
  /** A JSON schema that the text must follow. */
  schema: Record<string, unknown> | null;
  spelling: Spelling;
}

export type Turn =
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string | null; reasoning: string | null; toolCalls: ToolCall[] }
  | { role: 'tool'; results: ToolResult[] };

export interface Tool {
  name: string;
  description: string;
  /** JSON Schema of the arguments, an object. */
  parameters: Record<string, unknown>;
}

export type ToolChoice = 'auto' | 'required' | 'none' | { name: string };

export interface ToolCall {
  id: string;
  name: string;
  /** The parsed arguments; undefined where what came was not a JSON object. */
  arguments: Record<string, unknown> | undefined;
  /** The arguments as they came: the concatenated fragments of a stream, or the JSON of an object. */
  raw: string;
}

export interface ToolResult {
  id: string;
  text: string;
  isError: boolean;
}

/** Ways to write the same request that must make no difference. The first of each is the usual one. */
export interface Spelling {
  system: 'string' | 'blocks' | 'developer';
  content: 'string' | 'blocks';
  cap: 'max_tokens' | 'max_completion_tokens';
  stop: 'array' | 'string';
}

export const USUAL_SPELLING: Spelling = { system: 'string', content: 'string', cap: 'max_tokens', stop: 'array' };

/** A conversation of one user turn, with everything else left out. */
export function ask(text: string, maxTokens: number): Conversation {
  return {
    system: null,
    turns: [{ role: 'user', text }],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    maxTokens,
    temperature: 0,
    stop: [],
    thinking: null,
    schema: null,
    spelling: USUAL_SPELLING,
  };
}
