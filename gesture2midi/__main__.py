"""`python -m gesture2midi`, where the command itself is not on the path."""

from gesture2midi.cli import main

if __name__ == "__main__":
    main()
