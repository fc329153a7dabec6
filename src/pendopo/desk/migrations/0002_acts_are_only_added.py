"""The database itself refuses to change or remove what was written down as done."""

from typing import Any

from django.db import migrations

_SQLITE = (
    "create trigger desk_act_is_not_changed before update on desk_act "
    "begin select raise(abort, 'acts are only added'); end",
    "create trigger desk_act_is_not_removed before delete on desk_act "
    "begin select raise(abort, 'acts are only added'); end",
)
_POSTGRESQL = (
    "create function desk_act_stays() returns trigger language plpgsql as "
    "$$ begin raise exception 'acts are only added'; end $$",
    "create trigger desk_act_stays before update or delete or truncate on desk_act "
    "for each statement execute function desk_act_stays()",
)


def _forward(_apps: object, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[vendor]:
        schema_editor.execute(statement)


def _back(_apps: object, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("drop trigger desk_act_is_not_changed")
        schema_editor.execute("drop trigger desk_act_is_not_removed")
    else:
        schema_editor.execute("drop trigger desk_act_stays on desk_act")
        schema_editor.execute("drop function desk_act_stays()")


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_begin")]
    operations = [migrations.RunPython(_forward, _back)]
