import { readdirSync, readFileSync } from 'node:fs';

/** Linux's clock ticks a second in /proc, 100 on every platform that Node supports. */
const TICKS_PER_SECOND = 100;

/** What one process uses at this moment. */
export interface ProcessUse {
  readonly residentBytes: number;
  /** User and system time since it started. */
  readonly cpuSeconds: number;
}

/** A process and all its descendants, by process id; empty once it is gone. Linux only. */
export function processTree(root: number): Map<number, ProcessUse> {
  const found = new Map<number, ProcessUse>();
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    try {
      found.set(pid, processUse(pid));
      waiting.push(...childrenOf(pid));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

function processUse(pid: number): ProcessUse {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The command's name stands in parentheses and may hold spaces; field 3 follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return {
    residentBytes: Number(resident?.[1] ?? 0) * 1024,
    cpuSeconds: ticks / TICKS_PER_SECOND,
  };
}

// Any thread may have started a child.
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}
