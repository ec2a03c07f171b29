"""An edition from a file, with every fault found at once and the line on which it stands."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from trellis.matrix.lined_yaml import Lined, Path, UnreadableYamlError, read_lined
from trellis.matrix.rules import (
    ID_LONGEST,
    ID_SHAPE,
    TITLE_LONGEST,
    Audience,
    Component,
    Edition,
    FindEdition,
    Step,
    SupportDomain,
    Theme,
    in_matrix_order,
    tidied,
)
from trellis.matrix.soundness import Flaw, cell_flaws, naming_flaws, parent_flaws

LARGEST = 1_000_000
"""Bytes of an edition file. The national matrix takes 40,000."""

UNSHOWABLE = frozenset({"Cc", "Cs"})
"""Unicode categories of characters that a workbook or a database refuses: controls and halves of characters."""


@dataclass(frozen=True)
class EditionFault:
    """One thing that is wrong in an edition file; ``line`` counts from 1."""

    line: int
    sentence: str


class EditionInvalidError(Exception):
    """A file that is no edition. ``faults`` are all that were found, in the order of their lines."""

    def __init__(self, name: str, faults: Iterable[EditionFault]) -> None:
        self.name = name
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        first = self.faults[0]
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        super().__init__(f"{name}, line {first.line}: {first.sentence}{more} Nothing was kept.")


def _not_blank(text: str) -> str:
    """The text tidied. Raises ValueError where nothing is left of it, or it holds what no page can show."""
    tidy = tidied(text)
    if not tidy:
        raise ValueError("is empty")
    if not showable(tidy):
        raise ValueError("holds a control character")
    return tidy


def showable(text: str) -> bool:
    """Whether a workbook, a page and a database can all hold the text."""
    return not any(unicodedata.category(character) in UNSHOWABLE or character in "\ufffe\uffff" for character in text)


Text = Annotated[str, AfterValidator(_not_blank), Field(max_length=2_000)]
Name = Annotated[str, AfterValidator(_not_blank), Field(max_length=TITLE_LONGEST)]
Id = Annotated[str, Field(pattern=ID_SHAPE, max_length=ID_LONGEST)]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Shape(BaseModel):
    """A part of an edition file; a key that is not listed is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Part = TypeVar("Part", bound=Shape)


class StepShape(Shape):
    """A step as written."""

    id: Id
    title: Name

    def step(self) -> Step:
        """The step."""
        return Step(self.id, self.title)


class ThemeShape(Shape):
    """A theme as written."""

    id: Id
    title: Name
    short_title: Name = ""
    also_called: tuple[Name, ...] = ()
    support_domains: tuple[SupportDomain, ...] = ()
    note: Text = ""

    def theme(self) -> Theme:
        """The theme."""
        return Theme(self.id, self.title, self.short_title, self.also_called, self.support_domains, self.note)


class ComponentShape(Shape):
    """A component as written."""

    id: Id
    theme: Name
    audience: Audience
    step: Name
    order: Annotated[int, Field(ge=1, le=999)]
    statement: Text
    looks_like: Text = ""
    source: Text = ""
    fingerprints: tuple[Fingerprint, ...] = ()
    parents: tuple[Name, ...] = ()

    def component(self) -> Component:
        """The component."""
        return Component(**dict(self))


class EditionShape(Shape):
    """An edition as written, but for the parts that are checked one by one."""

    id: Id
    title: Name
    source: Text = ""
    parent: Id = ""
    note: Text = ""
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)]
    steps: Annotated[tuple[object, ...], Field(min_length=1)]
    themes: Annotated[tuple[object, ...], Field(min_length=1)]
    components: tuple[object, ...]


def _finds_none(edition_id: str) -> Edition | None:
    """Where no other editions are to be had."""
    del edition_id
    return None


def edition_from_yaml(text: str, name: str, *, find: FindEdition = _finds_none) -> Edition:
    """The edition written in ``text``, the content of the file called ``name``.

    ``find`` is asked for the parent edition, so that component ids in ``parents`` can be checked; where it answers
    None they are taken on trust. Raises EditionInvalidError with every fault found, each with its line.
    """
    if len(text.encode("utf-8", "replace")) > LARGEST:
        sentence = f"The file is over {LARGEST // 1_000_000} MB, which no edition needs. It was not read."
        raise EditionInvalidError(name, [EditionFault(1, sentence)])
    try:
        lined = read_lined(text)
    except UnreadableYamlError as fault:
        raise EditionInvalidError(name, [EditionFault(fault.line, fault.sentence)]) from None
    if not isinstance(lined.value, dict):
        sentence = "An edition is made of keys and values, such as “id: our-matrix”, and this file is not."
        raise EditionInvalidError(name, [EditionFault(1, sentence)])
    reading = _Reading(lined, lined.value)
    edition = reading.edition(find)
    if reading.faults:
        raise EditionInvalidError(name, reading.faults)
    return in_matrix_order(edition)


