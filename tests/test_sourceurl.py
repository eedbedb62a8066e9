"""Links to a forge: the templates that can be used, and what is said about the others."""

from __future__ import annotations

import re

import pytest

from pipeline.escape import link, md
from pipeline.sourceurl import parse

GITHUB = "https://github.com/o/r/blob/v1/{path}#L{line}-L{last}"


def test_a_template_gives_files_and_lines_their_urls() -> None:
    url = parse(GITHUB)
    file = url.file("a b/c#d.py")
    assert file == "https://github.com/o/r/blob/v1/a%20b/c%23d.py"
    assert url.lines(file, 3, 9) == f"{file}#L3-L9"


@pytest.mark.parametrize(("template", "expected"), [
    ("https://h/{path}", "https://h/a.py"),
    ("http://h:81/x/{path}#l-{line}", "http://h:81/x/a.py#l-3"),
    ("https://h/t/{path}?id=v1&x=2#n{line}", "https://h/t/a.py?id=v1&amp;x=2#n3"),
])
def test_lines_go_where_the_template_says(template: str, expected: str) -> None:
    url = parse(template)
    assert link(md("x"), url.lines(url.file("a.py"), 3, 4)) == f"[x]({expected})"


@pytest.mark.parametrize(("template", "part"), [
    ("https://h/x", "must hold {path} once"),
    ("https://h/{path}/{path}", "must hold {path} once"),
    ("https://h/x#{path}", "must hold {path} once"),
    ("https://h/{path}#L{lines}", "{lines} is not known"),
    ("https://h/{path}#}{line}", "} is not known"),
    ("https://h/{path}?l={line}", "must stand behind a #"),
    ("https://h/{path}#top", "must hold {line}"),
    ("ftp://h/{path}", "http:// or https://"),
    ("javascript:{path}", "http:// or https://"),
    ("https:///{path}", "http:// or https://"),
    ("//h/{path}", "http:// or https://"),
    ("https://h:99999/{path}", "is no URL"),
    ("https://u:secret@h/{path}", "user name or a password"),
    ("https://{path}", "the host, then a path"),
    ("https://h?{path}", "the host, then a path"),
    ("https://h/a b/{path}", "plain URL"),
    ("https://h/a)b/{path}", "plain URL"),
    ("https://h/a|b/{path}", "plain URL"),
    ('https://h/a"b/{path}', "plain URL"),
    ("https://h/ä/{path}", "plain URL"),
])
def test_a_template_that_cannot_be_used_is_refused_with_the_reason(
    template: str, part: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(part)):
        parse(template)
