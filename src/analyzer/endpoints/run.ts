import type { Template } from '../../engine/domain/template.ts';
import type { Exchange, RequestInput } from '../http/client.ts';
import type { Account, Accounts } from './accounts.ts';
import { Caller, LimitReached } from './caller.ts';
import type { CallerOptions } from './caller.ts';
import { expectedValues, isObject, recordIn, valueDifference } from './items.ts';
import type { JsonObject } from './items.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judge.ts';
import { Outcomes } from './outcomes.ts';
import { planEndpoints } from './plan.ts';
import type { Plan, PlannedEndpoint } from './plan.ts';
import { TestRecords, keyOf } from './records.ts';
import type { TestRecord } from './records.ts';
import { fillReferences } from './references.ts';
import { ValueSource, variedFields } from './values.ts';

/** What one call of an endpoint came to. */
export interface Call {
  judgement: Judgement;
  exchange: Exchange;
}

export interface Creation extends Call {
  record: TestRecord | null;
  parent: TestRecord | null;
  sent: JsonObject;
}

/** One test of one app: what was planned, made and found out so far, and the ways to ask. */
export class TestRun {
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly records = new TestRecords();
  readonly caller: Caller;
  readonly values: ValueSource;
  readonly template: Template;
  accounts: Accounts = { administrator: null, user: null, other: null, reason: null };
  /** Status of the first call with all rights, by requirement. */
  readonly firstStatus = new Map<string, number | null>();
  /** Endpoints whose values are varied as little as can be. */
  readonly keepsExample = new Set<PlannedEndpoint>();
  /** What imports sent, until the lists can tell whether it is there. */
  readonly imported = new Map<PlannedEndpoint, { items: JsonObject[]; exchange: Exchange }>();
  readonly #nowhere = new Map<string, Exchange>();
  #variant = 0;

  constructor(template: Template, options: CallerOptions) {
    this.template = template;
    this.plan = planEndpoints(template);
    this.outcomes = new Outcomes(this.plan.endpoints.map(({ requirement }) => requirement));
    this.caller = new Caller(options);
    this.values = new ValueSource(template.slug);
  }

  nextVariant(): number {
    return this.#variant++;
  }

  works({ requirement }: PlannedEndpoint): boolean {
    return this.outcomes.works(requirement);
  }

  /** The account that has every right to an endpoint; undefined: there is none to be had. */
  actorFor({ need }: PlannedEndpoint): Account | null | undefined {
    if (this.plan.access === null || need === 'anyone') return null;
    if (need === 'administrator') return this.accounts.administrator ?? undefined;
    return this.accounts.user ?? (need === 'unsaid' ? null : undefined);
  }

  /** @returns undefined instead of throwing when the endpoint is not to be asked any more */
  async tryCall<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof LimitReached) return undefined;
      throw error;
    }
  }

  send(planned: PlannedEndpoint, account: Account | null, input: RequestInput): Promise<Exchange> {
    return this.caller.send(planned.requirement, account, input);
  }

  /** A call that must succeed. Notes nothing but the first status. */
  async call(planned: PlannedEndpoint, account: Account | null, input: RequestInput): Promise<Call> {
    const exchange = await this.send(planned, account, input);
    if (!this.firstStatus.has(planned.requirement)) {
      this.firstStatus.set(planned.requirement, exchange.status);
    }
    return { exchange, judgement: await this.judge(planned, exchange) };
  }

  note({ requirement }: PlannedEndpoint, { result, message }: Judgement, exchange: Exchange): void {
    const evidence = this.caller.describe(exchange);
    if (result === 'works') this.outcomes.noteWorks(requirement, evidence);
    else if (result !== 'not_measured') {
      this.outcomes.noteProblem(requirement, message ?? 'It does not work.', evidence, result);
    }
  }

  /** Holds the end of the app against the endpoint that was asked last. */
  noteEnd(): void {
    const { endedBy } = this.caller;
    if (!endedBy || !this.plan.endpoints.some(({ requirement }) => requirement === endedBy.requirement))
      return;
    const { requirement, exchange } = endedBy;
    const evidence = this.caller.describe(exchange);
    this.outcomes.noteProblem(requirement, `There was no answer: ${exchange.failure}.`, evidence);
  }

  wrong({ requirement }: PlannedEndpoint, message: string, ...exchanges: Exchange[]): void {
    this.outcomes.noteProblem(requirement, message, this.caller.describe(...exchanges));
  }

  /** The answer must say what was sent. */
  checkEcho(planned: PlannedEndpoint, sent: JsonObject, answer: unknown, exchange: Exchange): void {
    const answered = recordIn(answer);
    const { request, response } = planned.endpoint;
    const expected = expectedValues(sent, request, response);
    const difference = answered && valueDifference(expected, answered);
    if (difference) this.wrong(planned, `The answer does not say what was sent: ${difference}.`, exchange);
  }

  /** A path with its parameters filled in, the last one from the record and those before from its parents. */
  fillPath(path: string, record: TestRecord | null): string | null {
    const segments = path.split('/');
    let current: TestRecord | null = record;
    for (let index = segments.length - 1; index >= 0; index--) {
      if (!segments[index]!.startsWith(':')) continue;
      current ??= this.records.in(segments.slice(0, index).join('/'), null).at(-1) ?? null;
      const key = current && keyOf(current, segments[index]!.slice(1));
      if (current === null || key === null) return null;
      segments[index] = encodeURIComponent(key);
      current = current.parent;
    }
    return segments.join('/');
  }

  /**
   * A body that the endpoint must take: the example, varied, with references to what is there.
   * @returns with the word that is in its texts
   */
  async bodyFor(
    planned: PlannedEndpoint,
    owner: Account | null,
  ): Promise<{ body: JsonObject; word: string; unfilled: string | null }> {
    const { endpoint, entity } = planned;
    const example = isObject(endpoint.request) ? endpoint.request : {};
    const variant = this.nextVariant();
    const fields = variedFields(planned, this.keepsExample.has(planned));
    const vary = (value: JsonObject) => this.values.vary(value, fields, variant, entity?.overlap ? 40 : 1);
    const body = vary(example);
    const items: unknown = example['items'];
    if (Array.isArray(items)) {
      const varyItem = (item: JsonObject) => this.values.vary(item, fields, this.nextVariant());
      body['items'] = items.filter(isObject).map(varyItem);
    }
    return { ...(await fillReferences(this, body, entity, owner)), word: this.values.word(variant) };
  }

  async judge(planned: PlannedEndpoint, exchange: Exchange): Promise<Judgement> {
    // Who does not answer may not be there any more to be compared with anything.
    const nowhere = exchange.status === null ? exchange : await this.#askNowhere(exchange.method);
    return judge(planned, exchange, nowhere);
  }

  async #askNowhere(method: string): Promise<Exchange> {
    const known = this.#nowhere.get(method);
    if (known) return known;
    const path = '/assay-asks-for-what-is-not-there';
    const exchange = await this.caller.send(`${method} nowhere`, null, { method, path });
    this.#nowhere.set(method, exchange);
    return exchange;
  }

  /** There is nobody who may call it. */
  noActor({ requirement, need }: PlannedEndpoint): void {
    const reason = need === 'administrator' ? 'No administrator could be had.' : 'Nobody could log in.';
    this.outcomes.noteNotMeasured(requirement, this.accounts.reason ?? reason);
  }

  noRecord({ requirement, collection }: PlannedEndpoint): void {
    const message = `There was no record to ask for: nothing could be created in ${collection || '/'}.`;
    this.outcomes.noteNotMeasured(requirement, message);
  }
}
