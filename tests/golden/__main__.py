"""Write the expected side of every golden pair anew."""

import tempfile
from pathlib import Path

from tests.golden import cases, expected_path, pages, summary
from tests.incremental import truth

for case in cases():
    expected_path(case).write_text(summary(case), encoding="utf-8")
    print(expected_path(case))

for page in pages.rewrite():
    print(page)

with tempfile.TemporaryDirectory() as folder:
    truth.TABLE.write_text("\n".join(truth.table(Path(folder))), encoding="utf-8")
print(truth.TABLE)
