-- The role of the running service on PostgreSQL: it reads and writes rows and does nothing else.
-- It makes, changes and empties no table, and what only grows it cannot change.
--
-- The tables belong to another role, which is used for upgrades alone. Once, and after each upgrade
-- (the service refuses to start while one is due):
--
--   CHECKLIST_DATABASE_URL=postgresql://owner:…@host/checklist \
--       .venv/bin/flask --app checklist.console database upgrade
--   psql -v ON_ERROR_STOP=1 -v service=checklist_service -f docs/postgresql-role.sql \
--       postgresql://owner:…@host/checklist

REVOKE CREATE ON SCHEMA public FROM PUBLIC, :"service";
GRANT USAGE ON SCHEMA public TO :"service";
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"service";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"service";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"service";

-- The journal and the consents only grow; upgrades are for the owner.
REVOKE UPDATE, DELETE ON journal_entry, consent, consent_text FROM :"service";
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM :"service";
