-- Messages had a queue each, which the job system keeps for ever and locks whenever it looks for a job. Those that wait join the few that
-- their platform has now; what no job needs goes.
lock table graphile_worker._private_job_queues, graphile_worker._private_jobs in share row exclusive mode;
create temporary table few_queues on commit drop as
  select j.id, split_part(t.identifier, ':', 2) || ':' || (coalesce(payload->>'notice', payload->>'identity', payload->>'ticket')::bigint % 256) as queue
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  where t.identifier ~ '^(notice|card|nudge):';
insert into graphile_worker._private_job_queues (queue_name) select distinct queue from few_queues on conflict do nothing;
update graphile_worker._private_jobs j set job_queue_id = q.id
  from few_queues f join graphile_worker._private_job_queues q on q.queue_name = f.queue where j.id = f.id;
delete from graphile_worker._private_job_queues q
  where not exists (select 1 from graphile_worker._private_jobs j where j.job_queue_id = q.id);
