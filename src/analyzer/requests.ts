import path from 'node:path';
import { z } from 'zod';
import type {
  AnalyzeParams,
  InitializeParams,
  SourceFolder,
  SourcePiece,
} from '../engine/domain/analyzer-protocol.ts';
import { templateSchema } from '../engine/domain/template.ts';
import { services, toolNames } from '../engine/domain/tools.ts';
import type { ToolName } from '../engine/domain/tools.ts';

const toolList = z.array(z.enum(toolNames as [ToolName, ...ToolName[]]));
const folder = z.string().refine((value) => path.isAbsolute(value), 'must be an absolute folder');

export const initializeSchema: z.ZodType<InitializeParams> = z.strictObject({
  service: z.enum(services),
  tools: toolList,
  toolbox: z.strictObject({ npmDir: folder.nullable(), pythonDirs: z.record(z.string(), folder) }).nullable(),
});

const httpUrl = z.url({ protocol: /^https?$/ }).regex(/[^/]$/, 'must not end with a slash');

export const analyzeSchema: z.ZodType<AnalyzeParams> = z.strictObject({
  runId: z.string().min(1),
  tools: toolList.min(1),
  sourceDir: folder,
  baseUrl: httpUrl.nullable(),
  healthPath: z.string().startsWith('/'),
  template: templateSchema.nullable(),
  options: z.strictObject({
    toolTimeoutMs: z.int().min(1),
    performanceDurationMs: z.int().min(1),
    performanceConnections: z.int().min(1),
  }),
});

/** Inside of the folder that it is for, in any way of reading it. */
const insidePath = z.string().refine((value) => {
  const isPlain = value !== '' && path.posix.normalize(value) === value && !/[\\\0]/.test(value);
  return isPlain && !path.posix.isAbsolute(value) && !/^[A-Za-z]:|^\.\.?(\/|$)|\/$/.test(value);
}, 'must be a path inside of the folder');

export const sourceFolderSchema: z.ZodType<SourceFolder> = z.strictObject({ sourceDir: folder });

export const sourcePieceSchema: z.ZodType<SourcePiece> = z.strictObject({
  sourceDir: folder,
  path: insidePath,
  content: z.base64(),
});
