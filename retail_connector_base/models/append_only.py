"""Tables whose rows the database itself keeps as they were written."""

from odoo.tools import SQL


def keep_as_written(cr, table):
    """Have the database refuse to change or delete a table's rows, whoever asks."""
    cr.execute(
        SQL(
            """CREATE OR REPLACE FUNCTION retail_append_only()
               RETURNS trigger LANGUAGE plpgsql AS $$
               BEGIN
                   RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME
                       USING ERRCODE = 'insufficient_privilege';
               END $$;
               DROP TRIGGER IF EXISTS %(rows)s ON %(table)s;
               CREATE TRIGGER %(rows)s BEFORE UPDATE OR DELETE ON %(table)s
               FOR EACH ROW EXECUTE FUNCTION retail_append_only();
               DROP TRIGGER IF EXISTS %(whole)s ON %(table)s;
               CREATE TRIGGER %(whole)s BEFORE TRUNCATE ON %(table)s
               FOR EACH STATEMENT EXECUTE FUNCTION retail_append_only()""",
            table=SQL.identifier(table),
            rows=SQL.identifier(f"{table}_append_only"),
            whole=SQL.identifier(f"{table}_no_truncate"),
        )
    )
