"""Adding evidence, and publishing it for a whole board."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError

from trellis.accounts.models import Person
from trellis.assessment.actions.evidence import LINK_LONGEST, TITLE_LONGEST, add_file, add_link, publish_standard
from trellis.assessment.matching import IncomingFile
from trellis.assessment.models import Evidence, Round, RoundNetwork, StandardEvidence
from trellis.common.transitions import NotAllowedNowError
from trellis.files.kinds import TAKEN_ENDINGS
from trellis.files.refusals import FILE_LIMIT, RefusedError, in_megabytes
from trellis.matrix.rules import Edition

Made = TypeVar("Made")
AGAIN = "Choose the file again: a browser does not keep it."


def title_field(*, required: bool, help_text: str) -> forms.CharField:
    """What a piece is called."""
    return forms.CharField(
        label="What it shows",
        help_text=help_text,
        required=required,
        max_length=TITLE_LONGEST,
        error_messages={
            "required": "Say what it shows, such as Minutes of the board, March 2026.",
            "max_length": f"Use {TITLE_LONGEST} characters or fewer.",
        },
    )


def link_field(*, required: bool) -> forms.CharField:
    """A web address; the action looks at it closely."""
    return forms.CharField(
        label="Web address",
        help_text="Starting with https://",
        required=required,
        max_length=LINK_LONGEST,
        widget=forms.URLInput,
        error_messages={
            "required": "Enter the web address, starting with https://.",
            "max_length": f"The address must be {LINK_LONGEST} characters or fewer.",
        },
    )


class EvidenceForm(forms.Form):
    """A link or a file, and what it shows."""

    title = title_field(
        required=False, help_text="For example, Minutes of the board, March 2026. A file can go by its own name."
    )
    link = link_field(required=False)
    file = forms.FileField(
        label="Or a file",
        help_text=(
            "PDF, Word, Excel, PowerPoint, OpenDocument, a picture (PNG or JPEG), text or CSV, without macros. "
            f"Up to {in_megabytes(FILE_LIMIT)}."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(TAKEN_ENDINGS)}),
        error_messages={"empty": "The file is empty. Choose another."},
    )

    def clean_file(self) -> Any:
        """The file, not too large to be taken."""
        file = self.cleaned_data["file"]
        if file and file.size > FILE_LIMIT:
            raise ValidationError(
                f"{file.name} is {in_megabytes(file.size)}, and the most that is taken is {in_megabytes(FILE_LIMIT)}. "
                "Leave pictures out, or give a link to it."
            )
        return file

    def clean(self) -> dict[str, Any]:
        """One of link and file."""
        link, file = self.cleaned_data.get("link"), self.cleaned_data.get("file")
        if not self.errors and not link and not file:
            self.add_error("link", "Enter a web address, or choose a file.")
        if link and file:
            self.add_error("link", f"Give a web address or a file, one at a time. {AGAIN}")
        return self.cleaned_data

    def keep(self, asked: RoundNetwork, component: str, by: Person) -> Evidence | None:
        """What the valid form adds; None where that is refused, and then the form says why."""
        title, link, file = (self.cleaned_data[name] for name in ("title", "link", "file"))
        if link:
            return attempted(self, lambda: add_link(asked, component, title=title, link=link, by=by))
        incoming = IncomingFile(str(file.name), file.read())
        return attempted(self, lambda: add_file(asked, component, title=title, file=incoming, by=by))


class StandardEvidenceForm(forms.Form):
    """A link that every network of the board can accept, and what it says."""

    component = forms.ChoiceField(
        label="For which statement",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a statement of the matrix."),
    )
    title = title_field(required=True, help_text="For example, Data sharing agreement of all practices, signed")
    link = link_field(required=True)
    says = forms.CharField(
        label="What it says (optional)",
        help_text="So that a network can tell, without opening it, whether it holds for them too.",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Use 2,000 characters or fewer."},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = {step.id: step.title for step in edition.steps}
        cast("forms.ChoiceField", self.fields["component"]).choices = [
            ("", "Choose a statement"),
            *(
                (one.id, f"{edition.theme_by_id[one.theme].title}, {steps[one.step]}: {one.statement}")
                for one in edition.components
            ),
        ]

    def keep(self, round_: Round, by: Person) -> StandardEvidence | None:
        """What the valid form publishes; None where that is refused, and then the form says why."""
        said = {name: self.cleaned_data[name] for name in ("title", "link", "says")}
        return attempted(self, lambda: publish_standard(round_, self.cleaned_data["component"], by=by, **said))


def attempted(form: forms.Form, action: Callable[[], Made]) -> Made | None:
    """What ``action`` makes; None where it refuses, and then the form says why."""
    try:
        return action()
    except RefusedError as refused:
        form.add_error("file", refused.sentence)
    except ValidationError as error:
        form.add_error(None, error)
    except NotAllowedNowError as error:
        form.add_error(None, str(error))
    return None
