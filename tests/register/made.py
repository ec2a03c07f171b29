"""Small files with every quirk of the real ones, made in code. Their organisations are invented."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook

TODAY = date(2026, 11, 22)

NETWORKS_2019 = (
    "PCN Code", "PCN Name", "Current Clinical Commissioning Group Code", "Clinical Commissioning Group Name",
    "Open Date (YYYYMMDD)", "Close Date", "Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4",
    "Address Line 5", "Postcode",
)  # fmt: skip
NETWORKS_2022 = (
    "PCN Code", "PCN Name", "Current Clinical \nCommissioning \nGroup Code", "Clinical Commissioning Group Name",
    "Open Date", *NETWORKS_2019[5:],
)  # fmt: skip
NETWORKS_2023 = (
    "PCN Code", "PCN Name", "Current Sub ICB Loc Code", "Sub ICB Location", "Open Date", *NETWORKS_2019[5:],
)  # fmt: skip
MEMBERS_2019 = (
    "Partner Organisation Code", "Partner Name", "Practice Parent CCG Code", "Practice Parent CCG Name", "PCN Code",
    "PCN Name", "PCN Parent CCG Code", "PCN Parent CCG Name", "Practice to PCN Relationship Start Date",
    "Practice to PCN Relationship End Date", "Practice CCG and PCN CCG match?",
)  # fmt: skip
MEMBERS_2023 = (
    "Partner\r\nOrganisation\nCode", "Partner\nName", "Practice\nParent\nSub ICB Loc Code",
    "Practice\nParent\nSub ICB Loc Name", "PCN Code", "PCN Name", "PCN Parent\nSub ICB Loc Code",
    "PCN Parent\nSub ICB Loc Name", "Practice to PCN\nRelationship\nStart Date",
    "Practice to PCN\nRelationship\nEnd Date", "Practice Sub ICB Loc and PCN Sub ICB Loc Match ",
)  # fmt: skip
Row = Sequence[object]


def network(code: str, name: str, *, opened: object = 20190701, closed: object = "", within: str = "99Z") -> Row:
    """A row of the first sheet."""
    return (code, name, within, f"NHS {within} CCG", opened, closed, "1 HIGH STREET", "", "", "", "", "ZZ1 1AA")


def member(
    practice: str, network_code: str, started: object = 20190701, ended: object = None, *, within: str = "99Z"
) -> Row:
    """A row of the second sheet."""
    name = f"SURGERY {practice}"
    return (
        practice, name, within, f"NHS {within} CCG", network_code, "=VLOOKUP(E2,A:B,2)", within, f"NHS {within} CCG",
        started, ended, "=C2=G2",
    )  # fmt: skip


def epcn(
    networks: Iterable[Row],
    members: Iterable[Row],
    *,
    heads: tuple[Sequence[str], Sequence[str]] = (NETWORKS_2019, MEMBERS_2019),
) -> bytes:
    """An ePCN workbook."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = "PCN Details"
    second = book.create_sheet("PCN Core Partner Details")
    for sheet, head, rows in ((first, heads[0], networks), (second, heads[1], members)):
        sheet.append(list(head))
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows: Row, line: str = "\n", bom: bool = False) -> bytes:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator=line).writerows(rows)
    return (b"\xef\xbb\xbf" if bom else b"") + out.getvalue().encode()


