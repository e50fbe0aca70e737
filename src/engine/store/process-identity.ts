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

/** Whether that very process is stopped, by a signal or a tracer. False where the system does not say. */
export function isStopped(identity: ProcessIdentity): boolean {
  const state = statOf(identity.pid)?.[0];
  return (state === 'T' || state === 't') && isSameProcess(identity);
}

/** Linux: ticks since boot, the 22nd word of `/proc/<pid>/stat` (proc_pid_stat(5)), with the boot's own id. */
function startOf(pid: number): string | null {
  const words = statOf(pid);
  if (!words) return null;
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${words[19]}`;
  } catch {
    return null;
  }
}

/** The words of `/proc/<pid>/stat` from the third on, the process's state; null where there is no such file. */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may hold spaces and brackets; counting begins after its last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
