import type { TriggerStep } from '../../ground-truth.ts';
import type { CompiledApp } from '../compile.ts';
import type { Entity } from '../entities.ts';
import { isObject, rowIn, valueIn } from '../examples.ts';
import type { ExampleObject } from '../examples.ts';
import type { Field } from '../fields.ts';
import type { Operation } from '../operations.ts';
import { builtOperations } from './places.ts';
import { keptValue, signIn } from './sign-in.ts';
import type { SignIn } from './sign-in.ts';

/** A record that was made. */
interface Made {
  /** Where values of its answer are kept by name. */
  keep: Record<string, string>;
  /** Under which name its id is kept. */
  id: string;
}

/** What makes a record in an app that was just started, and what may be asked of it then. */
export class Creation {
  /** With the endpoint's own example. */
  readonly step: TriggerStep;
  /** What the example is, as far as it can be sent. */
  readonly sent: ExampleObject;
  readonly operation: Operation;
  /** What has to be asked before: an account, and the records that this one needs. */
  readonly before: TriggerStep[] = [];
  readonly #app: CompiledApp;
  readonly #account: SignIn | null;
  /** The last one of each. */
  readonly #records = new Map<Entity, Made>();
  /** Names of numbers: in a body they stand without quotes. */
  readonly #numbers = new Set<string>();

  #needed = 0;