class _Reading:
    """Turns one document into an edition, gathering faults on the way.

    A part that is faulty is left out, or stands in by its id, so that the rest can be checked all the same.
    """

    def __init__(self, lined: Lined, document: dict[str, object]) -> None:
        self.lined = lined
        self.document = document
        self.faults = [EditionFault(line, f"The key “{path[-1]}” is given twice.") for path, line in lined.repeated]

    def edition(self, find: FindEdition) -> Edition:
        """The edition, as far as it can be read: whole where there are no ``faults``."""
        head = self._head()
        steps = self._each(StepShape, "steps")
        themes = self._each(ThemeShape, "themes")
        components = self._each(ComponentShape, "components")
        edition = Edition(
            id=head.id if head else "",
            title=head.title if head else "",
            source=head.source if head else "",
            themes=tuple(
                shape.theme() if shape else Theme(self._id_of("themes", i) or f"?{i}", "") for i, shape in themes
            ),
            steps=tuple(shape.step() if shape else Step(self._id_of("steps", i) or f"?{i}", "") for i, shape in steps),
            audiences=head.audiences if head else tuple(Audience),
            components=tuple(shape.component() for _, shape in components if shape),
            parent=head.parent if head else "",
            note=head.note if head else "",
        )
        numbers = [index for index, shape in components if shape]
        self._report(naming_flaws(edition), numbers)
        if head:
            self._report(parent_flaws(edition, find), numbers)
        if len(numbers) == len(components):
            self._report(cell_flaws(edition), numbers)
        return edition

    def _head(self) -> EditionShape | None:
        """The edition's own keys; None where one is faulty."""
        try:
            return EditionShape.model_validate(self.document)
        except ValidationError as error:
            self._add(error, (), "The edition", EditionShape)
            return None

    def _each(self, shape: type[Part], key: str) -> list[tuple[int, Part | None]]:
        """The members of the list at ``key`` with their indexes; None in place of one that is faulty."""
        members = self.document.get(key)
        found: list[tuple[int, Part | None]] = []
        for index, member in enumerate(members if isinstance(members, list) else ()):
            try:
                found.append((index, shape.model_validate(member)))
            except ValidationError as error:
                what = f"{key[:-1].capitalize()} {self._id_of(key, index) or index + 1}"
                self._add(error, (key, index), what, shape)
                found.append((index, None))
        return found

    def _id_of(self, key: str, index: int) -> str:
        """The id of a member of the list at ``key`` as written, or nothing where it has none that can be read."""
        members = self.document.get(key)
        member = members[index] if isinstance(members, list) else None
        written = member.get("id") if isinstance(member, dict) else None
        return tidied(written) if isinstance(written, str) else ""

    def _report(self, found: Iterable[Flaw], numbers: list[int]) -> None:
        """Add flaws of the edition; ``numbers`` are the places in the document of the components it has."""
        for flaw in found:
            place = flaw.place
            if len(place) > 1 and place[0] == "components" and isinstance(place[1], int):
                place = ("components", numbers[place[1]], *place[2:])
            self.faults.append(EditionFault(self.lined.line_of(place), flaw.sentence))

    def _add(self, error: ValidationError, base: Path, what: str, shape: type[Shape]) -> None:
        """Add what pydantic found, in our words."""
        for detail in error.errors(include_url=False, include_context=False):
            place = (*base, *detail["loc"])
            self.faults.append(EditionFault(self.lined.line_of(place), _sentence(detail, what, shape)))


WRONG_TYPE = {
    "string_type": "should be text, and is a list or a map",
    "tuple_type": "should be a list, with a dash before each member",
    "string_too_long": "is longer than any page could show",
    "too_short": "has nothing in it",
    "greater_than_equal": "should be a whole number from 1",
    "less_than_equal": "is too large a number",
    "string_pattern_mismatch": "can hold small letters, digits, dots, hyphens and underscores only",
}
"""What pydantic calls an error, and what we say of it."""


def _sentence(detail: ErrorDetails, what: str, shape: type[Shape]) -> str:
    """One of pydantic's errors as a sentence about ``what`` that says what to do."""
    kind, place, written = detail["type"], detail["loc"], _short(detail["input"])
    key = _short(place[0]) if place else ""
    if not place:
        said = " should be made of keys and values, such as “id: ...”."
    elif kind == "missing":
        said = f" has no “{key}”, or an empty one."
    elif kind == "extra_forbidden":
        near = get_close_matches(key, shape.model_fields, n=1)
        hint = f"Did you mean “{near[0]}”?" if near else f"The keys are {', '.join(shape.model_fields)}."
        said = f" has the key “{key}”, which means nothing here. {hint}"
    elif kind == "enum":
        allowed = Audience if key.startswith("audience") else SupportDomain
        said = f": “{written}” is not known as “{key}”. Write one of: {', '.join(allowed)}."
    elif kind == "value_error":
        said = f": “{key}” {detail['msg'].removeprefix('Value error, ')}."
    elif kind.startswith("int_"):
        said = f": “{key}” should be a whole number from 1, and is “{written}”."
    elif key == "fingerprints" and kind == "string_pattern_mismatch":
        said = f": “{written}” is no fingerprint, which has 16 digits from 0 to f."
    else:
        said = f": “{key}” {WRONG_TYPE.get(kind, 'cannot be read')}."
    return what + said


def _short(written: object) -> str:
    """What was written, cut to what fits in a sentence."""
    text = tidied(str(written))
    return text if len(text) <= 40 else f"{text[:40]}…"
