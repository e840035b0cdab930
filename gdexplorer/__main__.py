"""Run gdexplorer: python -m gdexplorer."""

from gdexplorer.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
