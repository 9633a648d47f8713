// Loaded with --require before what is measured; CommonJS because that adds a millisecond where an ES module adds ten.
const { readFileSync, writeFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

// A script that has to make its data first says when the work begins.
let start;
process.on('bench:start', () => {
  start = { cpu: cpuSeconds(), wall: performance.now() };
});

process.on('exit', () => {
  const usage = { cpu: cpuSeconds() - (start?.cpu ?? 0), peak: (highWater() ?? process.resourceUsage().maxRSS) * 1024 };
  if (start) usage.wall = (performance.now() - start.wall) / 1000;
  writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(usage));
});

function cpuSeconds() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e6;
}

// On Linux maxRSS starts at what the parent held when it forked; VmHWM starts afresh.
function highWater() {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
