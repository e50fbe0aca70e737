import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Enough to tell a process from a later one that got its number. */
export interface ProcessIdentity {
  pid: number;
  host: string;
  /** null where the system does not say. */
  started: string | null;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, host: os.hostname(), started: startOf(process.pid) };
}

/** Whether that very process runs on this machine now. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  if (identity.host !== os.hostname()) return false;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(identity.pid) === identity.started;
}

/** Linux: ticks since boot, the 22nd word of `/proc/<pid>/stat` (proc_pid_stat(5)), with the boot's own id. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The command may hold spaces and brackets; counting begins after its last bracket, with the third word.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}
