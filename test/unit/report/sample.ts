import { ask } from '../../../src/conversation.js';
import { buildReport, type Outcome } from '../../../src/report/build.js';
import type { Report } from '../../../src/report/model.js';
import type { Finding } from '../../../src/verdict/finding.js';
import { type Evidence, type Exchange, MODES, PROTOCOLS, type Received } from '../../../src/wire/exchange.js';

export const KEY = 'sk-local-7f3a9c51';
export const CASES = ['capital', 'count_up', 'long_story', 'weather'];

const URLS = {
  'openai-chat': 'http://127.0.0.1:8123/v1/chat/completions',
  'anthropic-messages': 'http://127.0.0.1:8123/v1/messages',
};

export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

export function received(over: Partial<Received> = {}): Received {
  const body = over.body ?? bytes('{"choices":[{"message":{"role":"assistant","content":"Paris"}}]}');
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json'],
      ['content-length', String(body.length)],
    ],
    arrivals: [{ at: 71.5, upTo: body.length }],
    end: 'complete',
    ...over,
    body,
  };
}

export function exchange(over: Partial<Exchange> = {}): Exchange {
  const { case: name = 'capital', protocol = 'openai-chat', mode = 'plain' } = over;
  const body = { model: 'golden', max_tokens: 32, messages: [{ role: 'user', content: `It's "${name}"?` }] };
  return {
    id: `001-${name}.${protocol}.${mode}`,
    case: name,
    protocol,
    mode,
    purpose: 'answer',
    take: 1,
    method: 'POST',
    path: '/chat/completions',
    url: URLS[protocol],
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, 'x-api-key': KEY },
    body: JSON.stringify(mode === 'stream' ? { ...body, stream: true } : body),
    abortAfter: null,
    asked: ask(`It's "${name}"?`, 32),
    received: received(),
    failure: null,
    timings: { startedAt: '2026-11-23T10:00:00.000Z', headers: 70, firstByte: 71.5, end: 84.2 },
    ...over,
  };
}

/** Every case in both protocols and both modes, in the order of a run. */
export function exchanges(cases: string[] = CASES): Exchange[] {
  const cells = cases.flatMap((name) =>
    PROTOCOLS.flatMap((protocol) => MODES.map((mode) => ({ case: name, protocol, mode }))),
  );
  return cells.map((cell, index) => {
    const number = String(index + 1).padStart(3, '0');
    return exchange({ ...cell, id: `${number}-${cell.case}.${cell.protocol}.${cell.mode}` });
  });
}

export function evidence(over: Partial<Evidence> = {}): Evidence {
  return { exchanges: exchanges(), knownModel: true, model: 'golden', interrupted: null, ...over };
}

export function finding(over: Partial<Finding> = {}): Finding {
  const { rule = 'R-OA-44', case: name = 'capital', protocol = 'openai-chat', mode = 'plain' } = over;
  return {
    id: `${rule} ${name} ${protocol} ${mode}`,
    rule,
    case: name,
    protocol,
    mode,
    verdict: 'pass',
    severity: over.verdict === 'warn' ? 'warning' : 'error',
    message: 'finish_reason is one of the five that the API names.',
    expected: '',
    actual: '',
    at: '',
    spec: {
      sentence: 'finish_reason is one of the five that the API names.',
      why: '',
      link: 'https://platform.openai.com/docs/api-reference/chat/object',
    },
    exchanges: exchanges()
      .filter((each) => each.case === name && (protocol === 'cross' || each.protocol === protocol))
      .filter((each) => mode === 'both' || each.mode === mode)
      .map(({ id }) => id),
    ...over,
  };
}

/** One finding in each of several cases and modes. */
export function everywhere(over: Partial<Finding>, cases = CASES, modes: Finding['mode'][] = [...MODES]): Finding[] {
  return cases.flatMap((name) => modes.map((mode) => finding({ ...over, case: name, mode })));
}

export function outcome(over: Partial<Outcome> = {}): Outcome {
  return {
    verdict: 'fail',
    exitCode: 1,
    reason: 'Mismatches were found that no baseline knows.',
    server: {
      name: 'mlx-vlm',
      version: '0.7.10',
      openaiBaseUrl: 'http://127.0.0.1:8123/v1',
      anthropicBaseUrl: 'http://127.0.0.1:8123',
    },
    model: 'mlx-community/Qwen3-0.6B-4bit-DWQ',
    profile: 'standard',
    startedAt: '2026-11-23T10:00:00.000Z',
    durations: { total: 41_300, startup: 12_050, exchanges: 27_400 },
    notes: ['Asked with temperature 0.', 'The server ended a stream of its own accord.'],
    baseline: null,
    findings: sampleFindings(),
    exchanges: exchanges(),
    version: '1.0.0',
    secrets: [KEY],
    ...over,
  };
}

