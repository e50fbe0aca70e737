import { py } from '../../flask/python.ts';
import type { TriggerStep } from '../../../ground-truth.ts';
import type { DefectForm, DefectKind } from '../defect-kind.ts';
import { Maker, bodySource, indent, querySource } from '../maker.ts';
import type { Source } from '../maker.ts';

export type FlaskForm = DefectForm<FlaskMaker>;
export type FlaskKind = DefectKind<FlaskMaker>;

/** Makes code for Flask. */
export class FlaskMaker extends Maker {
  protected readonly modules = { folder: 'backend/app/', extension: '.py' };

  /** A route's code: a function below its decorator. Parameters of the path, as `:id`, are the function's. */
  route(method: string, path: string, body: string): string {
    const parameters = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
    const rule = py(path.replace(/:(\w+)/g, '<$1>'));
    const name = this.name([method, ...path.split(/\W+/)].filter((word) => word !== '').join('_'));
    const decorator = this.pick(
      `@api.${method}(${rule})`,
      `@api.route(${rule}, methods=["${method.toUpperCase()}"])`,
    );
    return `${decorator}\ndef ${name}(${parameters.join(', ')}):\n${indent(body, '    ')}`;
  }

  /** @param wishes for the path */
  source(parameter: string, ...wishes: [string, ...string[]]): Source {
    const path = this.path(...wishes);
    const query = querySource(path, parameter, `request.args.get("${parameter}", "")`);
    const form: Source = {
      ...{ method: 'post', path, read: `request.form.get("${parameter}", "")` },
      send: (value) => formStep(path, parameter, value),
    };
    const sent = `str(sent.get("${parameter}", "")) if isinstance(sent := sent_body(), dict) else ""`;
    const json = bodySource(path, parameter, sent);
    return this.pick(query, form, json);
  }
}

/** A form with one field. What a trigger fills in stays as it is. */
function formStep(path: string, parameter: string, value: string): TriggerStep {
  const parts = value.split(/(\{\{\w+(?:\*\d+)?\}\})/);
  const encoded = parts.map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)));
  return {
    ...{ method: 'POST', path, text: `${parameter}=${encoded.join('')}` },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
}
