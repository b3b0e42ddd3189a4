import { describe, expect, it } from 'vitest';
import type { AnyRule } from '../../../src/checks/catalogue.js';
import { isExercised } from '../../../src/checks/judge.js';
import type { Outcome, Relation, ReplyRule } from '../../../src/checks/rule.js';
import type { Breach } from '../../../src/protocols/protocol.js';
import type { Exchange } from '../../../src/wire/exchange.js';
import { cellOf, exchangeOf } from '../protocols/streams.js';
import { judged, RULES } from './run.js';

const BREACH: Breach = { expected: 'a', actual: 'b', at: 'c' };
const OPENAI = cellOf('openai-chat', 'plain');
const ANTHROPIC = cellOf('anthropic-messages', 'stream');
const made = (name: string, at = OPENAI, more: { take?: number } = {}) =>
  exchangeOf(at, '{}', { case: name, id: `${name}-${at.protocol}-${more.take ?? 1}`, ...more });

const rule = (judge: ReplyRule['judge'], more: Partial<ReplyRule> = {}): ReplyRule => ({
  id: 'R-OA-04',
  severity: 'error',
  sentence: 'It holds.',
  why: 'else it breaks',
  protocols: ['openai-chat', 'anthropic-messages'],
  needs: 'a reply',
  judge,
  ...more,
});
const relation = (judge: Relation['judge'], more: Partial<Relation> = {}): Relation => ({
  id: 'R-X-04',
  severity: 'error',
  sentence: 'They agree.',
  why: 'else they differ',
  uses: [],
  judge,
  ...more,
});
const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  ...{ case: 'a', protocol: 'cross', mode: 'plain', verdict: 'pass', expected: 'x', actual: 'x', exchanges: ['1'] },
  ...more,
});

const judgeBy = (rules: AnyRule[], ...exchanges: Exchange[]) =>
  judged({ exchanges, knownModel: true, model: 'm', interrupted: null }, rules, []);
const verdicts = (rules: AnyRule[], ...exchanges: Exchange[]) =>
  judgeBy(rules, ...exchanges).findings.map(({ id, verdict }) => `${id}: ${verdict}`);

