import { providerOf } from '../../../domain/capabilities.ts';
import { fullWidth } from '../../../domain/provider-width.ts';
import type { Reader } from '../../store.ts';
import type { Findings } from '../findings.ts';

/** A job is found under its model's provider, and what a provider allows is something. */
export async function checkProviders(db: Reader, findings: Findings): Promise<void> {
  findings.enter('providers');
  const models = await db
    .selectFrom('jobs')
    .select(['model', 'provider'])
    .distinct()
    .orderBy('model')
    .orderBy('provider')
    .execute();
  for (const { model, provider } of models) {
    if (provider === providerOf(model)) continue;
    findings.problem(
      `jobs of ${model}`,
      `Some are kept under the provider "${provider}".`,
      'They wait for the wrong provider, or for ever.',
    );
  }
  const limits = await db.selectFrom('provider_limits').selectAll().orderBy('provider').execute();
  for (const { provider, width, successes } of limits) {
    if (width >= 1 && width < fullWidth && successes >= 0 && successes < width) continue;
    findings.problem(
      `provider ${provider}`,
      `Its width is ${width} after ${successes} successes.`,
      'Too many of its jobs run at the same time, or none.',
    );
  }
}
