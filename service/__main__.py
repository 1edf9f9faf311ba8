"""`python -m service` is `copydesk`."""

from service.cli import main

if __name__ == "__main__":  # stage processes import this module, too
    main(prog_name="copydesk")
