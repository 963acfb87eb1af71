"""Uploads files as twine does, over one connection: its own forms and its own session, without a process for each file.

Reads file names from its arguments, the address and the token from the environment, and prints a line of JSON.
"""

import json
import os
import sys
import time

from twine import package, repository

repo = repository.Repository(os.environ["BENCH_URL"], "__token__", os.environ["BENCH_TOKEN"], disable_progress_bar=True)
packages = [package.PackageFile.from_filename(name, None) for name in sys.argv[1:]]

started = time.monotonic()
for each in packages:
    answer = repo.upload(each)
    if answer.status_code != 200:
        sys.exit(f"{each.basefilename}: {answer.status_code} {answer.reason}")
print(json.dumps({"uploads": len(packages), "seconds": time.monotonic() - started}))
