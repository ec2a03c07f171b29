"""What people fill in to make a local edition."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms

from trellis.common.transitions import NotAllowedNowError
from trellis.files.refusals import FILE_LIMIT, RefusedError, in_megabytes
from trellis.matrix.actions import EditionRefusedError
from trellis.matrix.derivation import Add, DerivationRefusedError, Retitle, Reword
from trellis.matrix.edition_files import edition_in_file
from trellis.matrix.imports import EditionInvalidError
from trellis.matrix.rules import (
    ID_LONGEST,
    ID_SHAPE,
    TITLE_LONGEST,
    Audience,
    Component,
    Edition,
    FindEdition,
    Theme,
    tidied,
)

STATEMENT_LONGEST = 1_000
Made = TypeVar("Made")


def edition_id_field() -> forms.RegexField:
    """An edition's id."""
    return forms.RegexField(
        ID_SHAPE,
        label="Short name",
        help_text="For addresses and file names. Small letters, digits, dots and hyphens, such as severn-vale-2026.",
        max_length=ID_LONGEST,
        error_messages={
            "required": "Enter a short name, such as severn-vale-2026.",
            "invalid": "Use small letters, digits, dots and hyphens only, such as severn-vale-2026.",
            "max_length": f"The short name must be {ID_LONGEST} characters or fewer.",
        },
    )


def title_field(label: str, example: str) -> forms.CharField:
    """A title."""
    return forms.CharField(
        label=label,
        max_length=TITLE_LONGEST,
        error_messages={
            "required": f"Enter a title, such as {example}.",
            "max_length": f"The title must be {TITLE_LONGEST} characters or fewer.",
        },
    )


def statement_field() -> forms.CharField:
    """A statement."""
    return forms.CharField(
        label="Statement",
        help_text="One idea in about 20 words, which a practice manager can say yes or no to.",
        max_length=STATEMENT_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter the statement.",
            "max_length": f"The statement must be {STATEMENT_LONGEST:,} characters or fewer.",
        },
    )


class DeriveForm(forms.Form):
    """The id and title of a local edition."""

    title = title_field("Title", "Severn Vale matrix 2026")
    edition_id = edition_id_field()


class ImportForm(forms.Form):
    """A file that holds an edition."""

    file = forms.FileField(
        label="File",
        help_text="A maturity workbook in the national layout, blank or filled in, or an edition in YAML. Up to 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.yaml,.yml"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another."},
    )
    title = forms.CharField(
        label="Title", help_text="Leave this empty for a YAML file.", max_length=TITLE_LONGEST, required=False
    )
    edition_id = forms.CharField(
        label="Short name",
        help_text="Such as severn-vale-2026. Leave this empty for a YAML file.",
        max_length=ID_LONGEST,
        required=False,
    )

    def edition(self, find: FindEdition) -> Edition:
        """The edition in the file of the valid form. Raises what ``edition_in_file`` raises."""
        data = self.cleaned_data
        file = data["file"]
        return edition_in_file(file.read(), str(file.name), data["edition_id"], data["title"], find=find)

    def clean_file(self) -> Any:
        """The file, not too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > FILE_LIMIT:
            raise forms.ValidationError(f"The file is over {in_megabytes(FILE_LIMIT)}, the most that is read.")
        return file


class ConfirmForm(forms.Form):
    """A button and nothing else."""


class RetitleForm(forms.Form):
    """A theme's new title."""

    title = title_field("Title of the theme", "Working with residents")

    def change(self, theme: Theme) -> Retitle:
        """What the valid form asks for."""
        return Retitle(theme.id, tidied(self.cleaned_data["title"]))


class RewordForm(forms.Form):
    """The same statement in other words."""

    statement = statement_field()

    def change(self, component: Component) -> Reword:
        """What the valid form asks for."""
        return Reword(component.id, tidied(self.cleaned_data["statement"]))


class AddForm(forms.Form):
    """A new statement and the cell it goes into."""

    theme = forms.ChoiceField(label="Theme")
    audience = forms.ChoiceField(label="Whom it speaks about")
    step = forms.ChoiceField(label="Step")
    statement = statement_field()
    looks_like = forms.CharField(
        label="What it looks like when it is in place (optional)",
        max_length=STATEMENT_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "theme": [(theme.id, theme.title) for theme in edition.themes],
            "audience": [(audience.value, audience.label) for audience in edition.audiences],
            "step": [(step.id, step.title) for step in edition.steps],
        }
        for name, offered in choices.items():
            cast("forms.ChoiceField", self.fields[name]).choices = offered

    def change(self) -> Add:
        """What the valid form asks for."""
        data = self.cleaned_data
        audience = Audience(data["audience"])
        return Add(data["theme"], audience, data["step"], tidied(data["statement"]), tidied(data["looks_like"]))


def attempted(form: forms.Form, action: Callable[[], Made]) -> Made | None:
    """What ``action`` makes; None where it refuses, and then the form says why."""
    try:
        return action()
    except EditionInvalidError as error:
        for fault in error.faults:
            form.add_error(None, f"{error.name}, line {fault.line}: {fault.sentence}")
    except EditionRefusedError as error:
        for sentence in error.sentences:
            form.add_error(None, sentence)
    except (DerivationRefusedError, NotAllowedNowError, RefusedError) as error:
        form.add_error(None, str(error))
    return None
