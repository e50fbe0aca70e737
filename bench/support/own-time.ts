/** Milliseconds of processor time that this thread has used: what other programs and threads do is not in it. */
export function ownMs(): number {
  // Linux brings a thread's account up to date when the process's is asked for; otherwise once a tick only.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
