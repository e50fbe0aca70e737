import type { AnalyzerProgram, AnalyzerStart } from '../../domain/analyzer-host.ts';
import { AssayError } from '../../domain/errors.ts';
import type { Service } from '../../domain/tools.ts';
import { analyzerBase, analyzerRecipe } from './analyzer-image.ts';
import { analyzerProgram } from './analyzer-program.ts';
import { AnalyzerStack } from './analyzer-stack.ts';
import type { AnalyzerStackOptions } from './analyzer-stack.ts';
import { engineWords, wayOut } from '../connection/engine-refusal.ts';
import { forwarderRecipe } from '../forwarder/forwarder-image.ts';
import type { ImageRecipe } from '../images/image-builder.ts';
import { buildingOf } from '../container-parts.ts';
import type { ContainerParts } from '../container-parts.ts';
import type { ImagePins } from '../images/image-keeper.ts';
import { instanceLabel, ownerLabels } from '../container-labels.ts';
import { tellLeft } from '../reaper.ts';
import type { Instances } from '../instances.ts';

export interface AnalyzerContainersDeps extends ContainerParts {
  instances: Instances;
  /** On 127.0.0.1, of the first program of a service; left out: any. */
  analyzerPorts: Readonly<Partial<Record<Service, number>>>;
  /** How long to wait before a program that did not start is tried again, in milliseconds. */
  retryDelayMs: number;
}

type Images = Pick<AnalyzerStackOptions, 'image' | 'forwarderImage'>;

/** Analyzer programs in containers, each from the image of its service's toolbox. */
export class AnalyzerContainers {
  readonly #deps: AnalyzerContainersDeps;
  readonly #building: ReturnType<typeof buildingOf>;
  /** Services whose port one of our own programs has. */
  readonly #portsInUse = new Set<Service>();

  constructor(deps: AnalyzerContainersDeps) {
    this.#deps = deps;
    this.#building = buildingOf(deps);
  }

  /**
   * @throws AssayError `build_failed` or `misconfigured` when there is no image; `transient`, to be tried again after
   *   `retryDelayMs`, when its container does not start; `cancelled`
   */
  async start(service: Service, context: AnalyzerStart): Promise<AnalyzerProgram> {
    const { signal } = context;
    const pins = this.#deps.images?.pins();
    try {
      signal.throwIfAborted();
      const images = await this.#images(service, context, pins);
      return await this.#run(service, images, signal);
    } catch (cause) {
      if (signal.aborted)
        throw new AssayError('cancelled', `The start of ${service} was stopped.`, { cause });
      const known = AssayError.is(cause) ? cause : null;
      if (known && known.errorClass !== 'transient') throw known;
      const why = engineWords(cause);
      const hint = known?.hint ?? wayOut(cause);
      const { retryDelayMs: retryAfterMs } = this.#deps;
      const detail = known?.detail ?? '';
      throw new AssayError('transient', `The ${service} service did not start: ${why}`, {
        cause,
        detail,
        retryAfterMs,
        ...(hint ? { hint } : {}),
      });
    } finally {
      pins?.release();
    }
  }

  async #images(service: Service, { signal, report }: AnalyzerStart, pins?: ImagePins): Promise<Images> {
    const { installation, owner, log } = this.#deps;
    const { builder, bases } = this.#building;
    const labels = { 'assay.builder': owner.state, 'assay.service': service };
    report(`preparing the image of ${service}`);
    const onText = (text: string) => log.debug('HEALTH', null, `${service}: ${text.trimEnd()}`);
    const base = await bases.resolve(analyzerBase, labels, { signal, onText });
    const build = async (recipe: ImageRecipe) => {
      await pins?.pin(recipe.tag);
      if (await builder.ensure(recipe, { signal, onText })) log.info('HEALTH', null, `built ${recipe.what}`);
      return recipe.tag;
    };
    const image = await build(await analyzerRecipe(installation, service, base, labels));
    return { image, forwarderImage: await build(await forwarderRecipe(installation, base, labels)) };
  }

  async #run(service: Service, images: Images, signal: AbortSignal): Promise<AnalyzerProgram> {
    const { engine, owner, instances, log, analyzerPorts } = this.#deps;
    const instance = instances.begin();
    const isFirst = !this.#portsInUse.has(service);
    this.#portsInUse.add(service);
    const stack = new AnalyzerStack(engine, {
      ...{ name: `assay-${instance}`, service, ...images },
      port: isFirst ? (analyzerPorts[service] ?? null) : null,
      labels: { ...ownerLabels(owner), [instanceLabel]: instance },
      onPortTaken: (port) =>
        log.info('HEALTH', null, `Port ${port} is taken by something else; ${service} gets another one.`),
    });
    const remove = async () => {
      await tellLeft(log, service, instance, stack.remove());
      instances.end(instance);
      if (isFirst) this.#portsInUse.delete(service);
    };
    try {
      return await analyzerProgram(engine.client, stack, remove, signal);
    } catch (error) {
      const said = stack.lastWords();
      await remove();
      if (!AssayError.is(error) || error.detail !== null) throw error;
      throw new AssayError(error.errorClass, error.message, { cause: error, detail: said });
    }
  }
}
