import './node-version.js';
import { Command } from 'commander';
import { addCommands } from './cli/commands.js';
import { failWith } from './cli/fail.js';

const program = new Command('mlx-xproto')
  .description('Proves that the OpenAI API and the Anthropic API of one local LLM server say the same thing.')
  .exitOverride();

addCommands(program);
program.parseAsync().catch(failWith);
