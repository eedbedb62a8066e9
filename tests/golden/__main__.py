"""Write the expected side of every golden pair anew."""

from tests.golden import cases, expected_path, pages, summary

for case in cases():
    expected_path(case).write_text(summary(case), encoding="utf-8")
    print(expected_path(case))

for page in pages.rewrite():
    print(page)
