import { describe, expect, it } from 'vitest';
import { allRules, EXCLUDED, linkOf, selectRules, unknownPatterns } from '../../../src/checks/catalogue.js';
import { PLANNED } from './planned.js';
import severities from './reference-severities.json' with { type: 'json' };

const REFERENCE: Record<string, string[]> = severities;
const OURS = /^(G|SEED)-\d\d$/;
const IDS = allRules.map(({ id }) => id);
const EACH = allRules.map((rule) => [rule.id, rule] as const);

describe('the catalogue', () => {
  it('has every id once', () => {
    expect(IDS.filter((id, k) => IDS.indexOf(id) !== k)).toEqual([]);
  });

  it('has only ids of the protocol reference, and ours', () => {
    expect(IDS.filter((id) => !(id in REFERENCE) && !OURS.test(id))).toEqual([]);
  });

  it('has every rule of the protocol reference, or says why not', () => {
    const excluded = EXCLUDED.map(({ id }) => id);
    expect(Object.keys(REFERENCE).filter((id) => !IDS.includes(id) && !excluded.includes(id))).toEqual([]);
    expect(excluded.filter((id) => IDS.includes(id) || !(id in REFERENCE))).toEqual([]);
    for (const { reason } of EXCLUDED) expect(reason).not.toBe('');
  });

  it.each(EACH.filter(([id]) => id in REFERENCE))(
    '%s is as severe as the protocol reference says',
    (id, { severity }) => {
      expect(REFERENCE[id]).toContain(severity);
    },
  );

  it('says a sentence of each rule: short, whole, and no other rule’s of the same API', () => {
    for (const { sentence } of allRules) {
      expect(sentence).toMatch(/^[A-Z_a-z].*[^.]\.$/);
      expect(sentence.length).toBeLessThan(120);
      expect(sentence).not.toMatch(/[|\n]/);
    }
    const said = allRules.map(
      (rule) => `${'protocols' in rule ? rule.protocols.join() : 'relation'}: ${rule.sentence}`,
    );
    expect(said.filter((one, k) => said.indexOf(one) !== k)).toEqual([]);
  });

  it('says of each rule who breaks without it', () => {
    for (const { why } of allRules) expect(why).toMatch(/^.+[^.]$/);
  });

  it('says of each rule about replies what it needs', () => {
    for (const rule of allRules) if ('needs' in rule) expect(rule.needs).toMatch(/^[a-z].*[^.]$/);
  });

  it('names only variants and bad requests that can be asked', () => {
    const used = allRules.flatMap((rule) => ('uses' in rule ? rule.uses : []));
    expect(used.filter((name) => !PLANNED.has(name))).toEqual([]);
  });

  it('has a link of its own for each rule', () => {
    expect(new Set(IDS.map(linkOf)).size).toBe(IDS.length);
    for (const id of IDS) expect(linkOf(id)).toMatch(new RegExp(`#${id.toLowerCase()}$`));
  });
});

describe('a selection of rules', () => {
  const ids = (...patterns: string[]) => selectRules(patterns).map(({ id }) => id);

  it('is all of them where nothing is chosen, in the order of the catalogue', () => {
    expect(ids()).toEqual(IDS);
    expect(ids('R-X-07', 'R-X-04')).toEqual(IDS.filter((id) => ['R-X-04', 'R-X-07'].includes(id)));
  });

  it('takes exclusions away, whatever is chosen', () => {
    expect(ids('!R-*')).toEqual(IDS.filter((id) => !id.startsWith('R-')));
    expect(ids('R-SSE-*', '!*-0?')).toEqual(IDS.filter((id) => /^R-SSE-1/.test(id)));
    expect(ids('R-SSE-01', '!R-SSE-01')).toEqual([]);
  });

  it('takes nothing in a pattern for more than it is', () => {
    for (const pattern of ['R.OA.04', 'R-OA-0[45]', '(R-OA-04)', '^R-OA-04$', '']) {
      expect(selectRules([pattern])).toEqual([]);
      expect(unknownPatterns([pattern])).toEqual([pattern]);
    }
  });

  it('names the patterns that choose nothing', () => {
    expect(unknownPatterns(['R-OA-04', 'R-OA-*', 'R-OA-99', '!R-OB-*', '*'])).toEqual(['R-OA-99', '!R-OB-*']);
  });
});
