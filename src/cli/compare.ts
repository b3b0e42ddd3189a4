import pc from 'picocolors';
import { difference } from '../report/difference.js';
import { groupBy, places } from '../report/groups.js';
import { loadReport } from '../report/load.js';
import { plural } from '../report/phrases.js';
import { plainLine } from '../untrusted.js';
import type { Finding } from '../verdict/finding.js';

/** `compare`: what is new, what is fixed and what still fails. Ends with 1 for a new failure, 3 where the later run has no verdict. */
export async function compare(beforePath: string, afterPath: string): Promise<void> {
  const [before, after] = await Promise.all([beforePath, afterPath].map(loadReport));
  if (!before || !after) return;
  const { fresh, fixed, still, unjudged, samePlan } = difference(before.report, after.report);
  const unlike = 'The two runs did not ask the same: what only one of them asked is new, or not judged.';
  const { exitCode, reason } = after.report;
  const sections = [
    ...section(pc.red('✗ new'), fresh),
    ...section(pc.green('✓ fixed'), fixed),
    ...section(pc.dim('✗ still failing'), still),
    ...section(pc.cyan('? no longer judged'), unjudged),
    ...(samePlan ? [] : [unlike]),
    ...(exitCode === 3 ? [`${plainLine(afterPath, 200)} has no verdict: ${plainLine(reason, 400)}`] : []),
  ];
  process.stdout.write(`${sections.join('\n')}\n`);
  process.exit(fresh.length > 0 ? 1 : exitCode === 3 ? 3 : 0);
}

/** The number first, then a line for each rule. */
function section(title: string, findings: Finding[]): string[] {
  const rules = groupBy(findings, ({ rule }) => rule);
  const number = findings.length === 0 ? 'nothing' : `${findings.length} in ${plural(rules.length, 'rule')}`;
  return [
    `${title}: ${number}`,
    ...rules.map(
      ([rule, all]) => `  ${plainLine(rule, 40)}  ${plainLine(`${all[0].spec.sentence} (${places(all, 6)})`, 400)}`,
    ),
  ];
}
