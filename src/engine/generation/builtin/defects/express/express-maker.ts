import { js } from '../../literals.ts';
import type { DefectForm, DefectKind } from '../defect-kind.ts';
import { Maker, bodySource, indent, querySource } from '../maker.ts';
import type { MakerOptions, Source } from '../maker.ts';

export type ExpressForm = DefectForm<ExpressMaker>;
export type ExpressKind = DefectKind<ExpressMaker>;

/** Makes code for Express. */
export class ExpressMaker extends Maker {
  readonly req: string;
  readonly res: string;
  protected readonly modules = { folder: 'src/', extension: '.js' };

  constructor(options: MakerOptions) {
    super(options);
    [this.req, this.res] = this.pick<[string, string]>(['request', 'response'], ['req', 'res']);
  }

  /** A route's code: `router.get('/path', (request, response) => { … });` */
  route(method: string, path: string, body: string, { isAsync = false, before = '' } = {}): string {
    const prefix = isAsync ? 'async ' : '';
    const parameters = `(${this.req}, ${this.res})`;
    const head = this.pick(`${prefix}${parameters} =>`, `${prefix}function ${parameters}`);
    return `router.${method}(${js(path)}, ${before}${head} {\n${indent(body)}\n});`;
  }

  /** @param wishes for the path */
  source(parameter: string, ...wishes: [string, ...string[]]): Source {
    const path = this.path(...wishes);
    return this.pick(true, false)
      ? querySource(path, parameter, `String(${this.req}.query.${parameter} ?? '')`)
      : bodySource(path, parameter, `String(${this.req}.body?.${parameter} ?? '')`);
  }
}
