"""`haechi demo`"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None: ...
def run(arguments: argparse.Namespace) -> int:
    return 0
