import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEvidence, saveEvidence } from '../../../src/report/evidence.js';
import { Report } from '../../../src/report/model.js';
import { redactHeaders } from '../../../src/report/redact.js';
import { writeReport } from '../../../src/report/write.js';
import type { Evidence } from '../../../src/wire/exchange.js';
import { bytes, evidence, exchange, finding, KEY, received, sampleReport } from './sample.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'evidence-'));
});
afterEach(() => rm(dir, { recursive: true }));

function masked(saved: Evidence): Evidence {
  return { ...saved, exchanges: saved.exchanges.map((each) => ({ ...each, headers: redactHeaders(each.headers) })) };
}

async function changeIndex(change: (text: string) => string): Promise<void> {
  const path = join(dir, 'index.json');
  await writeFile(path, change(await readFile(path, 'utf8')));
}

describe('saved evidence', () => {
  it('is loaded as it was, but for the keys', async () => {
    const failure = { code: 'ECONNREFUSED', message: 'nobody there' };
    const odd = [
      exchange({ id: '001-a', body: '\ud800 {\n', asked: null, received: null, failure }),
      exchange({
        id: '002-count_up+stop.x',
        received: received({ body: new Uint8Array(), arrivals: [], end: 'reset' }),
      }),
    ];
    const before = evidence({ exchanges: [...odd, exchange({ id: '003' })], knownModel: false });
    await saveEvidence(dir, before, [KEY]);
    expect(await loadEvidence(dir)).toEqual(masked(before));
  });

  it('keeps a body byte for byte, whatever it is', async () => {
    const check = async (body: Uint8Array) => {
      await saveEvidence(dir, evidence({ exchanges: [exchange({ received: received({ body }) })] }));
      const [loaded] = (await loadEvidence(dir)).exchanges;
      expect(loaded?.received?.body).toEqual(body);
      expect(new Uint8Array(await readFile(join(dir, '001-capital.openai-chat.plain.body')))).toEqual(body);
    };
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 25 });
  });

  it('holds the key nowhere, and bodies keep their length', async () => {
    const body = bytes(`{"error":"${KEY}"}`);
    const leaky = exchange({ body: `{"key":"${KEY}"}`, received: received({ body, headers: [['x-key', KEY]] }) });
    await saveEvidence(dir, evidence({ exchanges: [leaky] }), [KEY]);
    for (const name of await readdir(dir)) expect(await readFile(join(dir, name), 'utf8')).not.toContain(KEY);
    expect((await loadEvidence(dir)).exchanges[0]?.received?.body).toHaveLength(body.length);
  });

  it('replaces what an older run left, and nothing else', async () => {
    await saveEvidence(dir, evidence());
    await writeFile(join(dir, 'notes.txt'), 'mine');
    await saveEvidence(dir, evidence({ exchanges: [exchange()] }));
    expect((await readdir(dir)).sort()).toEqual(['001-capital.openai-chat.plain.body', 'index.json', 'notes.txt']);
  });

  it('stays in its directory, whatever an exchange is called', async () => {
    await saveEvidence(join(dir, 'in'), evidence({ exchanges: [exchange({ id: '../../a b/ü:1' })] }));
    expect(await readdir(join(dir, 'in'))).toContain('.._.._a_b___1.body');
    expect(await readdir(dir)).toEqual(['in']);
  });
});

describe('broken evidence is refused with a reason', () => {
  beforeEach(() => saveEvidence(dir, evidence({ exchanges: [exchange()] })));
  const body = () => join(dir, '001-capital.openai-chat.plain.body');

  it.each([
    ['no index', () => rm(join(dir, 'index.json')), /index\.json cannot be read: ENOENT/],
    ['no JSON', () => changeIndex((text) => text.slice(1)), /index\.json is not JSON/],
    [
      'a later version',
      () => changeIndex((text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2')),
      /schemaVersion/,
    ],
    ['a wrong field', () => changeIndex((text) => text.replace('"take": 1', '"take": "1"')), /exchanges\.0\.take/],
    [
      'a way out',
      () => changeIndex((text) => text.replace(/"file": "/, '"file": "../')),
      /received\.body\.file: not the name/,
    ],
    ['no body', () => rm(body()), /plain\.body cannot be read: ENOENT/],
    ['a shorter body', () => writeFile(body(), 'x'), /has 1 bytes; the index says 64/],
    ['another body', () => writeFile(body(), 'x'.repeat(64)), /was changed/],
  ])('%s', async (_what, breakIt, reason) => {
    await breakIt();
    await expect(loadEvidence(dir)).rejects.toThrow(reason);
  });
});

describe('the report directory', () => {
  it('holds the report, the summary and the evidence, and can be replayed', async () => {
    const out = join(dir, 'new', 'out');
    await writeReport(out, sampleReport(), evidence(), [KEY]);
    expect((await readdir(out)).sort()).toEqual(['evidence', 'report.json', 'summary.md']);
    expect(Report.parse(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')))).toEqual(sampleReport());
    expect(await loadEvidence(out)).toEqual(masked(evidence()));
  });

  it('is left without a report.json where writing fails', async () => {
    await writeReport(dir, sampleReport(), evidence(), []);
    await mkdir(join(dir, 'evidence', 'mine.body'));
    await expect(writeReport(dir, sampleReport(), evidence(), [])).rejects.toThrow();
    expect(await readdir(dir)).not.toContain('report.json');
  });

  it('has a file for every body that the report points to', async () => {
    const report = sampleReport({ findings: [finding({ verdict: 'fail' })] });
    await writeReport(dir, report, evidence(), []);
    for (const { file } of report.exchanges) expect(await readFile(join(dir, file))).toBeDefined();
  });
});
