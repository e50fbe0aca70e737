import { HttpError } from './http.js';
import { isTime } from './query.js';

/**
 * Reads the fields of a request's body and collects what is wrong with them. Each method answers the
 * value as it is stored, null when the client cleared the field, undefined when it was not sent.
 */
export class Checks {
  #whole;
  #problems = new Map();

  /** `whole`: required fields must be there; `given`: fields that are known otherwise. */
  constructor(body, whole, given) {
    if (body === undefined && given !== undefined) body = {};
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new HttpError(400, 'Send a JSON object.');
    }
    this.sent = { ...body, ...given };
    this.#whole = whole;
  }

  /** Throws a 400 that names every problem, and one when nothing was sent. */
  finish(values) {
    if (this.#problems.size > 0) {
      throw new HttpError(400, 'Some fields are not right.', Object.fromEntries(this.#problems));
    }
    if (!this.#whole && Object.values(values).every((value) => value === undefined)) {
      throw new HttpError(400, 'Send at least one field to change.');
    }
    return values;
  }

  text(name, value, { required, min, max }) {
    return this.#check(name, value, required, () => {
      if (typeof value !== 'string') return 'Must be text.';
      if (required && value.trim() === '') return 'Must not be empty.';
      if (value.length < min) return `Must have at least ${min} characters.`;
      if (value.length > max) return `Must have at most ${max} characters.`;
      return null;
    });
  }

  number(name, value, { required, min, max, whole, above }) {
    return this.#check(name, value, required, () => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'Must be a number.';
      if (whole && !Number.isSafeInteger(value)) return 'Must be a whole number.';
      if (value <= above) return `Must be more than ${above}.`;
      if (value < min) return `Must be at least ${min}.`;
      if (value > max) return `Must be at most ${max}.`;
      return null;
    });
  }

  flag(name, value, { required }) {
    const checked = this.#check(name, value, required, () =>
      typeof value === 'boolean' ? null : 'Must be true or false.',
    );
    return typeof checked === 'boolean' ? Number(checked) : checked;
  }

  /** A day, `2026-01-31`. */
  date(name, value, { required }) {
    return this.#check(name, value, required, () => {
      const time = typeof value === 'string' && value.length === 10 ? Date.parse(`${value}T00:00:00Z`) : NaN;
      const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
      return isDay ? null : 'Must be a date like 2026-01-31.';
    });
  }

  /** An instant in ISO 8601. */
  time(name, value, { required }) {
    return this.#check(name, value, required, () =>
      typeof value === 'string' && value.length > 10 && isTime(value)
        ? null
        : 'Must be a time like 2026-01-31T09:30:00Z.',
    );
  }

  address(name, value, { required, max }) {
    return this.#check(name, value, required, () => {
      if (typeof value !== 'string' || !URL.canParse(value)) return 'Must be a web address.';
      if (value.length > max) return `Must have at most ${max} characters.`;
      const { protocol } = new URL(value);
      return protocol === 'https:' || protocol === 'http:' ? null : 'Must start with http:// or https://.';
    });
  }

  email(name, value, { required, max }) {
    return this.#check(name, value, required, () => {
      const parts = typeof value === 'string' && value.length <= max ? value.split('@') : [];
      const isMail = parts.length === 2 && parts.every((part) => part !== '' && !part.includes(' '));
      return isMail ? null : 'Must be an e-mail address.';
    });
  }

  choice(name, value, { required, choices }) {
    return this.#check(name, value, required, () =>
      choices.includes(value) ? null : `Must be one of: ${choices.join(', ')}.`,
    );
  }

  /** A list of short texts; stored as JSON. */
  list(name, value, { required, min, max, itemMax }) {
    const checked = this.#check(name, value, required, () => {
      if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
        return 'Must be a list of texts.';
      }
      if (value.length < min) return `Must have at least ${min} entries.`;
      if (value.length > max) return `Must have at most ${max} entries.`;
      const fits = value.every((entry) => entry.trim() !== '' && entry.length <= itemMax);
      return fits ? null : `Each entry must have 1 to ${itemMax} characters.`;
    });
    return Array.isArray(checked) ? JSON.stringify([...new Set(checked)]) : checked;
  }

  /** Any JSON value; stored as JSON. */
  json(name, value, { required, max }) {
    const checked = this.#check(name, value, required, () =>
      JSON.stringify(value).length <= max ? null : 'Is too large.',
    );
    return checked === undefined || checked === null ? checked : JSON.stringify(checked);
  }

  #check(name, value, required, problemOf) {
    if (value === undefined && !(required && this.#whole)) return undefined;
    if (value === null && !required) return null;
    const problem = value === undefined || value === null ? 'Is required.' : problemOf();
    if (problem !== null) this.#problems.set(name, problem);
    return value;
  }
}
