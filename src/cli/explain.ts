import pc from 'picocolors';
import { type AnyRule, allRules, EXCLUDED } from '../checks/catalogue.js';
import { explanationOf } from '../docs/explanation.js';
import { WrongOption } from '../options/wrong-option.js';
import { DEFECTS } from '../reference/defects/index.js';
import { nearest } from '../servers/nearest.js';

/** `explain`: a rule's sentence, its severity, who breaks without it, where it comes from, and what proves it. */
export function explain(id: string): void {
  const isMeant = (one: { id: string }) => one.id.toLowerCase() === id.toLowerCase();
  const rule = allRules.find(isMeant);
  const excluded = EXCLUDED.find(isMeant);
  if (rule) print(explained(rule));
  else if (excluded) print([`${pc.bold(excluded.id)} (not judged)`, `Why: ${excluded.reason}.`]);
  else throw unknownRule(id);
}

function explained(rule: AnyRule): string[] {
  const { source, proofs, more } = explanationOf(rule, DEFECTS);
  const shown = proofs.map((one) => `  ${one.id} (${one.source})`);
  return [
    `${pc.bold(rule.id)} (${rule.severity})`,
    rule.sentence,
    `Why: ${rule.why}.`,
    ...(source ? [`Source: ${source.title}, ${source.url}`] : []),
    ...(shown.length > 0 ? ['Proved by these defects of the reference server:', ...shown] : []),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function unknownRule(id: string): WrongOption {
  const near = nearest(
    id,
    allRules.map((one) => one.id),
  );
  return new WrongOption(`explain: there is no rule "${id}"${near ? `; did you mean ${near}?` : ''}`);
}

function print(lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
