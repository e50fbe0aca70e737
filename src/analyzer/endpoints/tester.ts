import type { Verdict } from '../../engine/domain/analysis.ts';
import type { Template } from '../../engine/domain/template.ts';
import { describeExchange } from '../http/client.ts';
import type { Exchange, HttpClient } from '../http/client.ts';
import { settleBlame } from './blame.ts';
import type { Outcome } from './blame.ts';
import { readBack } from './effects.ts';
import { expectedChanges, expectedValues, recordIn, recordsIn, valueDifference } from './items.ts';
import type { JsonObject } from './items.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judge.ts';
import { checkList } from './list-check.ts';
import type { EffectProblem } from './list-check.ts';
import { planEndpoints } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import { CreatedRecords } from './records.ts';
import type { CreatedRecord } from './records.ts';
import { fillPath, requestOf } from './request.ts';

/** What one call of an endpoint came to. */
interface Call {
  judgement: Judgement;
  exchange: Exchange;
}

const untouched = () => ({ isDeleted: false, sightings: [], views: [] });
const isGone = (exchange: Exchange) => exchange.failure === 'the connection was refused';

/** Calls each endpoint of a template once, as its example says, and checks what that did. */
export class EndpointTester {
  readonly #client: HttpClient;
  readonly #plan: PlannedEndpoint[];
  readonly #records = new CreatedRecords();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #nowhere = new Map<string, Exchange>();

  constructor(client: HttpClient, template: Template) {
    this.#client = client;
    this.#plan = planEndpoints(template);
  }

  /** One verdict for each endpoint, in the template's order of calling. */
  async test(): Promise<Verdict[]> {
    for (const planned of this.#plan) this.#outcomes.set(planned.requirement, await this.#testOne(planned));
    settleBlame(this.#outcomes, this.#records.all);
    return [...this.#outcomes].map(([requirement, { result, message, evidence }]) => ({
      requirement,
      result: result === 'absent' ? 'wrong' : result,
      message,
      evidence,
    }));
  }

