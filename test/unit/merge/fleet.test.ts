import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fleetReport } from '../../../src/merge/fleet.js';
import { Report } from '../../../src/report/model.js';
import { summary } from '../../../src/report/summary.js';
import { terminalReport } from '../../../src/report/terminal.js';
import { hostileText } from '../report/hostile.js';
import { cleanReport, hostileOutcome, sampleReport } from '../report/sample.js';

const named = (report: Report, name: string, version: string | null = '1.0') => ({
  ...report,
  server: { ...report.server, name, version },
});
const silent = (name: string) =>
  named(sampleReport({ findings: [], verdict: 'unknown', exitCode: 3, reason: 'it did not start' }), name);

const right = named(cleanReport(), 'good');
const wrong = named(sampleReport(), 'bad');

describe('the report of several servers', () => {
  it('is a report, and every finding says whose it is and where its exchanges are', () => {
    const fleet = fleetReport([right, wrong]);
    expect(Report.parse(fleet)).toEqual(fleet);
    expect(new Set(fleet.findings.map(({ id }) => id)).size).toBe(fleet.findings.length);
    const ids = new Set(fleet.exchanges.map(({ id }) => id));
    for (const { member, exchanges } of fleet.findings) {
      expect(['good 1.0', 'bad 1.0']).toContain(member);
      for (const id of exchanges) expect(ids).toContain(id);
    }
    for (const { file } of fleet.exchanges) expect(file).toMatch(/^members\/[12]-(good|bad)-1\.0-[\w.-]+\/evidence\//);
  });

  it.each([
    [[right, right], 'pass', 0],
    [[right, wrong], 'fail', 1],
    [[right, silent('mute')], 'unknown', 3],
    [[silent('mute'), wrong], 'fail', 1],
  ])('has the worst verdict of its members', (members, verdict, exitCode) => {
    expect(fleetReport(members)).toMatchObject({ verdict, exitCode });
  });

  it('says of each member that is not right why, also beside a mismatch', () => {
    const { reason } = fleetReport([silent('mute'), wrong, right]);
    expect(reason).toContain('bad 1.0: Mismatches were found');
    expect(reason).toContain('mute 1.0: it did not start');
    expect(reason).not.toContain('good');
  });

  it('tells equal names apart', () => {
    expect(fleetReport([right, right]).members?.map(({ name }) => name)).toEqual(['good 1.0 #1', 'good 1.0 #2']);
    const models = fleetReport([right, { ...right, model: 'other' }]).members?.map(({ name }) => name);
    expect(models).toEqual(['good 1.0, mlx-community/Qwen3-0.6B-4bit-DWQ', 'good 1.0, other']);
  });

  it('shows rules against servers, and leaves out what all of them keep', () => {
    const markdown = summary(fleetReport([right, wrong]));
    expect(markdown).toContain('| rule | good 1.0 | bad 1.0 |');
    expect(markdown).toMatch(/\| <code>R-OA-44<\/code> \| ✅ 16 \| ❌ 8 \|/);
    expect(markdown).not.toMatch(/^\| <code>R-OA-12<\/code>/m);
    expect(markdown).toContain('- server: <code>bad 1.0</code>');
    const text = terminalReport(fleetReport([right, wrong]), { colour: false });
    expect(text).toMatch(/^rule +1 +2$/m);
    expect(text).toMatch(/^R-OA-44 +✓ 16 +✗ 8$/m);
    expect(text).toContain('✗ 2 bad 1.0: Mismatches were found');
    expect(text).toContain('mlx-xproto-report/members/');
    expect(text).not.toContain('raw bytes');
  });

  it('lets no text of a server out of its place', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const fleet = fleetReport([sampleReport(hostileOutcome(text)), wrong]);
        for (const line of summary(fleet).split('\n')) expect(line).not.toMatch(/^\s*::|##\[/);
        for (const { file } of fleet.exchanges) expect(file).not.toMatch(/\.\.\/|^\//);
      }),
      { seed: 20_261_123, numRuns: 50 },
    );
  });
});
