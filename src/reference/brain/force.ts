import { parseJson } from '../../protocols/json.js';
import type { Question } from '../context.js';
import { sampleObject, sampleOf, satisfies } from '../schema.js';
import { callsOf, type Said, spaced } from './said.js';

/** Bends what the model would say to what the request demands: the tool choice, one call at most, JSON. */
export function obey(said: Said[], question: Question): Said[] {
  const chosen = force(said, question);
  const single = question.parallelToolCalls === false ? firstCallOnly(chosen) : chosen;
  return question.json && callsOf(single).length === 0 ? [asJson(single.join(''), question)] : single;
}

/** A named tool is called alone; a required call is made up where the model would make none. */
function force(said: Said[], { toolChoice, tools }: Question): Said[] {
  if (toolChoice === null || toolChoice === 'auto' || toolChoice === 'none') return said;
  const name = toolChoice === 'required' ? null : toolChoice.name;
  const fitting = callsOf(said).filter((call) => name === null || call.name === name);
  if (fitting.length > 0) return name === null ? said : fitting;
  const tool = tools.find((candidate) => name === null || candidate.name === name);
  return tool === undefined ? said : [{ name: tool.name, arguments: sampleObject(tool.parameters) }];
}

function firstCallOnly(said: Said[]): Said[] {
  const first = callsOf(said)[0];
  return said.filter((piece) => typeof piece === 'string' || piece === first);
}

/** The text itself if it is what was asked, else an object that satisfies the schema. */
function asJson(text: string, { schema }: Question): string {
  const value = parseJson(text);
  if (value !== undefined && satisfies(schema ?? { type: 'object' }, value)) return text;
  return spaced(schema === null ? { answer: text } : sampleOf(schema));
}