def zipped(**files: bytes) -> bytes:
    """Files in a zip; a name's double underscore stands for the dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


MAP_CCG = (
    "PUBLICATION", "EXTRACT_DATE", "PRACTICE_CODE", "PRACTICE_NAME", "PRACTICE_POSTCODE", "PCN_CODE", "PCN_NAME",
    "ONS_CCG_CODE", "CCG_CODE", "CCG_NAME", "ONS_STP_CODE", "STP_CODE", "STP_NAME", "ONS_COMM_REGION_CODE",
    "COMM_REGION_CODE", "COMM_REGION_NAME",
)  # fmt: skip
MAP_ICB = (
    *MAP_CCG[:7], "ONS_SUB_ICB_LOCATION_CODE", "SUB_ICB_LOCATION_CODE", "SUB_ICB_LOCATION_NAME", "ONS_ICB_CODE",
    "ICB_CODE", "ICB_NAME", *MAP_CCG[13:], "SUPPLIER_NAME",
)  # fmt: skip


def mapped(practice: str, network_code: str, day: str = "01Jul2026", *, within: str = "99Z", board: str = "QZZ") -> Row:
    """A row of the map, as long as the ICB era has it."""
    name = "Unallocated" if network_code == "U" else f"NET {network_code} PCN"
    return (
        "GP_PRAC_PAT_LIST", day, practice, f"SURGERY {practice}", "ZZ1 1AA", network_code, name, "E38", within,
        f"NHS {board} ICB - {within}", "E54", board, f"NHS {board} INTEGRATED CARE BOARD", "E40", "Y99", "Far North",
        "EMIS",
    )  # fmt: skip


def map_file(*rows: Row, head: Sequence[str] = MAP_ICB, **how: object) -> bytes:
    """A map of practices and networks."""
    return table(head, *(row[: len(head)] for row in rows), **how)  # type: ignore[arg-type]


LISTS_CCG = (
    "PUBLICATION", "EXTRACT_DATE", "TYPE", "CCG_CODE", "ONS_CCG_CODE", "CODE", "POSTCODE", "SEX", "AGE",
    "NUMBER_OF_PATIENTS",
)  # fmt: skip


def listed(practice: str, patients: object, day: str = "01JAN2021") -> Row:
    """A row of the list of patients by practice."""
    return ("GP_PRAC_PAT_LIST", day, "GP", "99Z", "E38", practice, "ZZ1 1AA", "ALL", "ALL", patients)


BY_AGE = (
    "PUBLICATION", "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE", "POSTCODE", "SEX", "AGE_GROUP_5",
    "NUMBER_OF_PATIENTS",
)  # fmt: skip


def aged(level: str, code: str, patients: object, sex: str = "ALL", age: str = "ALL", day: str = "2026-07-01") -> Row:
    """A row of the list of patients by age."""
    return ("GP_PRAC_PAT_LIST", day, level, code, "", "ZZ1 1AA" if level == "GP" else "", sex, age, patients)


ADJUSTED = (
    "Practice Code", "Practice Name", "PCN Code", "PCN Name", "ICB Code", "ICB Name", "Region code", "Region",
    "Raw list size", "Adjusted Population", "PCN member January 25",
)  # fmt: skip


def adjusted(practice: str, network_code: str, raw: object, weighted: object) -> Row:
    """A row of the adjusted population."""
    if network_code == "no_data":
        name = f"Surgery {practice} ({practice})"
        return (practice, name, *["no_data"] * 4, "Y99", "Far North", raw, weighted, "No")
    return (
        practice, f"SURGERY {practice}", network_code, f"NET {network_code} PCN", "QZZ", "NHS QZZ ICB", "Y99",
        "Far North", raw, weighted, "Yes",
    )  # fmt: skip


def practice_row(
    code: str, *, setting: str = "4", status: str = "A", opened: str = "19740401", closed: str = ""
) -> Row:
    """A row of epraccur, 27 columns."""
    row = [""] * 27
    row[:4] = [code, f"SURGERY {code}", "Y99", "QZZ"]
    row[9:13] = ["ZZ1 1AA", opened, closed, status]
    row[14], row[25] = "99Z", setting
    return row


def commissioner_row(code: str) -> Row:
    """A row of eccg, 27 columns."""
    row = [""] * 27
    row[:4] = [code, f"NHS {code} ICB", "Y99", "QZZ"]
    row[10] = "20130401"
    return row


def organisation(
    code: str, *, role: str = "RO76", rels: object = None, changed: str = "2024-05-01", name: str = "SURGERY"
) -> dict[str, object]:
    """An answer of the ORD interface; a single role comes without a list, as there."""
    return {
        "Organisation": {
            "Name": name,
            "Date": [{"Type": "Operational", "Start": "2000-09-01"}],
            "OrgId": {"extension": code},
            "Status": "Active",
            "LastChangeDate": changed,
            "GeoLoc": {"Location": {"PostCode": "ZZ1 1AA"}},
            "Roles": {"Role": {"id": role, "primaryRole": True}},
            "Rels": {"Rel": rels},
        }
    }


def rel(
    to: str, *, kind: str = "RE8", role: str = "RO272", start: str = "2019-10-01", end: str = ""
) -> dict[str, object]:
    """A relationship of an answer of the ORD interface."""
    period = {"Type": "Operational", "Start": start, **({"End": end} if end else {})}
    return {
        "Date": [period],
        "Status": "Inactive" if end else "Active",
        "Target": {"OrgId": {"extension": to}, "PrimaryRoleId": {"id": role}},
        "id": kind,
    }


def as_json(*answers: object) -> bytes:
    """One answer, or several in a list."""
    return json.dumps(answers[0] if len(answers) == 1 else answers).encode()
