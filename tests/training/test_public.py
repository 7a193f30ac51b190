from pathlib import Path

import pytest

from training import public
from training.__main__ import main
from training.errors import CorpusError


def test_every_source_names_licence_origin_and_digest() -> None:
    for source in public.sources():
        assert source.licence in ("MIT", "CC BY 4.0")
        assert source.origin
        assert len(source.sha256) == 64


def test_another_content_is_refused(tmp_path: Path) -> None:
    source = public.sources()[0]
    (tmp_path / source.file).write_text("ham\thello\n")
    with pytest.raises(CorpusError, match="delete it and fetch it again"):
        public.available(tmp_path)


def test_without_public_data_all_is_missing(tmp_path: Path) -> None:
    found, missing = public.available(tmp_path)
    assert found == []
    assert missing == list(public.sources())


def test_a_folder_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(public.ENVIRONMENT, "/no/such/folder")
    assert main(["train", "--runs", "/tmp/none"]) == 2
    assert "POSTPROOF_PUBLIC_DATA=/no/such/folder: no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("source", public.sources(), ids=lambda source: source.name)
def test_public_rows_become_examples(source: public.Source) -> None:
    place = public.folder()
    if place is None or not (place / source.file).is_file():
        pytest.skip(f"public data '{source.name}' is not here; 'python -m training fetch' brings it")
    examples = [example for example, _ in zip(public.read(place, source), range(200), strict=False)]
    assert len(examples) == 200
    assert {example.source for example in examples} == {source.name}


def test_rows_with_a_time_have_a_day_and_come_oldest_first() -> None:
    place, source = public.folder(), next(source for source in public.sources() if source.name == "ncsu")
    if place is None or not (place / source.file).is_file():
        pytest.skip("public data 'ncsu' is not here; 'python -m training fetch' brings it")
    days = [example.date for example in public.read(place, source) if example.date]
    assert len(days) > 1_000
    assert days == sorted(days)
    assert days[0] >= "2022-05-01" and days[-1] <= "2023-06-30"