  async #testOne(planned: PlannedEndpoint): Promise<Outcome> {
    const call = await this.#call(planned);
    if (call === null) {
      const message = `There was no record to ask for: nothing could be created in ${planned.collection}.`;
      return { result: 'not_measured', message, evidence: null };
    }
    const { judgement, exchange } = call;
    const evidence = describeExchange(exchange);
    if (isGone(exchange)) {
      return { result: 'not_measured', message: 'The app was no longer running.', evidence };
    }
    const record = this.#records.newestOf(planned.collection);
    if (record && planned.role !== 'create') this.#noteSighting(planned, record, judgement);
    if (judgement.result !== 'works')
      return { result: judgement.result, message: judgement.message, evidence };
    const problem = await this.#checkEffect(planned, call, record);
    if (problem === null) return { result: 'works', message: null, evidence };
    return { result: problem.isAbsent ? 'absent' : 'wrong', message: problem.message, evidence };
  }

  /** @returns null when a parameter of the path cannot be filled in */
  async #call(planned: PlannedEndpoint): Promise<Call | null> {
    const path = await fillPath(planned.endpoint.path, (collection, parameter) =>
      this.#parameter(collection, parameter),
    );
    if (path === null) return null;
    const { method } = planned.endpoint;
    const exchange = await this.#client.send(requestOf(planned.endpoint, path, this.#records));
    const judgement = judge(planned.endpoint, exchange, await this.#answerNowhere(method));
    const answered = recordIn(judgement.answer);
    if (planned.role === 'create' && judgement.result === 'works' && answered) {
      const sent = expectedValues(planned.endpoint.request, planned.endpoint.response);
      const { requirement, collection } = planned;
      this.#records.add({ requirement, collection, values: answered, sent, ...untouched() });
    }
    return { judgement, exchange };
  }

  /** From what was created; a used-up collection gets a new record; else from what the app's list shows. */
  async #parameter(collection: string, parameter: string): Promise<string | null> {
    const creator = this.#plan.find(({ role, collection: own }) => role === 'create' && own === collection);
    const isUsedUp = this.#records.all.some((record) => record.collection === collection);
    if (creator && isUsedUp && !this.#records.newestOf(collection)) await this.#call(creator);
    const value = this.#records.valueFor(collection, parameter);
    if (value !== null) return value;
    const list = this.#plan.find(({ role, endpoint }) => role === 'list' && endpoint.path === collection);
    const shown = list && !collection.includes(':') ? await this.#call(list) : null;
    const first = recordsIn(shown?.judgement.answer)?.[0];
    if (!first) return null;
    this.#records.add({ requirement: '', collection, values: first, sent: {}, ...untouched() });
    return this.#records.valueFor(collection, parameter);
  }

  #noteSighting(
    { requirement, role, endpoint }: PlannedEndpoint,
    record: CreatedRecord,
    judgement: Judgement,
  ): void {
    const isAnswer = judgement.result === 'works' || judgement.result === 'absent';
    if (!isAnswer || !endpoint.path.includes(':') || role === 'list' || role === 'view') return;
    record.sightings.push({ requirement, isSeen: judgement.result === 'works' });
  }

  async #checkEffect(
    planned: PlannedEndpoint,
    { judgement }: Call,
    record: CreatedRecord | null,
  ): Promise<EffectProblem | null> {
    const wrong = (message: string | null) => (message === null ? null : { message, isAbsent: false });
    const { endpoint, role, collection } = planned;
    const answered = recordIn(judgement.answer);
    switch (role) {
      case 'create': {
        const sent = expectedValues(endpoint.request, endpoint.response);
        const difference = answered && valueDifference(sent, answered);
        return wrong(difference ? `The answer does not say what was sent: ${difference}.` : null);
      }
      case 'list':
        return checkList(planned, judgement.answer, this.#records);
      case 'read': {
        if (!record || !answered) return null;
        const difference = valueDifference(record.sent, answered);
        record.views.push({ requirement: planned.requirement, difference });
        return wrong(difference ? `It does not say what was created: ${difference}.` : null);
      }
      case 'action':
      case 'update': {
        const expected = {
          ...this.#changes(planned, record),
          ...expectedValues(endpoint.request, endpoint.response),
        };
        const said = answered && valueDifference(expected, answered);
        if (said) return wrong(`The answer does not show the change: ${said}.`);
        return wrong(await this.#checkStored(collection, record, expected));
      }
      case 'delete': {
        if (!record) return null;
        record.isDeleted = true;
        const after = await this.#readBack(collection, record);
        return wrong(after ? 'It was answered with success, but the record is still there.' : null);
      }
      case 'call':
      case 'view':
        return null;
    }
  }

  #changes({ endpoint, collection }: PlannedEndpoint, record: CreatedRecord | null): JsonObject {
    if (endpoint.request !== null || !record) return {};
    const creator = this.#plan.find((other) => other.role === 'create' && other.collection === collection);
    const changes = expectedChanges(creator?.endpoint.response, endpoint.response);
    const fresh = recordIn(creator?.endpoint.response);
    // The example's "after" follows only from the example's "before".
    return Object.fromEntries(Object.entries(changes).filter(([key]) => record.values[key] === fresh?.[key]));
  }

  async #checkStored(
    collection: string,
    record: CreatedRecord | null,
    expected: JsonObject,
  ): Promise<string | null> {
    if (!record || Object.keys(expected).length === 0) return null;
    const stored = await this.#readBack(collection, record);
    if (stored === undefined) return null;
    if (stored === null) return 'It was answered with success, but the record is gone.';
    const difference = valueDifference(expected, stored);
    if (difference !== null) return `The change was not stored: ${difference}.`;
    record.sent = { ...record.sent, ...expected };
    return null;
  }

  /** @returns the record as the app tells it now; null: gone; undefined: no working endpoint tells it */
  #readBack(collection: string, record: CreatedRecord): Promise<JsonObject | null | undefined> {
    const works = ({ requirement }: PlannedEndpoint) => this.#outcomes.get(requirement)?.result === 'works';
    return readBack(this.#client, this.#plan.filter(works), collection, record);
  }

  async #answerNowhere(method: string): Promise<Exchange> {
    const known = this.#nowhere.get(method);
    if (known) return known;
    const exchange = await this.#client.send({ method, path: '/assay-asks-for-what-is-not-there' });
    this.#nowhere.set(method, exchange);
    return exchange;
  }
}
