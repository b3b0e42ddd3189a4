import type { Command } from 'commander';
import { allRules } from '../checks/catalogue.js';
import { loadCases, OWN_GOLDEN } from '../golden/load.js';
import { OPTIONS } from '../options/table.js';
import { DEFECTS } from '../reference/defects/index.js';
import { SERVERS } from '../servers/presets/index.js';
import { VERSION } from '../version.js';
import { updateBaseline } from './baseline.js';
import { check } from './check.js';
import { compare } from './compare.js';
import { doctor } from './doctor.js';
import { explain } from './explain.js';
import { list } from './list.js';
import { merge } from './merge.js';
import { reference } from './reference.js';
import { replay } from './replay.js';

/** Gives the program its commands; every option of `check` comes from the one table. */
export function addCommands(program: Command): void {
  program.version(VERSION);
  const main = program.command('check').description('start a server, ask it through both APIs, judge, report, stop');
  for (const { name, about, default: fallback } of Object.values(OPTIONS)) {
    main.option(`--${name} <value>`, about, fallback || undefined);
  }
  main.option('--defect <id>', 'With --server reference: which defect it has.').action(check);

  program
    .command('replay <evidence>')
    .description('judge saved exchanges again, offline')
    .option('--report-dir <dir>', 'Where the new report goes.', OPTIONS.reportDir.default)
    .option('--profile <name>', 'As for check.', OPTIONS.profile.default)
    .option('--checks <patterns>', 'As for check.', '')
    .option('--golden <dir>', 'As for check.', '')
    .option('--baseline <file>', 'As for check, but of any server.')
    .action(replay);

  program
    .command('baseline')
    .description('known failures, for `check --baseline`')
    .command('update <report>')
    .description('write the failures of a report (its folder) into a baseline; notes that are there are kept')
    .requiredOption('--baseline <file>', 'The file to write, such as baselines/mlx-vlm.json.')
    .action(updateBaseline);

  program
    .command('merge <reports...>')
    .description('join the reports of shards, servers and models to one')
    .option('--report-dir <dir>', 'Where the merged report goes.', OPTIONS.reportDir.default)
    .option('--fail-on <what>', 'As for check.', OPTIONS.failOn.default)
    .option('--golden <dir>', 'As for check, where it is another folder than the shards were given.', '')
    .option('--baseline <files...>', 'As for check: of the servers whose shards are joined.', [])
    .option('--expect <n>', 'How many reports there must be: with fewer there is no verdict.')
    .action(merge);

  program
    .command('compare <before> [after]')
    .description('what is new, fixed and still failing between two reports')
    .action((before: string, after = OPTIONS.reportDir.default) => compare(before, after));

  program
    .command('doctor')
    .description('is this machine fit to check servers, and what is to be done?')
    .option('--model <id>', 'As for check.', OPTIONS.model.default)
    .action(doctor);

  program.command('explain <rule>').description('what a rule demands, and why').action(explain);

  program
    .command('list <what>')
    .description('rules, servers, cases or defects')
    .option('--json', 'As JSON.')
    .action(
      list({
        rules: () => allRules,
        servers: () => SERVERS,
        cases: () => loadCases(OWN_GOLDEN),
        defects: () => DEFECTS,
      }),
    );

  program
    .command('reference')
    .description('run the reference server until SIGTERM')
    .option('--port <n>', '0 takes a free one.', '0')
    .option('--defect <id>', 'Which defect it has.')
    .option('--variant <id>', 'Which legal variant of a correct server it is.')
    .option('--api-key <key>', 'Without one, also in $MLX_XPROTO_API_KEY, it lets everybody in.')
    .action(reference);

  refuseTwice(program);
}

/** A flag that is given twice has one value only: which one was meant, we do not guess. */
function refuseTwice(command: Command): void {
  for (const option of command.options.filter(({ required, variadic }) => required && !variadic)) {
    let given = false;
    command.on(`option:${option.name()}`, (value: string) => {
      if (given) command.error(`error: option '--${option.name()}' is given twice, with '${value}' at last`);
      given = true;
    });
  }
  command.commands.forEach(refuseTwice);
}
