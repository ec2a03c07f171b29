"""YAML as plain text, lists and maps, with the line on which each part begins.

Only the part of YAML that an edition needs: one document, no anchors, no aliases, no tags, nothing nested deeply. Every
scalar is text, whatever YAML would make of it: the shapes in imports say what a number is. So a small file cannot
unfold into a large one, and "no" stays a word.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

Path = tuple[str | int, ...]
"""The way to a part of the document: keys and indexes counted from 0."""

DEEPEST = 8
"""Lists and maps within each other. An edition needs four."""

ABSENT = frozenset({"", "~", "null", "Null", "NULL"})
"""Plain scalars that say nothing: the key is taken as not given."""


class UnreadableYamlError(Exception):
    """A document that cannot be read on. ``line`` counts from 1."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


@dataclass
class Lined:
    """A document: ``value`` as plain values, ``lines`` by path; ``repeated`` are keys given twice, with their line."""

    value: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    repeated: list[tuple[Path, int]] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """The line of ``path``, or of the nearest part around it that is in the document."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass
class _Open:
    """A list or map that has begun and not ended; ``key`` is the map's key whose value comes next."""

    path: Path
    items: list[object] | None
    members: dict[str, object] | None
    key: str | None = None


def read_lined(text: str) -> Lined:
    """The document in ``text``. Raises UnreadableYamlError at the first place that is not such YAML."""
    try:
        return _built(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise UnreadableYamlError(
            line, f"This is not YAML: {error.problem or error.context or 'it cannot be read'}."
        ) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableYamlError(line, "This line holds a character that YAML does not allow.") from None
    except YAMLError:
        raise UnreadableYamlError(1, "This is not YAML that can be read.") from None
    except (ValueError, IndexError, AttributeError, TypeError, AssertionError, RecursionError):
        # The YAML library stumbles over some damaged escapes and directives with errors of its own making.
        raise UnreadableYamlError(1, "This is not YAML that can be read.") from None


def _built(events: Iterator[Event]) -> Lined:
    """The document that ``events`` describe."""
    lined = Lined()
    stack: list[_Open] = []
    documents = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise UnreadableYamlError(line, "A second document begins here. Put one edition in a file.")
        elif isinstance(event, CollectionEndEvent):
            stack.pop()
        elif isinstance(event, NodeEvent):
            _refuse_references(event, line)
            _place(event, line, stack, lined)
    return lined


def _refuse_references(event: NodeEvent, line: int) -> None:
    """Raise UnreadableYamlError for an alias, an anchor or a tag."""
    if isinstance(event, AliasEvent) or event.anchor:
        raise UnreadableYamlError(line, "Anchors and aliases (& and *) are not allowed. Write the value out.")
    if getattr(event, "tag", None):
        raise UnreadableYamlError(line, "Tags (!) are not allowed. Write the plain value.")


def _place(event: NodeEvent, line: int, stack: list[_Open], lined: Lined) -> None:
    """Put the event's value where it belongs: as a key, as a key's value, as an item, or as the whole document."""
    top = stack[-1] if stack else None
    if top is not None and top.members is not None and top.key is None:
        _begin_member(event, line, top, lined)
        return
    path = _next_path(top)
    lined.lines.setdefault(path, line)
    value = _value(event, path, line, stack)
    if top is None:
        lined.value = value
    elif top.items is not None:
        top.items.append(value)
    elif top.members is not None and top.key is not None:
        if value is not None:
            top.members.setdefault(top.key, value)
        top.key = None


def _begin_member(event: NodeEvent, line: int, top: _Open, lined: Lined) -> None:
    """Take the event as a map's key."""
    if not isinstance(event, ScalarEvent):
        raise UnreadableYamlError(line, "A list or map stands where a key was expected.")
    top.key = event.value
    path = (*top.path, event.value)
    if path in lined.lines:
        lined.repeated.append((path, line))
    else:
        lined.lines[path] = line


def _next_path(top: _Open | None) -> Path:
    """The path of the value that comes next."""
    if top is None:
        return ()
    if top.items is not None:
        return (*top.path, len(top.items))
    return (*top.path, top.key or "")


def _value(event: NodeEvent, path: Path, line: int, stack: list[_Open]) -> object:
    """The event's value: text, None for a plain scalar that says nothing, or a list or map to be filled."""
    if isinstance(event, ScalarEvent):
        return None if event.style is None and event.value in ABSENT else event.value
    if len(stack) >= DEEPEST:
        raise UnreadableYamlError(line, "Lists and maps are nested too deeply here.")
    if isinstance(event, SequenceStartEvent):
        items: list[object] = []
        stack.append(_Open(path, items, None))
        return items
    members: dict[str, object] = {}
    if isinstance(event, MappingStartEvent):
        stack.append(_Open(path, None, members))
    return members
