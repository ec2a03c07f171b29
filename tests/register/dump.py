"""The whole register as plain values in one order, to compare two registers by."""

from dataclasses import replace
from datetime import date

from django.db.models import Model

from trellis.register import models
from trellis.register.loading import load

SUBJECTS = (models.Region, models.IntegratedCareBoard, models.SubIcbLocation, models.Practice)
RECORDS = (
    models.RegionRecord,
    models.BoardRecord,
    models.SubIcbRecord,
    models.NetworkRecord,
    models.PracticeRecord,
)
LEFT_OUT = {"id", "imported_at", "report", "odd"}


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Every row of the register, organisations by code, without keys and without the reports of imports."""
    tables: dict[str, list[tuple[object, ...]]] = {
        model.__name__: sorted(model.objects.values_list("code")) for model in SUBJECTS
    }
    tables["Network"] = sorted(models.Network.objects.values_list("code", "members_as_at"), key=repr)
    for record in RECORDS:
        tables[record.__name__] = _rows(record, {"subject_id": "subject__code", "parent_id": "parent__code"})
    organisations = {"practice_id": "practice__code", "network_id": "network__code"}
    for model in (models.Membership, models.Sighting, models.ListSize):
        tables[model.__name__] = _rows(model, organisations)
    tables["Import"] = sorted(models.Import.objects.values_list("kind", "as_at", "name", "sha256"))
    return tables


def _rows(model: type[Model], codes: dict[str, str]) -> list[tuple[object, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in LEFT_OUT]
    fields = [codes.get(name, name) for name in names]
    return sorted(model._default_manager.order_by().values_list(*fields), key=repr)


def seen_from(days: list[date]) -> list[object]:
    """What the register answers on each day; its sources without the numbers that depend on the order of imports."""
    found = [load(day) for day in days]
    return [replace(one, sources=tuple(replace(source, number=0) for source in one.sources)) for one in found]
