import pc from 'picocolors';
import type { Activity, PipelineRecord } from '../engine/domain/records.ts';
import { bar, seconds } from './bar.ts';

const barWidth = 30;
const shownActivities = 8;

/** What the terminal shows while a pipeline runs: a bar for each stage, and what runs now. */
export function progressFrame(
  pipeline: PipelineRecord,
  activities: readonly Activity[],
  now: number,
  columns: number,
): string {
  const { generation, analysis } = pipeline;
  const generated = generation.completed + generation.failed + generation.cancelled;
  const lines = [
    `${pc.bold(pipeline.name)} ${pc.dim(`pipeline ${pipeline.id}, ${pipeline.status}, ${seconds(now - (pipeline.startedAt ?? now))}`)}`,
    stage('generation', generated, generation.total, generation.failed),
    // Every generated app gets a main task; until then the total is what can still come.
    stage(
      'analysis',
      analysis.completed + analysis.failed,
      Math.max(analysis.total, generation.total - generation.failed - generation.cancelled),
      analysis.failed,
    ),
  ];
  if (pipeline.message) lines.push(pc.yellow(pipeline.message));
  const mine = activities.filter((activity) => activity.pipelineId === pipeline.id);
  for (const activity of mine.slice(0, shownActivities)) {
    const elapsed = pc.dim(seconds(now - activity.startedAt));
    const doing = pc.dim(`${activity.step}${tokens(activity)}`);
    lines.push(`  ${pc.cyan('▸')} ${activity.app} ${activity.part} ${doing} ${elapsed}`);
  }
  if (mine.length > shownActivities) lines.push(pc.dim(`  and ${mine.length - shownActivities} more`));
  return lines.map((line) => clip(line, columns)).join('\n');
}

/** The same in a few words, where no picture can be drawn. */
export function progressLine({ generation, analysis }: PipelineRecord): string {
  const generated = generation.completed + generation.failed + generation.cancelled;
  const analysed = analysis.completed + analysis.failed;
  return `generation ${generated}/${generation.total}, analysis ${analysed}/${analysis.total}`;
}

function stage(name: string, done: number, total: number, failed: number): string {
  const trouble = failed > 0 ? pc.red(`  ${failed} failed`) : '';
  return `${name.padEnd(10)} ${bar(done, total, barWidth)} ${done}/${total}${trouble}`;
}

/** Cuts a line to the terminal's width; escape sequences take no room. */
function clip(line: string, columns: number): string {
  // A terminal that does not know its width says 0.
  let room = (columns > 0 ? columns : 80) - 1;
  let out = '';
  // eslint-disable-next-line no-control-regex -- colours are escape sequences
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b')) out += part;
    else {
      out += part.slice(0, Math.max(0, room));
      room -= part.length;
    }
  }
  return out;
}

function tokens({ outputTokens, tokensEstimated }: Activity): string {
  return outputTokens === null ? '' : `, ${tokensEstimated ? '~' : ''}${outputTokens} tokens`;
}
