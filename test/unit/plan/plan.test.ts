import { describe, expect, it } from 'vitest';
import { loadCases, OWN_GOLDEN } from '../../../src/golden/load.js';
import { CALIBRATION } from '../../../src/golden/special.js';
import { parseOptions } from '../../../src/options/parse.js';
import { WrongOption } from '../../../src/options/wrong-option.js';
import { steps } from '../../../src/plan/plan.js';
import { REFUSALS } from '../../../src/plan/refusals.js';
import { select } from '../../../src/plan/select.js';
import { VARIANTS } from '../../../src/plan/variants.js';
import { bodiesOf, CELLS, golden, namesOf, place, planOf } from './fake.js';

const SHIPPED = loadCases(OWN_GOLDEN);
const choose = (given: Record<string, string> = {}) => select(parseOptions(given));
const placesOf = (given: Record<string, string>) => [
  ...new Set(steps(choose(given).plan).map(({ cell }) => place(cell))),
];

describe('a plan', () => {
  it('asks every exchange once', () => {
    for (const profile of ['seed', 'standard', 'strict']) {
      const all = steps(choose({ profile }).plan).map((step) => `${step.case} ${place(step.cell)}`);
      expect(all.filter((one, k) => all.indexOf(one) !== k)).toEqual([]);
    }
  });

  it('asks each case in each cell, in order, before its variants', () => {
    const all = planOf([golden({ id: 'a', variants: ['cap_5'] }), golden({ id: 'b' })]);
    expect(all.answers.slice(0, 12).map((step) => `${step.case} ${place(step.cell)}`)).toEqual(
      ['a', 'a+cap_5', 'b'].flatMap((name) => CELLS.map((cell) => `${name} ${place(cell)}`)),
    );
  });

  it('asks a case only in its own modes', () => {
    const all = planOf([golden({ id: 'a', modes: ['plain'], variants: ['cap_5'] })]);
    const modes = all.answers.filter((step) => step.case.startsWith('a')).map(({ cell }) => cell.mode);
    expect(modes).toEqual(['plain', 'plain', 'plain', 'plain']);
  });

  it.each(VARIANTS.map((variant) => [variant.name, variant] as const))(
    'asks %s of the cases that wish for it, in the cells that have it, where it is used',
    (name, { protocols, modes }) => {
      const cases = [golden({ id: 'a', variants: [name] }), golden({ id: 'b' })];
      const asked = (all: ReturnType<typeof planOf>) => all.answers.filter((step) => step.case === `a+${name}`);
      const cells = CELLS.filter(({ protocol, mode }) => protocols.includes(protocol) && modes.includes(mode));
      expect(asked(planOf(cases)).map(({ cell }) => cell)).toEqual(cells);
      expect(asked(planOf(cases, CELLS, (used) => used !== name))).toEqual([]);
      expect(namesOf(planOf(cases))).not.toContain(`b+${name}`);
    },
  );

  it('asks bad requests after all good ones, the damaging ones last, and then a good one', () => {
    for (const profile of ['standard', 'strict']) {
      const { plan } = choose({ profile });
      const order = steps(plan).map((step) => {
        if (step.case === 'recovery') return 3;
        if (!step.case.startsWith('bad_request+')) return 0;
        const refusal = REFUSALS.find(({ name }) => step.case === `bad_request+${name}`);
        return refusal?.damaging ? 2 : 1;
      });
      expect(order).toEqual([...order].sort());
      expect(new Set(order)).toEqual(new Set([0, 1, 2, 3]));
    }
  });

  it('has one more good request for each API after the bad ones', () => {
    expect(choose().plan.recovery.map(({ cell }) => place(cell))).toEqual([
      'openai-chat plain',
      'anthropic-messages plain',
    ]);
  });

  it('asks, where strictness is wished for, all that the shipped cases wish for', () => {
    const asked = namesOf(choose({ profile: 'strict' }).plan);
    const wished = SHIPPED.flatMap(({ id, variants }) => variants.map((name) => `${id}+${name}`));
    expect(wished.filter((name) => !asked.includes(name))).toEqual([]);
  });

  it('asks what takes long only where strictness is wished for', () => {
    const heavy = [...VARIANTS, ...REFUSALS].filter((one) => one.heavy).map(({ name }) => name);
    const asked = (profile: string) => {
      const names = namesOf(choose({ profile }).plan).map((name) => name.split('+')[1] ?? '');
      return [...new Set(names.filter((name) => heavy.includes(name)))];
    };
    expect(heavy.length).toBeGreaterThan(0);
    expect(asked('standard')).toEqual([]);
    expect(asked('strict').sort()).toEqual([...heavy].sort());
  });

  it('calibrates with the case of many equally good answers, twice in each plain cell', () => {
    const { calibration, recalibration, answers } = planOf([golden({ id: CALIBRATION }), golden()]);
    expect(calibration.map((step) => `${step.case} ${place(step.cell)}`)).toEqual([
      'roll_dice openai-chat plain',
      'roll_dice anthropic-messages plain',
      'roll_dice+again openai-chat plain',
      'roll_dice+again anthropic-messages plain',
    ]);
    expect(recalibration.length).toBe(4);
    expect(answers.some((step) => step.case.startsWith(CALIBRATION))).toBe(false);
  });

  it('does not calibrate without that case, nor where no rule asks for it', () => {
    expect(planOf([golden()]).calibration).toEqual([]);
    expect(planOf([golden({ id: CALIBRATION })], CELLS, (name) => name !== 'again').calibration).toEqual([]);
  });

  it('has the names of what it asks in every step', async () => {
    const known = { model: 'm', contextSize: null, temperature: 0, seen: () => undefined };
    for (const step of steps(choose({ profile: 'standard' }).plan)) {
      expect(step.about).not.toBe('');
      const made = step.make(known);
      if ('notAsked' in made) expect(made.notAsked).not.toBe('');
      else expect(made).toMatchObject({ case: step.case, ...step.cell, take: 1 });
    }
  });
});

