"""An indicator: one question, one SQL file, one number with its unit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indicator:
    """The declaration of an indicator room; its ``measure.sql`` is the whole method.

    :param reads: the tables it reads, as ``register.table``
    :param decimals: how many digits behind the mark are shown; rounding is the platform's
    """

    name: str
    question: str
    unit: str
    reads: tuple[str, ...]
    decimals: int = 2
