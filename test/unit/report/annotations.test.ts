import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { annotations } from '../../../src/report/annotations.js';
import { emitAnnotations, emitSummary } from '../../../src/report/runner.js';
import { hostileText, isWorkflowCommand, linesOf } from './hostile.js';
import { cleanReport, finding, hostileOutcome, sampleReport } from './sample.js';

const many = Array.from({ length: 30 }, (_, index) => finding({ rule: `R-OA-${index}`, verdict: 'fail' }));

describe('annotations', () => {
  it('are one for each broken rule, with what is needed to see it again', () => {
    const errors = annotations(sampleReport()).filter(({ level }) => level === 'error');
    expect(errors.map(({ title }) => title)).toEqual([
      'R-AN-21 in 1 place',
      'R-OA-44 in 8 places',
      'R-X-02 in 1 place',
    ]);
    expect(errors[1]?.message).toMatch(
      /^finish_reason is one of .*\nexpected: .*\nactual: "eos"\nwhere: .*\n8 places: /,
    );
    expect(errors[1]?.message).toContain('\nreproduce: curl ');
  });

  it('leave the tenth error of the step to its last one', () => {
    const errors = annotations(sampleReport({ findings: many })).filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(9);
    expect(errors.at(-1)).toMatchObject({ title: 'and 22 more' });
  });

  it('stay within the ten warnings of a step', () => {
    const findings = many.map((each) => ({ ...each, verdict: 'warn' as const }));
    const found = annotations(sampleReport({ findings: [...findings, finding({ verdict: 'unknown' })] }));
    expect(found.filter(({ level }) => level === 'warning').length).toBeLessThanOrEqual(10);
  });

  it('are none where nothing is wrong', () => {
    expect(annotations(cleanReport())).toEqual([]);
  });

  it('fit what a runner shows, and hold nothing that it would obey', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const { title, message } of annotations(sampleReport(hostileOutcome(text)))) {
          expect(message.length).toBeLessThanOrEqual(4096);
          expect(linesOf(title)).toHaveLength(1);
          expect(linesOf(`${title}\n${message}`).filter(isWorkflowCommand)).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('reach the runner one line each', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    emitAnnotations(annotations(sampleReport()));
    const lines = write.mock.calls.map(([line]) => String(line));
    write.mockRestore();
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^::error title=R-AN-21 in 1 place::[^\n]*%0A[^\n]*\n$/);
  });
});

describe('the job summary', () => {
  it('is added to what the step has written already', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'summary-'));
    const file = join(dir, 'summary');
    await writeFile(file, 'before\n');
    expect(await emitSummary('after\n', file)).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('before\nafter\n');
    await rm(dir, { recursive: true });
  });

  it('is left out where the runner has none', async () => {
    expect(await emitSummary('text', '')).toBe(false);
  });
});
