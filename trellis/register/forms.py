"""The date from which the register is looked at."""

from datetime import date, datetime
from typing import Any

from django import forms

from trellis.common.dates import nhs_date
from trellis.register.imports.dates import EARLIEST, LATEST, read_date

WRITTEN_OUT = ("%d %B %Y", "%d %b %Y")
FIELD = "as-at"


class DayField(forms.CharField):
    """A day, written as 2024-10-01, 1/10/2024 or 1 October 2024."""

    def clean(self, value: Any) -> date | None:
        """The day; None where nothing was written. Raises ValidationError."""
        text = " ".join(str(super().clean(value)).split())
        for form in WRITTEN_OUT:
            try:
                day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
            if EARLIEST <= day <= LATEST:
                return day
        try:
            return read_date(text)
        except ValueError:
            raise forms.ValidationError("Enter a real date, such as 1 October 2024.") from None


class AsAtForm(forms.Form):
    """Asks for the date. The field's name is that of the address: ``?as-at=2024-10-01``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = DayField(label="Date", required=False, help_text="For example, 1 October 2024")

    @classmethod
    def showing(cls, day: date) -> "AsAtForm":
        """The form with a day in it."""
        return cls(initial={FIELD: nhs_date(day)})
