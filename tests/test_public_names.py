"""The public names are few, all there, and the version is said in one place."""

from __future__ import annotations

import pytest

import svcmine


def test_about_a_dozen_public_names() -> None:
    assert len(svcmine.__all__) <= 14
    assert set(svcmine.__all__) == set(svcmine._HOME)


@pytest.mark.parametrize("name", svcmine.__all__)
def test_each_public_name_is_there(name: str) -> None:
    assert callable(getattr(svcmine, name))


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match="Its names are: SvcmineError, align"):
        svcmine.chekc  # noqa: B018
