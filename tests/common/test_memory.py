"""What a process remembers."""

from trellis.common.memory import Memory


def test_what_was_not_asked_for_longest_makes_room() -> None:
    memory = Memory(most=2)
    memory.set("a", (1,))
    memory.set("b", (2,))
    assert memory.get("a") == (1,)
    memory.set("c", (3,))
    assert memory.get("b") is None
    assert memory.get("a") == (1,)


def test_it_gives_back_the_value_itself() -> None:
    memory, value = Memory(), ("a", "b")
    memory.set("key", value)
    assert memory.get("key") is value
    memory.clear()
    assert memory.get("key") is None
