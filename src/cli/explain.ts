import pc from 'picocolors';
import { allRules } from '../checks/catalogue.js';
import { WrongOption } from '../options/wrong-option.js';
import { nearest } from '../servers/nearest.js';

/** `explain`: a rule's sentence, its severity, and who breaks without it. */
export function explain(id: string): void {
  const rule = allRules.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (!rule) {
    const near = nearest(
      id,
      allRules.map((one) => one.id),
    );
    throw new WrongOption(`explain: there is no rule "${id}"${near ? `; did you mean ${near}?` : ''}`);
  }
  const lines = [`${pc.bold(rule.id)} (${rule.severity})`, rule.sentence, `Why: ${rule.why}.`];
  process.stdout.write(`${lines.join('\n')}\n`);
}
