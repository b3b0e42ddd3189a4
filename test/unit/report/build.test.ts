import { describe, expect, it } from 'vitest';
import { Report } from '../../../src/report/model.js';
import { outputs } from '../../../src/report/outputs.js';
import { bytes, exchange, finding, KEY, received, sampleReport } from './sample.js';

describe('the report of a run', () => {
  it('follows its own schema', () => {
    expect(Report.parse(sampleReport())).toEqual(sampleReport());
  });

  it('puts what is wrong first, and rules in the order of their numbers', () => {
    const findings = [
      finding({ rule: 'R-OA-1' }),
      finding({ rule: 'R-OA-2', verdict: 'unknown' }),
      finding({ rule: 'R-OA-3', verdict: 'warn' }),
      finding({ rule: 'R-OA-10', verdict: 'fail' }),
      finding({ rule: 'R-OA-9', verdict: 'fail', mode: 'stream' }),
      finding({ rule: 'R-OA-9', verdict: 'fail', mode: 'plain' }),
    ];
    const ids = sampleReport({ findings }).findings.map(({ rule, mode }) => `${rule} ${mode}`);
    expect(ids).toEqual([
      'R-OA-9 plain',
      'R-OA-9 stream',
      'R-OA-10 plain',
      'R-OA-3 plain',
      'R-OA-2 plain',
      'R-OA-1 plain',
    ]);
  });

  it('counts every finding once, and a known failure not as a failure', () => {
    const report = sampleReport();
    expect(report.counts).toEqual({ fail: 10, known: 1, warn: 8, unknown: 3, pass: 16 });
    expect(Object.values(report.counts).reduce((a, b) => a + b)).toBe(report.findings.length);
  });

  it('says of an exchange what was asked, what became of it, and where its bytes are', () => {
    const failure = { code: 'ECONNRESET', message: 'The server closed the connection.' };
    const [reported] = sampleReport({ exchanges: [exchange({ received: null, failure })] }).exchanges;
    expect(reported).toMatchObject({
      id: '001-capital.openai-chat.plain',
      request: { method: 'POST', url: 'http://127.0.0.1:8123/v1/chat/completions' },
      status: null,
      failure: 'ECONNRESET: The server closed the connection.',
      file: 'evidence/001-capital.openai-chat.plain.body',
    });
  });

  it('never holds the key, whoever repeats it', () => {
    const report = sampleReport({
      reason: `with ${KEY}`,
      findings: [finding({ verdict: 'fail', actual: `"bad key ${KEY}"` })],
      exchanges: [
        exchange({
          url: `http://127.0.0.1:8123/?key=${KEY}`,
          body: `{"key":"${KEY}"}`,
          received: received({ body: bytes(KEY) }),
        }),
      ],
    });
    expect(JSON.stringify(report)).not.toContain(KEY);
  });
});

describe('the outputs', () => {
  it('are strings that a workflow can compare', () => {
    expect(outputs(sampleReport(), 'out')).toEqual({
      verdict: 'fail',
      passed: '16',
      failed: '10',
      unknown: '3',
      'report-dir': 'out',
    });
  });
});
