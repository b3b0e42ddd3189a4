import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCases, OWN_GOLDEN } from '../../../src/golden/load.js';
import { conversationOf } from '../../../src/plan/plan.js';
import { VARIANTS } from '../../../src/plan/variants.js';
import { protocols } from '../../../src/protocols/index.js';
import { PROTOCOLS } from '../../../src/wire/exchange.js';

const CASES = loadCases(OWN_GOLDEN);
const EACH = CASES.map((one) => [one.id, one] as const);
const promptsIn = (folder: string) => readdirSync(join(folder, 'prompts'));

/** The prompts that the project began with: a server's answers to them are compared over years. */
const SEED = {
  simple_greeting: 'Hello! Please respond with a single sentence greeting.',
  factual_question: 'What is the capital of France? Answer in one word.',
  tool_call_request: 'What is the current weather in Tokyo? Use the get_weather tool to find out.',
  system_instruction: 'Translate the following to French: "The cat sat on the mat."',
};

describe('the prompts of the first suite', () => {
  it.each(Object.entries(SEED))('%s is what it was, byte for byte', (id, prompt) => {
    expect(readFileSync(join(OWN_GOLDEN, 'prompts', `${id}.txt`), 'utf8')).toBe(`${prompt}\n`);
    expect(CASES.find((one) => one.id === id)).toMatchObject({ prompt, seed: true });
  });

  it('are those of the profile seed, and no other ones', () => {
    expect(CASES.filter(({ seed }) => seed).map(({ id }) => id)).toEqual(Object.keys(SEED).sort());
  });
});

describe('the shipped cases', () => {
  it('have ids of their own', () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
    expect(CASES.length).toBeGreaterThanOrEqual(9);
  });

  it('use every prompt, each its own', () => {
    const used = readdirSync(join(OWN_GOLDEN, 'cases')).map((name) => {
      const { prompt } = JSON.parse(readFileSync(join(OWN_GOLDEN, 'cases', name), 'utf8')) as { prompt: string };
      return prompt;
    });
    expect(used.sort()).toEqual(promptsIn(OWN_GOLDEN).sort());
    expect(new Set(CASES.map(({ prompt }) => prompt)).size).toBe(CASES.length);
  });

  it.each(EACH)('%s asks only for variants that there are, each once', (_, { variants }) => {
    const known = VARIANTS.map(({ name }) => name);
    expect(variants.filter((name) => !known.includes(name))).toEqual([]);
    expect(new Set(variants).size).toBe(variants.length);
  });

  it.each(EACH)('%s has the parts that its variants vary', (_, { variants, system, tools, toolResults, followUp }) => {
    const has = (...names: string[]) => variants.some((name) => names.includes(name));
    if (has('no_system', 'system_blocks', 'system_developer')) expect(system).not.toBeNull();
    if (has('no_tools', 'choice_none', 'choice_required', 'choice_named', 'parallel_off'))
      expect(tools).not.toEqual([]);
    if (variants.some((name) => name.startsWith('result'))) expect(toolResults).not.toEqual({});
    if (has('next', 'next_result')) {
      expect(followUp).not.toBeNull();
      expect(variants).toContain('result');
    }
  });

  it.each(EACH)('%s scripts results only of tools that it offers', (_, { tools, toolResults }) => {
    const names = tools.map(({ name }) => name);
    for (const name of Object.keys(toolResults)) expect(names).toContain(name.replace(/\(.*\)$/, ''));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(EACH)('%s expects calls only of tools that it offers, with arguments that these take', (_, one) => {
    for (const call of one.expect.toolCalls) {
      const tool = one.tools.find(({ name }) => name === call.name) ?? expect.fail(`${call.name} is not offered`);
      const properties = tool.parameters.properties as Record<string, { type: string }>;
      for (const [key, value] of Object.entries(call.arguments)) expect(properties[key]?.type).toBe(typeof value);
      for (const key of (tool.parameters.required ?? []) as string[])
        expect(Object.keys(call.arguments)).toContain(key);
    }
  });

  it.each(EACH)('%s expects of a result only what the result holds', (_, { toolResults, variants, expect: wanted }) => {
    const said = Object.values(toolResults).join('\n');
    for (const part of [...wanted.resultContains, ...wanted.nextContains]) {
      for (const word of part.split(' is ')) expect(said).toContain(word);
    }
    if (wanted.resultContains.length > 0) expect(variants.some((name) => name.startsWith('result'))).toBe(true);
    if (wanted.nextContains.length > 0) expect(variants).toContain('next_result');
  });

  it.each(EACH)('%s expects a known text that holds what every answer must hold', (_, { expect: wanted }) => {
    const known = wanted.knownText?.toLowerCase();
    if (known !== undefined) for (const part of wanted.textContains) expect(known).toContain(part.toLowerCase());
  });

  it('use every variant', () => {
    const used = new Set(CASES.flatMap(({ variants }) => variants));
    expect(VARIANTS.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  it.each(EACH)('%s goes to the wire with its prompt unchanged', (_, one) => {
    for (const protocol of PROTOCOLS) {
      const body = JSON.parse(JSON.stringify(protocols[protocol].body('m', conversationOf(one), 'plain')));
      expect(body.messages.at(-1)).toEqual({ role: 'user', content: one.prompt });
      expect(body.tools?.length ?? 0).toBe(one.tools.length);
    }
  });
});
