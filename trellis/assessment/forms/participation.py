"""What is filled in for networks that were ticked in the list of a round."""

from typing import Any, cast

from django import forms

from trellis.assessment.forms.rounds import MESSAGE_LONGEST, day_field, reason_field
from trellis.matrix.rules import Edition


def words_field(label: str, hint: str) -> forms.CharField:
    """A sentence of one's own in a letter."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=MESSAGE_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"It must be {MESSAGE_LONGEST:,} characters or fewer."},
    )


class RemindForm(forms.Form):
    """A reminder by hand."""

    words = words_field("A sentence of yours (optional)", "It stands in the letter below how things stand.")


class ExtendForm(forms.Form):
    """A later due date for some networks."""

    due = day_field("New due date")
    why = reason_field()


class ReasonForNetworksForm(forms.Form):
    """Why networks are withdrawn or taken back in."""

    why = reason_field()


class AskForm(forms.Form):
    """Which components are asked for by themselves."""

    components = forms.MultipleChoiceField(
        label="Statements",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one statement."},
    )
    words = words_field("Why, or what to look at (optional)", "It stands in the letter and beside the statements.")

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(component.id, component.statement) for component in edition.components]
        cast("forms.MultipleChoiceField", self.fields["components"]).choices = offered


class AddForm(forms.Form):
    """A network that comes in later, and why."""

    network = forms.ChoiceField(label="Network", error_messages={"required": "Choose a network."})
    why = reason_field()

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a network"), *offered]
        cast("forms.ChoiceField", self.fields["network"]).choices = choices
