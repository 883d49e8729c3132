-- Update the run-level audit row when the run has ended, however it did.
update _ff_run_audit
set
    finished_at = current_timestamp,
    status = {{ run.status | sql_literal }},
    row_count = {{ run.row_count }},
    error = {{ run.error }}
where run_id = {{ run.run_id | sql_literal }};
