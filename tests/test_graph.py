"""Which parts come before which."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.graph import components


def test_what_is_used_comes_before_what_uses_it() -> None:
    assert components(["a", "b", "c"], [("a", "b"), ("b", "c")]) == [["c"], ["b"], ["a"]]


def test_parts_that_use_each_other_stand_together() -> None:
    edges = [("a", "b"), ("b", "a"), ("c", "a"), ("c", "c")]
    assert components(["c", "b", "a"], edges) == [["b", "a"], ["c"]]


_edges = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))


def _reach(edges: set[tuple[str, str]], start: str) -> set[str]:
    seen: set[str] = set()
    work = [start]
    while work:
        for source, target in edges:
            if source == work[-1] and target not in seen:
                seen.add(target)
                work.append(target)
                break
        else:
            work.pop()
    return seen


@given(_edges)
def test_components_are_those_that_reach_each_other(edges: list[tuple[str, str]]) -> None:
    found = components("abcdefgh", edges)
    assert sorted(name for part in found for name in part) == list("abcdefgh")
    reach = {name: _reach(set(edges), name) for name in "abcdefgh"}
    place = {name: i for i, part in enumerate(found) for name in part}
    for one in "abcdefgh":
        for other in "abcdefgh":
            together = other in reach[one] and one in reach[other]
            assert one == other or (place[one] == place[other]) == together
            if other in reach[one]:
                assert place[other] <= place[one]
