/**
 * Loaded before a program that must not outlive the one that started it (see `hand-over.mjs`): when the
 * channel to the parent breaks, the parent is gone. SIGKILL, because whoever killed the parent outright
 * wanted an end at once; processes of ours end by their supervisors.
 */
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}