describe('a selection', () => {
  it('of nothing is all cases, all rules but the first suite’s, and all cells', () => {
    const { golden: cases, rules, temperature } = choose();
    expect(cases.map(({ id }) => id)).toEqual(SHIPPED.filter(({ strict }) => !strict).map(({ id }) => id));
    expect(rules.length).toBeGreaterThan(150);
    expect(rules.filter(({ id }) => id.startsWith('SEED-'))).toEqual([]);
    expect(temperature).toBeNull();
    expect(placesOf({})).toEqual(expect.arrayContaining(CELLS.map(place)));
  });

  it('of protocols and modes asks nothing elsewhere', () => {
    expect(placesOf({ protocols: 'openai-chat' })).toEqual(['openai-chat plain', 'openai-chat stream']);
    expect(placesOf({ modes: 'stream' })).toEqual(['openai-chat stream', 'anthropic-messages stream']);
    expect(placesOf({ protocols: 'anthropic-messages', modes: 'plain' })).toEqual(['anthropic-messages plain']);
  });

  it('of cases asks those, their variants, and what belongs to no case', () => {
    const names = namesOf(choose({ cases: 'secret_word' }).plan);
    expect(names).toEqual(expect.arrayContaining(['secret_word', 'secret_word+no_system']));
    const others = SHIPPED.map(({ id }) => id).filter((id) => id !== 'secret_word');
    expect(names.filter((name) => others.includes(name.split('+')[0] ?? ''))).toEqual([]);
  });

  it('has a case that is for the strict profile in that one only, or where it is named', () => {
    const asks = (options: Parameters<typeof choose>[0]) => namesOf(choose(options).plan).includes('echo_long');
    expect([asks({}), asks({ profile: 'strict' }), asks({ cases: 'echo_long' })]).toEqual([false, true, true]);
  });

  it('of a relation asks only the variants and bad requests that it needs', () => {
    const variants = (checks: string) => {
      const extra = namesOf(choose({ checks }).plan).filter((name) => name.includes('+'));
      return [...new Set(extra.map((name) => name.split('+')[1]))];
    };
    expect(variants('R-X-04')).toEqual([]);
    expect(variants('R-X-11')).toEqual(['no_system']);
    expect(variants('R-X-30')).toEqual(['unknown_model']);
    expect(variants('R-X-11,R-X-30')).toEqual(['no_system', 'unknown_model']);
  });

  it('of a rule about replies asks everything: any reply may show it', () => {
    expect(steps(choose({ checks: 'R-OA-04' }).plan).length).toBe(steps(choose().plan).length);
  });

  it('of ids and globs chooses rules, without regard to capitals; an exclamation mark excludes', () => {
    const ids = (checks: string) => choose({ checks }).rules.map(({ id }) => id);
    expect(ids('r-x-04')).toEqual(['R-X-04']);
    expect(ids('R-SSE-*').length).toBeGreaterThan(8);
    expect(ids('R-SSE-*').every((id) => id.startsWith('R-SSE-'))).toBe(true);
    expect(ids('R-SSE-*,!R-SSE-04')).not.toContain('R-SSE-04');
    expect(ids('!R-SSE-*').some((id) => id.startsWith('R-SSE-'))).toBe(false);
    expect(ids('R-X-0?')).toContain('R-X-09');
    expect(ids('R-X-0?')).not.toContain('R-X-10');
  });

  it.each([
    [{ checks: 'R-OA-999' }, 'checks: no rule is called "R-OA-999"'],
    [{ checks: 'R-OA-*,R-XX-*' }, 'checks: no rule is called "R-XX-*"'],
    [{ checks: '!R-OA-999' }, 'checks: no rule is called "!R-OA-999"'],
    [{ checks: 'R-OA-04,!R-OA-*' }, 'checks: the selection leaves no rule'],
    [{ cases: 'count_down' }, 'cases: there is no case "count_down"; there are '],
    [{ golden: '/nowhere' }, 'golden: cannot read the folder'],
  ])('of %j is an error that says why', (given, said) => {
    expect(() => choose(given as Record<string, string>)).toThrow(WrongOption);
    expect(() => choose(given as Record<string, string>)).toThrow(said);
  });

  it('of the first suite is its four cases at its temperature, and its tests beside the rules', () => {
    const { golden: cases, rules, plan, temperature } = choose({ profile: 'seed' });
    expect(cases.length).toBe(4);
    expect(cases.every(({ seed }) => seed)).toBe(true);
    expect(rules.filter(({ id }) => id.startsWith('SEED-')).length).toBe(11);
    expect(temperature).toBe(0.1);
    expect([plan.calibration, plan.refusals]).toEqual([[], []]);
  });
});

