"""Why a backup is not made or not brought back, and what to do: a sentence, its values apart."""


class BackupError(Exception):
    """A backup that cannot be made, or is not whole.

    :param message: a sentence marked with ``say``
    """

    write = ""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = {name: str(value) for name, value in values.items()}
