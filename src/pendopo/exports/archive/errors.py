"""Why an archive is not made or not sent, and what to do: a sentence, its values apart."""


class ArchiveError(Exception):
    """An archive that cannot be made or sent.

    :param message: a sentence marked with ``say``, its values apart, so that it can be translated
    """

    write = ""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = {name: str(value) for name, value in values.items()}
