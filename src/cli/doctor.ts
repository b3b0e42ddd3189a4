import pc from 'picocolors';
import { type Diagnosis, diagnose } from '../doctor/diagnose.js';
import { examine } from '../doctor/examine.js';
import { plainLine } from '../untrusted.js';

const SIGNS: Record<Diagnosis['state'], string> = {
  good: pc.green('✓'),
  doubtful: pc.yellow('!'),
  bad: pc.red('✗'),
};

/** `doctor`: is this machine fit to check servers, and if not, what is to be done? Ends with 1 where no run could work. */
export async function doctor({ model }: { model: string }): Promise<void> {
  const all = diagnose(await examine(model));
  const lines = all.flatMap(({ about, state, says, todo }) => [
    `${SIGNS[state]} ${about.padEnd(10)} ${plainLine(says, 400)}`,
    ...(todo ? [`  ${' '.repeat(10)} → ${todo}`] : []),
  ]);
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exit(all.some(({ state }) => state === 'bad') ? 1 : 0);
}
