"""``python -m mirrorsim``."""

from mirrorsim.cli import main

if __name__ == "__main__":
    main()
