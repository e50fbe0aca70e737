/** The services a subtask can be for, in the order they are shown. */
export const services = ['static-analyzer', 'dynamic-analyzer', 'performance-tester', 'ai-analyzer'] as const;
export type Service = (typeof services)[number];

/**
 * What a tool does to the app it looks at. Tools of one class share an instance of the running app; each
 * class gets a fresh one, because the data that one class leaves behind would change what the next sees.
 * `none` reads files only; `load` wants the machine for itself.
 */
export type AppUse = 'none' | 'probe' | 'requests' | 'load';

export interface ToolDeclaration {
  service: Service;
  appUse: AppUse;
  /** Does not apply to an app that was not made from a template. */
  needsTemplate?: true;
  /** One line for pickers and tooltips. */
  summary: string;
}

/** Every tool there is. The analyzer's registry has an adapter for each (held by its type). */
export const tools = {
  eslint: {
    service: 'static-analyzer',
    appUse: 'none',
    summary: 'Correctness and security rules for JavaScript',
  },
  semgrep: {
    service: 'static-analyzer',
    appUse: 'none',
    summary: 'Data-flow and pattern rules for security defects',
  },
  'http-probe': {
    service: 'dynamic-analyzer',
    appUse: 'probe',
    summary: 'Reachability, security headers, sensitive paths',
  },
  'endpoint-tester': {
    service: 'dynamic-analyzer',
    appUse: 'requests',
    needsTemplate: true,
    summary: "Each of the template's endpoints, called as its example says",
  },
  autocannon: {
    service: 'performance-tester',
    appUse: 'load',
    summary: 'Requests per second and response times under load',
  },
} as const satisfies Record<string, ToolDeclaration>;

export type ToolName = keyof typeof tools;

export const toolNames = Object.keys(tools) as ToolName[];

/** A service, and which of its tools are asked for. */
export interface AskedService {
  service: Service;
  tools: ToolName[];
}

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(tools, name);
}

export function toolsOf(service: Service): ToolName[] {
  return toolNames.filter((name) => tools[name].service === service);
}

/** A load test is alone on the machine: figures taken beside other work are noise. */
export function needsWholeMachine(names: readonly ToolName[]): boolean {
  return names.some((name) => tools[name].appUse === 'load');
}