describe('what is asked', () => {
  const TEXT = 'one two three four five six seven';
  const requests = (
    variants: string[],
    more: Parameters<typeof golden>[0] = {},
    answer: Parameters<typeof bodiesOf>[1] = TEXT,
  ) =>
    bodiesOf(
      planOf([golden({ id: 'a', variants, ...more })], CELLS, (name) => variants.includes(name)),
      answer,
    );

  it('is the case’s prompt, system text, tools and cap', async () => {
    const tools = [{ name: 'f', description: 'A tool.', parameters: { type: 'object' } }];
    const bodies = await requests([], { prompt: 'Hi!', system: 'Be brief.', tools, maxTokens: 77 });
    expect(bodies.get('a anthropic-messages plain')).toEqual({
      model: 'm',
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Hi!' }],
      max_tokens: 77,
      temperature: 0,
      tools: [{ name: 'f', description: 'A tool.', input_schema: { type: 'object' } }],
    });
  });

  it('differs from the case in one thing', async () => {
    const tools = [{ name: 'f', description: 'A tool.', parameters: {} }];
    const variants = [
      'cap_5',
      'no_system',
      'no_tools',
      'choice_none',
      'choice_required',
      'choice_named',
      'parallel_off',
    ];
    const bodies = await requests(variants, { system: 'Be brief.', tools });
    const changed = (variant: string) => {
      const at = ' anthropic-messages plain';
      const [free, made] = [bodies.get(`a${at}`) ?? {}, bodies.get(`a+${variant}${at}`) ?? {}];
      const keys = [...new Set([...Object.keys(free), ...Object.keys(made)])];
      return keys.filter((key) => JSON.stringify(free[key]) !== JSON.stringify(made[key]));
    };
    expect(Object.fromEntries(variants.map((variant) => [variant, changed(variant)]))).toEqual({
      cap_5: ['max_tokens'],
      no_system: ['system'],
      no_tools: ['tools'],
      choice_none: ['tool_choice'],
      choice_required: ['tool_choice'],
      choice_named: ['tool_choice'],
      parallel_off: ['tool_choice'],
    });
  });

  it('forces the last of several tools by name', async () => {
    const tools = ['f', 'g'].map((name) => ({ name, description: '', parameters: {} }));
    const bodies = await requests(['choice_named'], { tools });
    expect(bodies.get('a+choice_named anthropic-messages plain')?.tool_choice).toEqual({ type: 'tool', name: 'g' });
  });

  it('takes the key away from one header at a time', async () => {
    const all = planOf([golden({ id: 'a', variants: ['bearer_only', 'x_api_key_only'] })]);
    const known = { model: 'm', contextSize: null, temperature: 0, seen: () => undefined };
    const headers = all.answers
      .filter((step) => step.case.includes('_only'))
      .map((step) => step.make(known))
      .map((made) => ('headers' in made ? made.headers : {}));
    expect(headers).toEqual([{ 'x-api-key': '' }, { authorization: '' }]);
  });

  it('is a prompt beyond the model’s context and no longer than need be, or is not asked', () => {
    const overlong = (contextSize: number | null) => {
      const step = planOf([]).refusals.find((one) => one.case === 'bad_request+overlong_prompt');
      return step?.make({ model: 'm', contextSize, temperature: 0, seen: () => undefined });
    };
    const made = overlong(8192);
    const { messages } = JSON.parse((made && 'body' in made && made.body) || '') as { messages: [{ content: string }] };
    const words = messages[0].content.trim().split(' ').length;
    expect(words).toBeGreaterThan(8192);
    expect(words).toBeLessThan(8192 + 10);
    expect(overlong(null)).toEqual({ notAsked: expect.stringContaining('context') });
  });

  it('is a good request of 40 MB that says no more than a short one', () => {
    const step = planOf([]).refusals.find((one) => one.case === 'bad_request+oversized_body');
    const made = step?.make({ model: 'm', contextSize: null, temperature: 0, seen: () => undefined });
    const body = (made && 'body' in made && made.body) || '';
    expect(body.length).toBeGreaterThan(40 * 1024 * 1024);
    expect(JSON.stringify(JSON.parse(body)).length).toBeLessThan(300);
  });

  it('is a good body, spoilt in one way', () => {
    const known = { model: 'm', contextSize: 8192, temperature: 0, seen: () => undefined };
    const spoilt = (name: string, at: string) => {
      const step = planOf([]).refusals.find((one) => one.case === `bad_request+${name}` && place(one.cell) === at);
      const made = step?.make(known);
      return made && 'body' in made ? made : expect.fail(`${name} is not asked`);
    };
    const body = (name: string, at = 'openai-chat plain') => spoilt(name, at).body ?? '';
    const parsed = (name: string, at?: string) => JSON.parse(body(name, at)) as Record<string, unknown>;
    expect(() => parsed('malformed_json')).toThrow(SyntaxError);
    expect(parsed('array_body')).toBeInstanceOf(Array);
    expect(Object.keys(parsed('missing_messages'))).toEqual(['model', 'max_tokens', 'temperature']);
    expect(parsed('missing_cap', 'anthropic-messages plain')).not.toHaveProperty('max_tokens');
    expect(parsed('empty_messages')).toMatchObject({ model: 'm', messages: [] });
    expect(parsed('negative_cap')).toMatchObject({ model: 'm', max_tokens: -1 });
    expect(parsed('unknown_model', 'openai-chat stream')).toMatchObject({
      stream: true,
      model: expect.not.stringMatching(/^m$/),
    });
    expect(spoilt('no_key', 'anthropic-messages plain').headers).toEqual({ authorization: '', 'x-api-key': '' });
    for (const { purpose, asked } of planOf([]).refusals.map((step) => step.make(known) as ReturnType<typeof spoilt>)) {
      expect([purpose, asked]).toEqual(['refusal', null]);
    }
  });
});
