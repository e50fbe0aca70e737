import { z } from 'zod';
import { parseAppRef } from './app-ref.ts';
import { schemaProblems } from './json-document.ts';
import type { JsonDocument } from './json-document.ts';

/**
 * The progress record of a pipeline as the research platform that Assay follows kept it: one JSON object a run. Unknown
 * fields are let through; null stands for a field that is not there.
 */
const text = z.string().nullish();
const name = z
  .union([z.string(), z.int()], 'expected a string or a whole number')
  .transform(String)
  .nullish();
const taskId = z.string().min(1, 'expected an id, not an empty string');
const taskIds = z.array(taskId).nullish();
const apps = z
  .array(z.string().refine((value) => parseAppRef(value) !== null, 'expected model:number, as in "gpt-4:3"'))
  .nullish();
const appNumber = z.int().min(1, 'expected a whole number from 1').nullish();
/** Of what the record counted by itself: known to drift, so any number. */
const counter = z.number().nullish();
const counters = { total: counter, completed: counter, failed: counter, status: text };

const resultSchema = z
  .looseObject({
    model_slug: text,
    model: text,
    template_slug: name,
    template: name,
    app_number: appNumber,
    success: z.boolean().nullish(),
    error: text,
  })
  .refine((result) => result.model_slug ?? result.model, 'expected "model_slug" or "model" with its name');

const stagesSchema = z.looseObject({
  generation: z.looseObject({ ...counters, results: z.array(resultSchema).nullish() }).nullish(),
  analysis: z
    .looseObject({
      ...counters,
      main_task_ids: taskIds,
      subtask_ids: taskIds,
      task_ids: taskIds,
      submitted_apps: apps,
      retryable_apps: apps,
    })
    .nullish(),
});

const headSchema = z.looseObject({ pipeline_id: name, id: name, name: text, status: text });

const taskSchema = z.looseObject({
  task_id: taskId.nullish(),
  id: taskId.nullish(),
  parent_task_id: text,
  parent: text,
  is_main_task: z.boolean().nullish(),
  status: text,
  target_model: text,
  target_app_number: appNumber,
});
const namedTaskSchema = taskSchema.refine((task) => task.task_id ?? task.id, 'expected "task_id" or "id"');

export type RecordedResult = z.infer<typeof resultSchema>;
export type RecordedTask = z.infer<typeof taskSchema> & { key: string };
export type RecordedCounters = z.infer<z.ZodObject<typeof counters>>;

/** A progress record, its types checked, nothing of it judged. */
export interface ProgressRecord {
  head: z.infer<typeof headSchema>;
  stages: z.infer<typeof stagesSchema>;
  tasks: RecordedTask[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where the stages are: in `progress`, or at the top. */
function stagesPath(value: Record<string, unknown>): string[] {
  return isObject(value['progress']) ? ['progress'] : [];
}

/** Whether a document is meant as a progress record. */
export function looksLikeProgressRecord(value: unknown): boolean {
  if (!isObject(value)) return false;
  const stages = stagesPath(value).reduce<unknown>((part, key) => (part as typeof value)[key], value);
  return isObject(stages) && (isObject(stages['generation']) || isObject(stages['analysis']));
}

/**
 * @param document of which `looksLikeProgressRecord` is true
 * @throws InputError with the line, column and JSON path of every field of a wrong type
 */
export function readProgressRecord(document: JsonDocument): ProgressRecord {
  const value = document.value as Record<string, unknown>;
  const at = stagesPath(value);
  const inside = at.length > 0 ? (value['progress'] as Record<string, unknown>) : value;
  const head = check(document, headSchema, [], value);
  const stages = check(document, stagesSchema, at, inside);
  const tasks = [
    ...readTasks(document, ['tasks'], value['tasks']),
    ...(at.length > 0 ? readTasks(document, [...at, 'tasks'], inside['tasks']) : []),
    ...readTasks(document, [...at, 'analysis', 'tasks'], stages.analysis?.['tasks']),
  ];
  return { head, stages, tasks };
}

/** A list of tasks, or a map from ids to tasks. */
function readTasks(document: JsonDocument, at: string[], value: unknown): RecordedTask[] {
  if (value === undefined || value === null) return [];
  if (isObject(value)) {
    return Object.entries(value).map(([key, task]) => {
      const known = check(document, taskSchema, [...at, key], task);
      return { ...known, key: known.task_id ?? known.id ?? key };
    });
  }
  const list = z.array(namedTaskSchema, 'expected a list of tasks, or an object of them by id');
  return check(document, list, at, value).map((task) => ({ ...task, key: (task.task_id ?? task.id)! }));
}

function check<T>(document: JsonDocument, schema: z.ZodType<T>, at: readonly string[], value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw schemaProblems(document, at, parsed.error);
  return parsed.data;
}
