import { ThemeColor, ThemeIcon } from 'vscode';
import type { Tone } from './state.ts';

const looks: Readonly<Record<Tone, { icon: string; color: string }>> = {
  waiting: { icon: 'circle-large-outline', color: 'descriptionForeground' },
  running: { icon: 'loading~spin', color: 'charts.blue' },
  paused: { icon: 'debug-pause', color: 'charts.blue' },
  good: { icon: 'pass-filled', color: 'testing.iconPassed' },
  defects: { icon: 'bug', color: 'testing.iconFailed' },
  unmeasured: { icon: 'question', color: 'list.warningForeground' },
  stopped: { icon: 'circle-slash', color: 'disabledForeground' },
  irrelevant: { icon: 'dash', color: 'disabledForeground' },
};

export function toneIcon(tone: Tone): ThemeIcon {
  return new ThemeIcon(looks[tone].icon, new ThemeColor(looks[tone].color));
}

/** Of an app that people have running, to look at it. */
export const runningAppIcon = new ThemeIcon('vm-running', new ThemeColor('testing.iconPassed'));
