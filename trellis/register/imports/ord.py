"""Organisations as the ODS ORD interface answers: one, or a list of them.

A practice's network is its relationship RE8 to an organisation with the primary role RO272, its commissioner the
relationship RE4 to a RO98 (a role that sub-ICB locations keep). A single role or relationship may come without a list.
"""

from collections.abc import Iterator
from datetime import date

from trellis.register.imports.dates import read_date
from trellis.register.imports.facts import Facts, Membership, Organisation, Place
from trellis.register.imports.tables import Notes, refuse
from trellis.register.rules import Kind, Level, is_code

NETWORK, COMMISSIONER, PRACTICE, PRESCRIBING = "RO272", "RO98", "RO76", "RO177"
BELONGS_TO, COMMISSIONED_BY = "RE8", "RE4"
Json = object


def organisations(answer: Json) -> list[dict[str, Json]]:
    """The organisations in an answer, or in a list of answers; empty where there is none."""
    if isinstance(answer, list):
        return [found for one in answer for found in organisations(one)]
    if not isinstance(answer, dict):
        return []
    if isinstance(answer.get("Organisation"), dict):
        return [answer["Organisation"]]
    if isinstance(answer.get("Organisations"), list):
        return [one for one in answer["Organisations"] if isinstance(one, dict)]
    return []


def read(answer: Json, name: str, *, as_at: date | None = None) -> Facts:
    """What the organisations say, as at the latest LastChangeDate among them. Raises FileRefusedError."""
    notes = Notes(name)
    networks: dict[str, Place] = {}
    practices: dict[str, Place] = {}
    sub_icbs: dict[str, Organisation] = {}
    memberships: dict[Membership, None] = {}
    changed: list[date] = []
    for number, organisation in enumerate(organisations(answer), 1):
        where = f"organisation {number}"
        code, roles = _code(organisation), set(_roles(organisation))
        changed.extend(_days(organisation.get("LastChangeDate")))
        level = _level(roles)
        if level is None or not is_code(level, code):
            notes.ignored += 1
            notes.add(
                where, "not-for-the-register", f"“{code[:20]}” is neither a practice nor a network. It was left out."
            )
            continue
        place = _place(organisation, code)
        if level is Level.SUB_ICB:
            sub_icbs[code] = Organisation(code, place.name)
        elif level is Level.NETWORK:
            networks[code] = place
        else:
            practices[code] = place
            memberships |= dict.fromkeys(_memberships(organisation, code, where, notes))
    if not (networks or practices or sub_icbs):
        raise refuse(name, "nothing-readable", "holds no practice, network or commissioner")
    day = as_at or max(changed, default=None)
    if day is None:
        raise refuse(name, "no-date", "has no LastChangeDate", "Say the date with --as-at.")
    named = {place.parent for place in (*networks.values(), *practices.values())} - {""} - set(sub_icbs)
    return Facts(
        kind=Kind.ORGANISATION,
        as_at=day,
        sub_icbs=(*sub_icbs.values(), *(Organisation(code) for code in sorted(named))),
        networks=tuple(networks.values()),
        practices=tuple(practices.values()),
        memberships=tuple(memberships),
        ignored=notes.ignored,
        odd=tuple(notes.odd),
    )


def _level(roles: set[str]) -> Level | None:
    if NETWORK in roles:
        return Level.NETWORK
    if roles & {PRACTICE, PRESCRIBING}:
        return Level.PRACTICE
    return Level.SUB_ICB if COMMISSIONER in roles else None


def _code(organisation: dict[str, Json]) -> str:
    identifier = organisation.get("OrgId")
    found = identifier.get("extension") if isinstance(identifier, dict) else organisation.get("OrgId")
    return str(found or "").strip().upper()


def _several(holder: Json, inner: str) -> list[dict[str, Json]]:
    """The things in {"Rels": {"Rel": [...]}}, whether there is a list of them or only one."""
    found = holder.get(inner) if isinstance(holder, dict) else None
    several = found if isinstance(found, list) else [found]
    return [one for one in several if isinstance(one, dict)]


def _roles(organisation: dict[str, Json]) -> Iterator[str]:
    yield from (str(role.get("id")) for role in _several(organisation.get("Roles"), "Role"))
    yield str(organisation.get("PrimaryRoleId"))


def _days(value: Json) -> list[date]:
    try:
        day = read_date(value if isinstance(value, str) else None)
    except ValueError:
        return []
    return [day] if day else []


def _period(holder: dict[str, Json]) -> tuple[date | None, date | None]:
    """The operational start and end of a thing with {"Date": [{"Type": "Operational", "Start": ..., "End": ...}]}."""
    for dates in _several(holder, "Date"):
        if dates.get("Type") in {"Operational", None}:
            return next(iter(_days(dates.get("Start"))), None), next(iter(_days(dates.get("End"))), None)
    return None, None


def _target(rel: dict[str, Json]) -> tuple[str, str]:
    """The code and the primary role of the organisation that a relationship points at."""
    target = rel.get("Target")
    if not isinstance(target, dict):
        return "", ""
    role = target.get("PrimaryRoleId")
    return _code(target), str(role.get("id")) if isinstance(role, dict) else ""


def _place(organisation: dict[str, Json], code: str) -> Place:
    parent = ""
    for rel in _several(organisation.get("Rels"), "Rel"):
        target, role = _target(rel)
        active = rel.get("Status") == "Active" and _period(rel)[1] is None
        if active and role == COMMISSIONER and rel.get("id") == COMMISSIONED_BY and is_code(Level.SUB_ICB, target):
            parent = target
    location = organisation.get("GeoLoc")
    location = location.get("Location") if isinstance(location, dict) else None
    postcode = location.get("PostCode") if isinstance(location, dict) else ""
    opened, closed = _period(organisation)
    if opened and closed and closed < opened:
        opened = None
    return Place(
        code, str(organisation.get("Name") or "")[:200], parent, str(postcode or "")[:10], True, opened, closed
    )


def _memberships(organisation: dict[str, Json], practice: str, where: str, notes: Notes) -> Iterator[Membership]:
    for rel in _several(organisation.get("Rels"), "Rel"):
        network, role = _target(rel)
        if rel.get("id") != BELONGS_TO or role != NETWORK:
            continue
        started, ended = _period(rel)
        if not is_code(Level.NETWORK, network) or started is None or (ended and ended < started):
            notes.add(
                where, "bad-membership", f"{practice}'s membership of “{network[:20]}” has no usable dates or code."
            )
            continue
        if ended is None and rel.get("Status") == "Inactive":
            notes.add(where, "bad-membership", f"{practice}'s membership of {network} is over, but has no end date.")
            continue
        yield Membership(practice, network, started, ended)
