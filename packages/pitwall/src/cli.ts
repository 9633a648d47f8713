import { version } from './version.ts';

// The most common question is answered before anything heavy is loaded.
if (process.argv[2] === '--version' || process.argv[2] === '-v') {
  process.stdout.write(`${version}\n`);
} else {
  const [{ commands }, { main }, { processContext }, { liveCleanly }] = await Promise.all([
    import('./cli/commands.ts'),
    import('./cli/main.ts'),
    import('./cli/process.ts'),
    import('./cli/lifetime.ts'),
  ]);
  const context = processContext(process);
  liveCleanly(process, context);
  process.exitCode = await main(process.argv.slice(2), commands, context);
}
