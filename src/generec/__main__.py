"""`python -m generec`: the command line."""

from generec.cli import main

if __name__ == "__main__":
    main(prog_name="generec")
