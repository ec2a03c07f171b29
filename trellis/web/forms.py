"""What an auditor looks for."""

from typing import Any

from django import forms

from trellis.audit.queries import Wanted
from trellis.register.forms import DayField
from trellis.web.wordings import EVENTS


class EventsForm(forms.Form):
    """Narrows the events. The names of the fields are those of the address: ``?about=round+autumn-2026``."""

    what = forms.ChoiceField(label="What", required=False, choices=[("", "Anything"), *EVENTS.items()])
    about = forms.CharField(
        label="About", required=False, max_length=200, help_text="A round, network, person or edition, or part of it"
    )
    who = forms.CharField(label="Who", required=False, max_length=200, help_text="An e-mail address, or part of it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = DayField(label="From", required=False, help_text="For example, 14 September 2026")
        self.fields["to"] = DayField(label="To", required=False, help_text="For example, 25 November 2026")

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, which no event can lie between."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", "Enter a day that is not before the first one.")
        return cleaned

    @property
    def wanted(self) -> Wanted:
        """What was asked for, once it is valid."""
        given = self.cleaned_data
        return Wanted(given["what"], given["who"].strip(), given["about"].strip(), given["from"], given["to"])
