"""Every write of the access room, a subject a file; adding and appointing, which every room's tests use, from here."""

from trellis.access.actions.people import add_person, appoint, end_appointment

__all__ = ["add_person", "appoint", "end_appointment"]
