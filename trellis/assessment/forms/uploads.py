"""Uploading workbooks: a board those that networks returned, a network its own."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from trellis.assessment.matching import IncomingFile
from trellis.files.refusals import FILE_LIMIT, MEGABYTE, in_megabytes

ALL_TOGETHER = 200 * MEGABYTE
"""The most that one upload may bring, in bytes: it is read in memory."""

WORKBOOK = ".xlsx,.xlsm,.xls,.ods"
WORKBOOKS = f"{WORKBOOK},.zip"


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes more than one."""

    allow_multiple_selected = True
    input_type = "file"


class FilesField(forms.FileField):
    """One or more files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Every file, none of them too large to be read. An empty one passes, to be reported with the others."""
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        files: list[UploadedFile[bytes]] = data if isinstance(data, list) else [data]
        too_large = [str(file.name) for file in files if (file.size or 0) > FILE_LIMIT]
        if too_large:
            raise forms.ValidationError(
                f"{', '.join(too_large)}: over {in_megabytes(FILE_LIMIT)}, the most that is read. "
                "Nothing was uploaded. Leave it out, or send it in smaller parts."
            )
        if sum(file.size or 0 for file in files) > ALL_TOGETHER:
            raise forms.ValidationError(
                f"Together these files are over {in_megabytes(ALL_TOGETHER)}. Nothing was uploaded. "
                "Upload fewer at a time."
            )
        return files


class UploadForm(forms.Form):
    """The returned workbooks, or zips of them."""

    workbooks = FilesField(
        label="Returned workbooks",
        help_text="Choose one workbook, all those in a folder (up to 2,000), or a zip of them. "
        "Each file can be up to 20 MB.",
        error_messages={"required": "Choose the workbooks that networks returned, or a zip of them."},
        widget=SeveralFiles(attrs={"accept": WORKBOOKS}),
    )

    def incoming(self) -> Iterator[IncomingFile]:
        """The files of a form that is valid, with their bytes, one at a time."""
        for file in self.cleaned_data["workbooks"]:
            yield IncomingFile(str(file.name), file.read())


class OwnWorkbookForm(forms.Form):
    """The workbook that a network has filled in."""

    workbook = FilesField(
        label="Your filled-in workbook",
        help_text="Nothing changes yet: you see answer by answer what would change, and decide.",
        error_messages={"required": "Choose the workbook that you have filled in."},
        widget=forms.FileInput(attrs={"accept": WORKBOOK}),
    )

    def incoming(self) -> IncomingFile:
        """The file of a form that is valid."""
        [file] = self.cleaned_data["workbook"]
        return IncomingFile(str(file.name), file.read())


class DecisionForm(forms.Form):
    """What to do with a workbook that waits. ``seen`` is the version of the draft that the page showed."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("all", "selected", "aside", "back")])
    seen = forms.IntegerField(min_value=0)