  /** @throws NoWay */
  constructor(app: CompiledApp, operation: Operation) {
    const { accounts } = app;
    this.#app = app;
    this.operation = operation;
    this.#account = accounts && signIn(accounts);
    if (this.#account) {
      const { steps, id } = this.#account;
      this.before.push(...steps);
      if (accounts && id !== null) this.#remember(accounts.entity, id, {});
    }
    ({ step: this.step, sent: this.sent } = this.#create(operation, 'id', []));
  }

  /** All of it; the record's id is kept as `id`. */
  get steps(): TriggerStep[] {
    return [...this.before, this.step];
  }

  /** The request that makes the record, with other values. */
  stepWith(sent: ExampleObject): TriggerStep {
    const { method, path, headers } = this.step;
    return { method, path, ...this.#withBody(headers ?? {}, sent) };
  }

  /**
   * A request about the record.
   * @returns null when its path goes through what was not made, or the account may not call it
   */
  ask(operation: Operation, sent: ExampleObject | null = null): TriggerStep | null {
    try {
      const { method } = operation.endpoint;
      const path = this.#pathOf(operation);
      return { method, path, ...this.#withBody(this.#headersOf(operation), sent) };
    } catch (error) {
      if (error instanceof NoWay) return null;
      throw error;
    }
  }

  /** The example of an operation on the record, as far as it can be sent. */
  fit({ endpoint: { request }, entity }: Operation): ExampleObject | null {
    if (!isObject(request)) return null;
    const sent = { ...request };
    for (const { field, entity: other } of entity.references) {
      if ((valueIn(sent, field.key) ?? null) === null) continue;
      const made = this.#records.get(other);
      if (made) sent[field.key] = `{{${made.id}}}`;
      else delete sent[field.key];
    }
    for (const field of entity.fields) if (field.unique && Object.hasOwn(sent, field.key)) vary(sent, field);
    return sent;
  }

  #create(
    operation: Operation,
    id: string,
    making: readonly Entity[],
  ): { step: TriggerStep; sent: ExampleObject } {
    const { endpoint, entity, scopes } = operation;
    if (making.includes(entity)) throw new NoWay();
    const headers = this.#headersOf(operation);
    const within = [...making, entity];
    for (const { parent } of scopes) if (parent) this.#need(parent.entity, within);
    const sent: ExampleObject = isObject(endpoint.request) ? { ...endpoint.request } : {};
    const links = scopes.at(-1)?.links ?? [];
    const taken = new Set<Entity>();
    for (const { field, entity: other } of entity.references) {
      if ((valueIn(sent, field.key) ?? null) === null) continue;
      // The path says it, or nobody has to.
      if (links.includes(field) || !field.required) delete sent[field.key];
      else sent[field.key] = `{{${this.#need(other, within, taken.has(other)).id}}}`;
      taken.add(other);
    }
    for (const field of entity.fields) if (field.unique && Object.hasOwn(sent, field.key)) vary(sent, field);
    const shown = rowIn(endpoint.response, entity);
    if (!shown || valueIn(shown, entity.id.key) === undefined) throw new NoWay();
    const path = this.#pathOf(operation);
    const keep = this.#remember(entity, id, { [id]: keptValue(entity.id.key) }).keep;
    const body = this.#withBody(headers, endpoint.request === null ? null : sent);
    return { step: { method: endpoint.method, path, ...body, keep }, sent };
  }

  /** The record of an entity, made when there is none yet, or when another one is wanted. */
  #need(entity: Entity, making: readonly Entity[], another = false): Made {
    const known = this.#records.get(entity);
    if (known && !another) return known;
    const id = `id${++this.#needed + 1}`;
    for (const operation of creationsOf(this.#app, entity)) {
      const { step } = this.#create(operation, id, making);
      this.before.push(step);
      return this.#records.get(entity)!;
    }
    throw new NoWay();
  }

  #remember(entity: Entity, id: string, keep: Record<string, string>): Made {
    const made = { id, keep };
    this.#records.set(entity, made);
    if (entity.id.kind === 'id') this.#numbers.add(id);
    return made;
  }

  #headersOf({ need }: Operation): Record<string, string> {
    if (this.#account) return this.#account.headers;
    if (this.#app.accounts === null || need === 'anyone' || need === 'unsaid') return {};
    throw new NoWay();
  }

  #pathOf({ path, scopes, action, entity }: Operation): string {
    const values = new Map<string, string>();
    for (const { parameter, parent } of scopes) {
      if (!parent) throw new NoWay();
      values.set(parameter, this.#valueOf(parent.entity, parent.field));
    }
    if ('by' in action) values.set(action.by.parameter, this.#valueOf(entity, action.by.field));
    return path.route
      .replace(/(?<!\\):(\w+)/g, (_, name: string) => {
        const value = values.get(name);
        if (value === undefined) throw new NoWay();
        return value;
      })
      .replaceAll('\\:', ':');
  }

  #valueOf(entity: Entity, field: Field): string {
    const made = this.#records.get(entity);
    if (!made) throw new NoWay();
    if (field === entity.id) return `{{${made.id}}}`;
    if (field.writeOnly) throw new NoWay();
    const name = `${made.id}_${field.column}`;
    made.keep[name] = keptValue(field.key);
    return `{{${name}}}`;
  }

  #withBody(
    headers: Record<string, string>,
    sent: ExampleObject | null,
  ): Pick<TriggerStep, 'headers' | 'json' | 'text'> {
    if (sent === null) return { headers };
    const json = JSON.stringify(sent);
    const text = json.replace(/"\{\{(\w+)\}\}"/g, (whole, name: string) =>
      this.#numbers.has(name) ? `{{${name}}}` : whole,
    );
    if (text === json) return { headers, json: sent };
    return { headers: { ...headers, 'content-type': 'application/json' }, text };
  }
}

/** Something that is needed cannot be made. */
class NoWay extends Error {}

/** @returns null when there is no way to make one */
export function creationOf(app: CompiledApp, entity: Entity): Creation | null {
  for (const operation of creationsOf(app, entity)) {
    const creation = creationBy(app, operation);
    if (creation) return creation;
  }
  return null;
}

/** @returns null when there is no way to call it */
export function creationBy(app: CompiledApp, operation: Operation): Creation | null {
  try {
    return new Creation(app, operation);
  } catch (error) {
    if (error instanceof NoWay) return null;
    throw error;
  }
}

/** What makes records of an entity, the simplest first. */
function creationsOf(app: CompiledApp, entity: Entity): Operation[] {
  const effort = ({ need, scopes }: Operation) => scopes.length + (need === 'administrator' ? 100 : 0);
  return builtOperations(app, 'create')
    .filter((one) => one.entity === entity)
    .sort((a, b) => effort(a) - effort(b));
}

/** Another value each time that the trigger runs, where there is one that fits. */
function vary(sent: ExampleObject, { key, kind, min, max }: Field): void {
  const fits = (length: number) => length >= (min ?? 0) && length <= (max ?? 9_999);
  if (kind === 'email' && fits(20)) sent[key] = '{{nonce}}@example.com';
  if (kind === 'url' && fits(28)) sent[key] = 'https://example.com/{{nonce}}';
  if (kind === 'text' && fits(9)) sent[key] = 'u{{nonce}}';
}
