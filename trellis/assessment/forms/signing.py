"""What people fill in to sign an assessment, to open it again, and to share it."""

from typing import Any

from django import forms

from trellis.assessment.forms.rounds import reason_field
from trellis.assessment.queries.signed import ToSign
from trellis.assessment.standing import Sharing


class SignForm(forms.Form):
    """A tick and a button. ``version`` and ``shown`` say what was on the page, so that nothing else is signed."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    shown = forms.CharField(max_length=100, widget=forms.HiddenInput)
    read = forms.BooleanField(
        error_messages={"required": "Tick that you have read it. Nothing was signed."},
    )

    def __init__(self, *args: Any, network: str = "", standing: ToSign | None = None, **kwargs: Any) -> None:
        """``standing`` is what the page shows."""
        if standing:
            kwargs["initial"] = {"version": standing.version, "shown": standing.token}
        super().__init__(*args, **kwargs)
        self.fields["read"].label = f"I have read this, and I sign it for {network}."


class RecallForm(forms.Form):
    """Why, if the network wants to say."""

    why = reason_field(
        "Reason (if you want to give one)", "Your board sees it beside the copy that you recall.", required=False
    )


class ReopenForm(forms.Form):
    """Why, because the network is told."""

    why = reason_field(
        hint="It goes into a letter to those who lead the network, and onto its page.",
        missing="Say why it is reopened: the network is told.",
    )


class SharingForm(forms.Form):
    """Who may see it."""

    sharing = forms.ChoiceField(
        label="Who may see what we have signed?",
        choices=[(each.value, each.label) for each in Sharing],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who may see it. Nothing was changed.",
            "invalid_choice": "Choose one of these. Nothing was changed.",
        },
    )

    @property
    def chosen(self) -> Sharing:
        """The choice of a form that is valid."""
        return Sharing(self.cleaned_data["sharing"])
