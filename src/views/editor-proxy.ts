import { workspace } from 'vscode';

/** An environment with the editor's own proxy in it, where it has one: what it takes for itself is right for providers, too. */
export function withEditorProxy(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const http = workspace.getConfiguration('http');
  const proxy = http.get<string>('proxy');
  if (!proxy || http.get<string>('proxySupport') === 'off') return env;
  const direct = http.get<string[]>('noProxy') ?? [];
  const proxied = { ...env, http_proxy: proxy, https_proxy: proxy };
  return direct.length > 0 ? { ...proxied, no_proxy: direct.join(',') } : proxied;
}