/** The report of a run in which most went well and every standing occurs. */
export function sampleReport(over: Partial<Outcome> = {}): Report {
  return buildReport(outcome(over));
}

/** A run in which nothing is wrong. */
export function cleanReport(): Report {
  const findings = PROTOCOLS.flatMap((protocol) => everywhere({ protocol }));
  const reason = 'Every check passed.';
  return sampleReport({ findings, verdict: 'pass', exitCode: 0, reason, notes: [] });
}

const STORY = 'Once upon a time there was a small server on a quiet machine, and every evening it told the same story';

export function sampleFindings(): Finding[] {
  return [
    ...everywhere({ rule: 'R-OA-12' }),
    ...everywhere({ rule: 'R-AN-03', protocol: 'anthropic-messages' }),
    ...everywhere({
      verdict: 'fail',
      message: '',
      expected: 'one of "stop", "length", "tool_calls", "content_filter", "function_call"',
      actual: '"eos"',
      at: 'choices[0].finish_reason',
    }),
    ...everywhere(
      {
        rule: 'R-AN-21',
        protocol: 'anthropic-messages',
        verdict: 'fail',
        message: '',
        expected: 'content_block_stop before the next content_block_start',
        actual: 'content_block_start with index 1 while block 0 is open',
        at: 'event 7 at byte 1204',
        spec: {
          sentence: 'Content blocks do not overlap: each is stopped before the next one starts.',
          why: '',
          link: 'https://platform.claude.com/docs/en/build-with-claude/streaming',
        },
      },
      ['weather'],
      ['stream'],
    ),
    finding({
      rule: 'R-X-02',
      case: 'long_story',
      protocol: 'cross',
      verdict: 'fail',
      message: 'The texts differ from character 101 on.',
      expected: JSON.stringify(`${STORY}.`),
      actual: JSON.stringify(`${STORY}\u200b to the lamp.`),
      at: 'text',
      spec: {
        sentence: 'The same question has the same answer through both APIs.',
        why: '',
        link: 'https://github.com/mlx-xproto/mlx-xproto-action/blob/main/docs/rules.md#r-x-02',
      },
    }),
    finding({
      rule: 'R-X-09',
      case: 'count_up+stop_inside',
      protocol: 'cross',
      mode: 'both',
      verdict: 'fail',
      known: 'mlx-vlm#1234',
      message: '',
      expected: 'the stop string is not part of the text',
      actual: 'the text ends in "5"',
    }),
    ...everywhere({
      rule: 'R-OA-61',
      verdict: 'warn',
      expected: 'a system_fingerprint',
      actual: 'none',
      spec: { sentence: 'A response should carry a system_fingerprint.', why: '', link: '' },
    }),
    ...everywhere(
      { rule: 'R-X-30', protocol: 'cross', verdict: 'unknown', message: 'The model made no tool call.' },
      ['weather'],
      ['both'],
    ),
    ...everywhere(
      {
        rule: 'R-X-02',
        protocol: 'cross',
        verdict: 'unknown',
        message: 'The server is not stable with itself: its answers part at character 17.',
      },
      ['count_up'],
    ),
  ];
}

/** A run in which everything that a server or a model can put into a report is the same hostile text. */
export function hostileOutcome(text: string): Partial<Outcome> {
  const spec = { sentence: text, why: '', link: `https://example.com/${text}` };
  const over = { rule: `R-${text}`, message: text, expected: text, actual: `${text}.`, at: text, spec };
  const verdicts = ['fail', 'warn', 'unknown', 'pass'] as const;
  return {
    reason: text,
    notes: [text],
    model: text,
    server: { name: text, version: text, openaiBaseUrl: text, anthropicBaseUrl: text },
    findings: [
      ...verdicts.map((verdict) => finding({ ...over, verdict, exchanges: ['001'] })),
      finding({ ...over, case: text, verdict: 'fail', known: text }),
    ],
    exchanges: [exchange({ id: '001', case: text, body: text, url: `http://127.0.0.1/${text}` })],
  };
}
