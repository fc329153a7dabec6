"""How passwords are kept, and which are refused."""

import re

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pendopo.desk.models import Person

_PART_LEAST = 4
_LETTERS_MOST = 128
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def faults_of(person: Person, password: str, again: str) -> list[str]:
    """Say in the language in use why a new password will not do; nothing where it will."""
    if password != again:
        return [_("The two passwords differ.")]
    try:
        validate_password(password, person)
    except ValidationError as error:
        return [str(message) for message in error.messages]
    return []


class Argon2id(Argon2PasswordHasher):
    """Argon2id as OWASP sizes it for a web server: 19 MiB, two passes, one lane.

    Django's own takes 100 MiB for each that signs in, and many do at nine in the morning.
    Source: OWASP Password Storage Cheat Sheet; RFC 9106, section 4.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


class NotLeaked(CommonPasswordValidator):
    """Refuses a password that leaked, also with digits or signs around it, or written twice.

    Of the list few have the twelve letters that a password needs, and who has to write twelve
    writes ``indonesia2026``: which is what is tried first.
    """

    def validate(self, password: str, user: Person | None = None) -> None:
        """Hold a password to be none of the list, and none that was made longer so.

        :raises ValidationError: saying that it is too common
        """
        plain = password.lower().strip()
        core = _AROUND.sub("", plain)
        for one in (plain, core, _once(plain), _once(core)):
            super().validate(one, user)


def _once(text: str) -> str:
    """Give what a text repeats; the text where it repeats nothing."""
    return text[: (text + text).find(text, 1)] if text else text


class NotTooLong:
    """Refuses a password that is a whole text: hashing takes as long as it is (ASVS 2.1.2)."""

    def validate(self, password: str, user: Person | None = None) -> None:  # noqa: ARG002  Django's
        """Hold a password to 128 letters.

        :raises ValidationError: saying so
        """
        if len(password) > _LETTERS_MOST:
            raise ValidationError(_("The password has more than 128 letters. Write a shorter one."))

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("It has 128 letters at most.")


class NotOneself:
    """Refuses a password that holds one's own name."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Hold a password to be no name of its owner.

        :raises ValidationError: saying so
        """
        if user is None:
            return
        parts = [user.name, *user.full_name.split()]
        if any(len(part) >= _PART_LEAST and part.lower() in password.lower() for part in parts):
            raise ValidationError(_("The password holds your name. Write another."))

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("It does not hold your name.")
