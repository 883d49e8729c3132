import { type RawBuilder, sql } from 'kysely';
import type { Engine, Sql } from './engine.js';

/** What makes the view `node_audit`: one row for each attempt of a node. */
export function nodeAudit({ clock, timestamp, elapsed }: Engine): RawBuilder<unknown> {
  const of = (events: string, column: string): Sql =>
    sql`max(case when event in (${sql.raw(events)}) then ${sql.ref(column)} end)`;
  const started = of(`'node_started'`, 'time');
  const ended = of(`'node_ended', 'node_skipped'`, 'time');
  const failed = of(`'node_retrying'`, 'time');
  const retried = sql`exists (
    select 1 from audit_rows later where later.run_id = r.run_id and later.run_attempt = r.run_attempt
      and later.node = r.node and later.attempt > r.attempt and later.event = 'node_started')`;
  return sql`create view node_audit as
    select run_id, run_attempt, node, attempt,
      coalesce(${of(`'node_ended', 'node_skipped'`, 'status')}, case
        when ${failed} is not null and ${retried} then 'retrying'
        when not ${lives('r', clock())} then 'crashed'
        when ${failed} is not null then 'retrying'
        else 'running' end) as status,
      ${timestamp(sql`coalesce(${started}, ${ended})`)} as started_at,
      ${timestamp(sql`coalesce(${ended}, ${failed})`)} as finished_at,
      coalesce(${of(`'node_ended'`, 'rows')}, sum(case when event = 'dataset_saved' then "rows" end)) as rows_affected,
      case when attempt > 1 then ${elapsed(started, sql`coalesce(${ended}, ${failed})`)}
        else coalesce(${of(`'node_ended'`, 'duration_ms')}, ${of(`'node_retrying'`, 'duration_ms')}) end as elapsed_ms,
      coalesce(${of(`'node_ended'`, 'error')}, ${of(`'node_retrying'`, 'error')}) as error
    from audit_rows r
    where event in ('node_started', 'node_retrying', 'node_skipped', 'node_ended', 'dataset_saved')
    group by run_id, run_attempt, node, attempt`;
}

/**
 * What makes the view `run_audit`: one row for each attempt of a run. It asks the table and not the other view, so that a
 * few runs out of many are found by the index.
 */
export function runAudit({ clock, timestamp }: Engine): RawBuilder<unknown> {
  const isOver = `n.event in ('node_ended', 'node_skipped')`;
  const ended = (...statuses: readonly string[]): Sql => sql`(
    select count(*) from audit_rows n where ${inRun('n')} and ${sql.raw(isOver)}
      and n.status in (${sql.join(statuses.map((status) => sql.lit(status)))}))`;
  const dead = sql`(e.event is null and not ${lives('s', clock())})`;
  // An attempt that another was to follow, which does not come any more.
  const left = sql`(e.status = 'retrying' and not ${lives('s', clock())} and not exists (
    select 1 from audit_rows later where later.run_id = s.run_id and later.run_attempt > s.run_attempt
      and later.event = 'run_started'))`;
  const cutOff = sql`(
    select count(distinct o.node) from audit_rows o where ${inRun('o')} and o.event = 'node_started' and not exists (
      select 1 from audit_rows n where ${inRun('n')} and ${sql.raw(isOver)} and n.node = o.node))`;
  return sql`create view run_audit as
    select s.run_id, s.run_attempt as attempt, s.pipeline, s.env,
      ${timestamp(sql`s.time`)} as started_at,
      ${timestamp(sql`e.time`)} as finished_at,
      case when ${left} or ${dead} then 'crashed' else coalesce(e.status, 'running') end as status,
      coalesce((select max(p.nodes) from audit_rows p where ${inRun('p')} and p.event = 'run_planned'), 0) as nodes_total,
      ${ended('success', 'cached')} as nodes_ok,
      ${ended('error', 'timed_out', 'crashed')} + case when ${dead} then ${cutOff} else 0 end as nodes_failed,
      ${ended('skipped', 'cancelled')} as nodes_skipped,
      (select sum(coalesce(n."rows", (
          select sum(d."rows") from audit_rows d where ${inRun('d')} and d.event = 'dataset_saved'
            and d.node = n.node and d.attempt = n.attempt)))
        from audit_rows n where ${inRun('n')} and n.event = 'node_ended' and n.status in ('success', 'cached')) as "rows",
      e.error
    from audit_rows s
    left join audit_rows e on e.run_id = s.run_id and e.run_attempt = s.run_attempt and e.event = 'run_ended'
    where s.event = 'run_started'`;
}

/** Whether a row belongs to the attempt of the run that is being looked at. */
function inRun(row: string): Sql<boolean> {
  return sql<boolean>`${sql.ref(`${row}.run_id`)} = s.run_id and ${sql.ref(`${row}.run_attempt`)} = s.run_attempt`;
}

/** Whether the process of a run is believed to live. */
function lives(row: string, now: Sql): Sql<boolean> {
  return sql<boolean>`exists (
    select 1 from audit_leases l where l.run_id = ${sql.ref(`${row}.run_id`)}
      and l.run_attempt = ${sql.ref(`${row}.run_attempt`)} and l.expires_at > ${now})`;
}
