import { upCommand } from '../../cli/commands/up.ts';
import { liveCleanly } from '../../cli/lifetime.ts';
import { main } from '../../cli/main.ts';
import { processContext } from '../../cli/process.ts';

// the command line with this one command, for tests that need a process of their own
const context = processContext(process);
liveCleanly(process, context);
process.exitCode = await main(process.argv.slice(2), [upCommand], context);
