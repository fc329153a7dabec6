"""``python -m pendopo`` is ``pendopo``."""

from pendopo.cli import main

if __name__ == "__main__":
    main(prog_name="pendopo")
