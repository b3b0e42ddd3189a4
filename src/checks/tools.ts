import type { AnyReading } from '../protocols/index.js';
import { show } from '../protocols/json.js';
import type { Reply } from '../protocols/protocol.js';
import {
  accepted,
  eachAnswer,
  eachExchange,
  holds,
  notBroken,
  type Place,
  type RelationRow,
  relationsOf,
  type Said,
  told,
  unknown,
} from './probe.js';
import { cell, type RunView } from './view.js';

/** Tools: which must be called, and what comes of their results in the next turn (protocol reference 6.8). */

const calls = ({ toolCalls }: Reply) => toolCalls.map(({ name }) => name).join(', ') || 'no tool call';

const required = ({ varied, run, reply }: Place): Said => {
  const tools = varied.exchange.asked?.tools.map(({ name }) => name) ?? [];
  const good = reply.toolCalls.length > 0 && reply.toolCalls.every(({ name }) => tools.includes(name));
  return good || run.knownModel
    ? holds(good, 'a tool call', calls(reply))
    : unknown('a tool call', 'none: the model may be too weak');
};

function named({ varied, reply }: Place): Said | null {
  const choice = varied.exchange.asked?.toolChoice;
  if (typeof choice !== 'object' || choice === null) return null;
  const good = reply.toolCalls.length > 0 && reply.toolCalls.every(({ name }) => name === choice.name);
  return holds(good, choice.name, calls(reply));
}

function singleCall({ free, reply }: Place): Said {
  if ((free?.reply?.toolCalls.length ?? 0) < 2)
    return unknown('at most one call', 'the free answer has fewer than two');
  return holds(reply.toolCalls.length <= 1, 'at most one call', `${reply.toolCalls.length} calls`);
}

/** The scripted result stands in the answer to it. */
function resultUsed({ run, base, varied, reply }: Place): Said | null {
  const expectations = run.golden.get(base)?.expect;
  const wanted =
    (varied.exchange.case.endsWith('next_result') ? expectations?.nextContains : expectations?.resultContains) ?? [];
  if (wanted.length === 0) return null;
  const missing = wanted.filter((part) => !reply.text.includes(part));
  const expected = `a text with ${wanted.map((part) => show(part)).join(' and ')}`;
  if (missing.length === 0 || run.knownModel) return holds(missing.length === 0, expected, show(reply.text));
  return unknown(expected, `${show(reply.text, 80)}: the model may be too weak`);
}

/** No text, an empty one and null are the same beside a tool call: same answer, same prompt. */
function sameAsResult({ run, base, at, reply }: Place): Said | null {
  const usual = run.at(`${base}+result`, at)?.reply;
  if (!usual) return null;
  const [a, b] = [usual.usage?.prompt, reply.usage?.prompt];
  if (a !== undefined && b !== undefined && a !== b) return holds(false, `${a} prompt tokens`, `${b}`);
  return holds(usual.text === reply.text, show(usual.text), show(reply.text));
}

/** A note of the system is taken, and changes nothing about the call. */
function noteTaken(reading: AnyReading, run: RunView): Said | null {
  const { protocol, case: name } = reading.exchange;
  const { reply } = reading;
  const free = run.at(name.split('+')[0] ?? '', cell(protocol, 'plain'))?.reply;
  if (!reply) return holds(false, 'status 200', told(reading));
  if (!free) return null;
  const [wanted, came] = [calls(free), calls(reply)];
  return wanted === came || run.knownModel
    ? holds(wanted === came, wanted, came)
    : unknown(wanted, `${came}: the model may be led astray`);
}

const RESULTS = ['result', 'result_swapped', 'result_blocks', 'next_result'];
const RESULT_FORMS = ['result_error', 'result_blocks', 'result_absent'];

const rows: RelationRow[] = [
  [
    'R-X-18',
    'error',
    'A tool is called where one is required.',
    'documented guarantee of both APIs',
    ['choice_required'],
    eachAnswer(['choice_required'], required),
  ],
  [
    'R-X-19',
    'error',
    'A named tool is called, and no other.',
    'documented guarantee of both APIs',
    ['choice_named'],
    eachAnswer(['choice_named'], named),
  ],
  [
    'R-X-20',
    'error',
    'No tool is called where none may be.',
    'documented guarantee of both APIs',
    ['choice_none'],
    eachAnswer(['choice_none'], ({ reply }) => holds(reply.toolCalls.length === 0, 'no tool call', calls(reply))),
  ],
  [
    'R-X-21',
    'error',
    'At most one tool is called where parallel calls are off.',
    'documented guarantee of both APIs',
    ['parallel_off'],
    eachAnswer(['parallel_off'], singleCall),
  ],
  [
    'R-X-23',
    'error',
    'A tool’s result is used in the next turn, with the ids that the server gave.',
    'tool ids and results get lost in translation',
    [...RESULTS, 'next'],
    eachAnswer(RESULTS, resultUsed),
  ],
  [
    'R-X-24',
    'warning',
    'Ids of the other API are taken back.',
    'gateways change the API in the middle of a session',
    ['foreign_ids'],
    eachExchange(['foreign_ids'], accepted),
  ],
  [
    'R-X-26',
    'error',
    'A failed tool is accepted, and the turn completes.',
    'the official tool runner sends it when a tool throws',
    ['result_error'],
    eachExchange(['result_error'], accepted),
  ],
  [
    'R-AN-75',
    'error',
    'Every documented form of a tool result is accepted.',
    'documented union; a tool that fails sends is_error',
    RESULT_FORMS,
    eachExchange(RESULT_FORMS, (reading) =>
      reading.exchange.protocol === 'anthropic-messages' ? accepted(reading) : null,
    ),
  ],
  [
    'G-40',
    'warning',
    'A tool whose JSON schema is hard is accepted, or refused with a 4xx.',
    'one tool of an agent’s list stops all of it (lmstudio-ai/lmstudio-bug-tracker#2220)',
    ['hard_schemas'],
    eachExchange(['hard_schemas'], notBroken),
  ],
  [
    'G-42',
    'warning',
    'A system text beside tools is taken in every spelling that agents use, and the tool is still called.',
    'agents send system messages among the others (vllm-project/vllm#44000, #48874) and lists of blocks',
    ['system_note'],
    eachExchange(['system_note'], noteTaken),
  ],
  [
    'G-44',
    'warning',
    'Empty text beside a tool call means the same as none.',
    'clients send null, "" or nothing (ollama/ollama#14181)',
    ['result_empty'],
    eachAnswer(['result_empty'], sameAsResult),
  ],
];

export const tools = relationsOf(rows);