describe('a rule about replies', () => {
  it('has one finding for each reply that it can judge: passes are listed, too', () => {
    const breaks = rule(({ exchange }) => (exchange.case === 'b' ? [BREACH] : []));
    expect(verdicts([breaks], made('a'), made('b'), made('b', ANTHROPIC))).toEqual([
      'R-OA-04 a openai-chat plain: pass',
      'R-OA-04 b openai-chat plain: fail',
      'R-OA-04 b anthropic-messages stream: fail',
    ]);
  });

  it('says what was expected, what came and where, with its sentence and its source', () => {
    const [finding] = judgeBy([rule(() => [BREACH])], made('a')).findings;
    expect(finding).toMatchObject({
      rule: 'R-OA-04',
      case: 'a',
      severity: 'error',
      expected: 'a',
      actual: 'b',
      at: 'c',
      exchanges: ['a-openai-chat-1'],
      spec: { sentence: expect.stringContaining('It holds.'), link: expect.stringMatching(/#r-oa-04$/) },
    });
    expect(finding?.message).toBe('It holds.');
    expect(finding?.spec.why).toBe('else it breaks');
  });

  it('says nothing of what was expected, came and where in a reply that holds', () => {
    const [finding] = judgeBy([rule(() => [])], made('a')).findings;
    expect(finding).toMatchObject({ verdict: 'pass', severity: 'error', expected: '', actual: '', at: '' });
    expect(finding?.message).toBe('It holds.');
  });

  it('shows the first of several breaches, and counts the others', () => {
    const { findings } = judgeBy([rule(() => [BREACH, { ...BREACH, at: 'd' }, BREACH])], made('a'));
    expect(findings).toMatchObject([{ actual: 'b (and 2 more)', at: 'c' }]);
  });

  it('warns where it is a warning', () => {
    expect(verdicts([rule(() => [BREACH], { severity: 'warning' })], made('a'))).toEqual([
      'R-OA-04 a openai-chat plain: warn',
    ]);
    expect(verdicts([rule(() => [], { severity: 'warning' })], made('a'))).toEqual([
      'R-OA-04 a openai-chat plain: pass',
    ]);
  });

  it('only warns of a reply where each breach is tolerated', () => {
    const harmless: Breach = { ...BREACH, tolerated: true };
    const severities = (...breaches: Breach[]) =>
      judgeBy([rule(() => breaches)], made('a')).findings.map(({ verdict, severity }) => `${verdict} ${severity}`);
    expect(severities(harmless)).toEqual(['warn warning']);
    expect(severities(harmless, harmless)).toEqual(['warn warning']);
    expect(severities(harmless, BREACH)).toEqual(['fail error']);
    expect(severities(BREACH, harmless)).toEqual(['fail error']);
  });

  it('judges only the replies of its own protocols', () => {
    const ours = rule(() => [BREACH], { protocols: ['anthropic-messages'] });
    expect(verdicts([ours], made('a'), made('a', ANTHROPIC))).toEqual(['R-OA-04 a anthropic-messages stream: fail']);
  });

  it('judges the first take only: later ones are the control’s', () => {
    expect(verdicts([rule(() => [])], made('a'), made('a', OPENAI, { take: 2 }))).toEqual([
      'R-OA-04 a openai-chat plain: pass',
    ]);
  });

  it('is unknown, never passed, where no reply offered what it is about', () => {
    const { findings } = judgeBy([rule(() => null, { needs: 'a tool call' })], made('a'), made('b'));
    expect(findings).toMatchObject([{ id: 'R-OA-04 run cross both', verdict: 'unknown', expected: 'a tool call' }]);
    expect(findings[0]).toMatchObject({ exchanges: [], at: '' });
    expect(findings[0]?.message).toBe(findings[0]?.actual);
    expect(findings[0]?.message).toContain('a tool call');
  });

  it('is not unknown where one reply of several offered it', () => {
    const one = rule(({ exchange }) => (exchange.case === 'b' ? [] : null));
    expect(verdicts([one], made('a'), made('b'))).toEqual(['R-OA-04 b openai-chat plain: pass']);
  });
});

describe('a relation', () => {
  it('has one finding for each place that it speaks of', () => {
    const said = relation(() => [
      outcome(),
      outcome({ case: 'b', verdict: 'fail' }),
      outcome({ case: 'c', verdict: 'unknown' }),
    ]);
    expect(verdicts([said])).toEqual([
      'R-X-04 a cross plain: pass',
      'R-X-04 b cross plain: fail',
      'R-X-04 c cross plain: unknown',
    ]);
  });

  it('that warns keeps an unknown and a pass as they are', () => {
    const said = relation(() => [outcome({ verdict: 'fail' }), outcome({ case: 'b', verdict: 'unknown' })], {
      severity: 'warning',
    });
    expect(verdicts([said])).toEqual(['R-X-04 a cross plain: warn', 'R-X-04 b cross plain: unknown']);
  });

  it('only warns of what is tolerated, and says where only where it knows', () => {
    const said = relation(() => [outcome({ verdict: 'fail', tolerated: true, at: 'x' }), outcome({ case: 'b' })]);
    expect(judgeBy([said]).findings).toMatchObject([
      { verdict: 'warn', severity: 'warning', at: 'x' },
      { verdict: 'pass', severity: 'error', at: '' },
    ]);
  });

  it('tells of an unknown place why it is unknown, and of the others what must hold', () => {
    const said = relation(() => [outcome({ verdict: 'unknown', actual: 'not asked again' }), outcome()]);
    expect(judgeBy([said]).findings.map(({ message }) => message)).toEqual(['not asked again', 'They agree.']);
  });

  it('is unknown where the plan held no place for it', () => {
    expect(verdicts([relation(() => [])])).toEqual(['R-X-04 run cross both: unknown']);
  });
});

describe('a check that crashes', () => {
  const crash = () => {
    throw new TypeError('of null');
  };

  it('is unknown, is reported with its rule, and harms no other', () => {
    const others = rule(() => [], { id: 'R-OA-05' });
    const { findings, crashes } = judgeBy([rule(crash), others, relation(crash)], made('a'));
    expect(crashes).toEqual(['R-OA-04: of null', 'R-X-04: of null']);
    expect(findings.map(({ rule: id, verdict }) => `${id} ${verdict}`)).toEqual([
      'R-OA-04 unknown',
      'R-OA-05 pass',
      'R-X-04 unknown',
    ]);
  });
});

describe('a finding', () => {
  const exercised = (...rules: AnyRule[]) => judgeBy(rules, made('a')).findings.map(isExercised);

  it('tells of an exchange, and is a shard’s own, where it stands at a case', () => {
    expect(exercised(rule(() => []))).toEqual([true]);
    expect(exercised(relation(() => [outcome({ exchanges: [] })]))).toEqual([true]);
  });

  it('is left to the merge of all shards where nothing was exercised', () => {
    expect(
      exercised(
        rule(() => null),
        relation(() => []),
      ),
    ).toEqual([false, false]);
  });

  it('of the run as a whole tells of its exchanges', () => {
    expect(exercised(relation(() => [outcome({ case: 'run', exchanges: ['1'] })]))).toEqual([true]);
  });
});

describe('a run without a single exchange', () => {
  it('has a finding for each rule, and none of them passes', () => {
    const { findings, crashes } = judgeBy(RULES);
    expect(crashes).toEqual([]);
    expect(findings.length).toBe(RULES.length);
    expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  });
});

describe('an exchange without a response', () => {
  it('crashes no check, and passes none that needs a reply', () => {
    const silent =
      RULES.length > 0 ? [OPENAI, ANTHROPIC].map((at) => ({ ...made('count_up', at), received: null })) : [];
    const { findings, crashes } = judged({ exchanges: silent, knownModel: true, model: 'm', interrupted: null });
    expect(crashes).toEqual([]);
    expect(findings.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)).toEqual([]);
    expect(findings.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).toContain(
      'G-01 count_up openai-chat plain',
    );
  });
});
