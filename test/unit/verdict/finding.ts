import type { Finding, Verdict } from '../../../src/verdict/finding.js';

/** A finding of which only these things matter. */
export function findingOf(verdict: Verdict, more: Partial<Finding> = {}): Finding {
  const { rule = 'R-OA-04', case: name = 'count_up', protocol = 'openai-chat', mode = 'plain' } = more;
  return {
    id: [rule, name, protocol, mode].join(' '),
    rule,
    case: name,
    protocol,
    mode,
    verdict,
    severity: verdict === 'warn' ? 'warning' : 'error',
    message: '',
    expected: '',
    actual: '',
    at: '',
    spec: { sentence: '', why: '', link: '' },
    exchanges: [],
    ...more,
  };
}
