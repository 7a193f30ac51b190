"""The command line as a person and a script meet it."""

import fcntl
import io
import json
import os
import pty
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from detector.classifier import Detector
from detector.cli import main
from detector.facts import facts
from detector.message import Message
from detector.rules import RULES
from detector.scan import open_reader, scan
from detector.scorecard import dump, shipped

STOPPED = b"postproof: stopped; run the same scan again and it goes on from here\n"
SCAM = "USPS: your parcel is held. Pay $0.30 at usps.com-track.top/x"
NOTICE = "USPS 9505061325044591228481, Delivered 06/11/2016 10:42am MESA AZ 85204 Reply HELP 4 info-STOP to cancel"
CHAT = "Running late, see you at 6"
ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-W", "error", "-m", "detector")


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def run(arguments: Sequence[str], **options: object) -> "subprocess.CompletedProcess[bytes]":
    """Run the command in a process of its own."""
    return subprocess.run((*COMMAND, *arguments), cwd=ROOT, capture_output=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(
    ("arguments", "decision", "code"),
    [
        ([SCAM], "smishing", 10),
        ([SCAM, "--sender", "+63 917 555 0101", "--channel", "imessage"], "smishing", 10),
        ([NOTICE, "--sender", "28777", "--channel", "sms"], "genuine", 0),
        ([CHAT], "other", 0),
        ([f"- {CHAT}"], "other", 0),
    ],
)
def test_check(capsys: pytest.CaptureFixture[str], arguments: list[str], decision: str, code: int) -> None:
    assert main(["check", *arguments]) == 0
    shown = capsys.readouterr().out
    assert main(["check", *arguments, "--exit-code"]) == code
    assert capsys.readouterr().out == shown
    assert main(["check", *arguments, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["decision"] == decision
    assert shown.startswith(answer["headline"] + "\n")
    for item in answer["evidence"]:
        assert item["title"] in shown
    for step in answer["advice"]:
        assert step in shown


def test_json_is_the_verdict_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", SCAM, "--json", "--sender", "28777"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == json.loads(json.dumps(Detector().check(Message(SCAM, "28777")).to_dict()))
    assert err == ""


def test_json_holds_no_raw_character_beyond_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"USPS\u202e: pay at u\u200bsps.top \x7f\x1b[2J é {SCAM}", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.replace("\n", "").isprintable()


def test_spanish(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", SCAM, "--lang", "es", "--json"]) == 0
    spanish = json.loads(capsys.readouterr().out)
    assert main(["check", SCAM, "--lang", "es"]) == 0
    assert capsys.readouterr().out.startswith(spanish["headline"] + "\n")
    assert spanish["headline"] != Detector().check(Message(SCAM)).headline()


@pytest.mark.parametrize("content", [SCAM, SCAM + "\n", SCAM + "\r\n", "\ufeff" + SCAM])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: str) -> None:
    assert main(["check", SCAM]) == 0
    shown = capsys.readouterr().out
    standard_input(monkeypatch, content.encode())
    assert main(["check", "-"]) == 0
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "text: is empty; paste the message that you received"),
        (b"\n", "text: is empty; paste the message that you received"),
        (b"hello \xff", "text: standard input is not UTF-8 (byte 7); save the message as UTF-8"),
        ("hello".encode("utf-16"), "text: standard input is not UTF-8 (byte 1); save the message as UTF-8"),
        (b"x" * 10_001, "text: is 10,001 characters long; at most 10,000 can be checked"),
        (
            b"x" * (2**20 + 1),
            "text: standard input is over 1,048,576 bytes; at most 10,000 characters can be checked",
        ),
    ],
)
def test_standard_input_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes, told: str
) -> None:
    standard_input(monkeypatch, content)
    assert main(["check", "-"]) == 2
    assert capsys.readouterr() == ("", f"postproof: {told}\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", ""], "text: is empty; paste the message that you received"),
        (["check", "a\0b"], "text: has a NUL character at position 1; remove it"),
        (
            ["check", "half \udcff"],
            "text: has half of a character (a lone surrogate) at position 5; paste the text again",
        ),
        (["check", CHAT, "--sender", "x" * 321], "sender: is 321 characters long; at most 320 can be checked"),
        (["check", CHAT, "--model", "none.json"], "none.json: no such scorecard; name another or run 'make train'"),
        (["rules", "--model", "none.json"], "none.json: no such scorecard; name another or run 'make train'"),
        (
            ["check", CHAT, "--model", "no\x1b[2Jne.json"],
            "no<U+001B>[2Jne.json: no such scorecard; name another or run 'make train'",
        ),
        (["scan", "none.csv", "--output", "out.csv"], "none.csv: cannot be read: No such file or directory"),
        (["scan", "in.csv", "--output", "in.csv"], "in.csv: is the input itself; name another output"),
        (["scan", "in.csv", "--output", "out.xlsx"], "out.xlsx: its name must end in .csv, .jsonl or .parquet"),
        (
            ["scan", "in.csv", "--output", "out.csv", "--text-column", "body"],
            "in.csv: there is no column 'body'; the columns are: text, id",
        ),
        (
            ["scan", "in.csv", "--output", "out.csv", "--model", "none.json"],
            "none.json: no such scorecard; name another or run 'make train'",
        ),
    ],
)
def test_errors(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("text,id\nhello,1\n")
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", f"postproof: {told}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["check"], "the following arguments are required: TEXT"),
        (["check", CHAT, "--channel", "fax"], "invalid choice: 'fax'"),
        (["check", CHAT, "--lang", "fr"], "invalid choice: 'fr'"),
        (["check", CHAT, "mo\x1b[2Jre"], "unrecognized arguments: mo<U+001B>[2Jre"),
        (["scan", "in.csv"], "the following arguments are required: --output"),
        *(
            (["scan", "in.csv", "--output", "o.csv", "--workers", count], "must be a whole number from 1 to 256")
            for count in ("0", "-1", "257", "two", "1.5", "9" * 30, "²")
        ),
    ],
)
def test_usage_errors(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert told in capsys.readouterr().err


def test_another_scorecard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = json.loads((ROOT / "detector" / "model" / "scorecard.json").read_text("utf-8"))
    content["risk"]["prior"] += 40.0
    (tmp_path / "broken.json").write_text(json.dumps(content))
    (tmp_path / "grim.json").write_text(dump(content))
    assert main(["check", CHAT, "--exit-code", "--model", str(tmp_path / "grim.json")]) == 10
    assert main(["check", CHAT, "--exit-code", "--model", str(tmp_path / "broken.json")]) == 2
    assert "the digest does not fit the content" in capsys.readouterr().err


def test_a_base_rate_shifts_the_prior(capsys: pytest.CaptureFixture[str]) -> None:
    def prior(*options: str) -> float:
        assert main(["check", CHAT, "--json", *options]) == 0
        evidence = json.loads(capsys.readouterr().out)["evidence"]
        return next(
            float(item["log_odds"]) for item in evidence if (item["scorecard"], item["source"]) == ("risk", "prior")
        )

    assert prior("--base-rate", "0.01") < prior() < prior("--base-rate", "0.9")


@pytest.mark.parametrize("share", ["0", "1", "-0.5", "many"])
def test_a_base_rate_is_a_share(share: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", CHAT, f"--base-rate={share}"])
    assert f"{share!r} is not a share between 0 and 1, such as 0.02" in capsys.readouterr().err


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["id"]: row["risk"] for row in rows} == {
        rule.id: shipped().risk.rules.get(rule.id, 0.0) for rule in RULES
    }
    assert main(["rules"]) == 0
    shown = capsys.readouterr().out
    assert all(row["title"] in shown for row in rows)


@pytest.mark.parametrize("language", ["en", "es"])
def test_facts(capsys: pytest.CaptureFixture[str], language: str) -> None:
    assert main(["facts", "--json", "--lang", language]) == 0
    assert json.loads(capsys.readouterr().out) == [fact.to_dict(language) for fact in facts().values()]
    assert main(["facts", "--lang", language]) == 0
    assert all(fact.statement[language] in shown for shown in [capsys.readouterr().out] for fact in facts().values())


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert re.fullmatch(r"postproof (\d+\.\S+|\(not installed\))\n", capsys.readouterr().out)


def test_scan_tells_what_came_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_text(f'text\n"{SCAM}"\n"{CHAT}"\n" "\n')
    assert main(["scan", str(tmp_path / "in.csv"), "--output", str(tmp_path / "out.jsonl")]) == 0
    out, err = capsys.readouterr()
    assert re.fullmatch(
        r"3 rows: 0 genuine, 1 smishing, 1 other, 0 uncertain, 1 error; [\d,]+ messages a second\n", out
    )
    assert err == ""
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3


def test_parquet_without_pyarrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "detector.parquet", raising=False)
    monkeypatch.delattr("detector.parquet", raising=False)
    (tmp_path / "in.csv").write_text("text\nhello\n")
    (tmp_path / "in.parquet").touch()
    told = "postproof: Parquet needs pyarrow, which is not installed: pip install 'postproof[parquet]'\n"
    for source, output in (("in.csv", "out.parquet"), ("in.parquet", "out.csv")):
        assert main(["scan", str(tmp_path / source), "--output", str(tmp_path / output)]) == 2
        assert capsys.readouterr() == ("", told)


# What only a process of its own shows


def test_what_is_loaded_for_a_check() -> None:
    program = (
        "import sys; from detector.cli import main; main(['check', 'hello']);"
        "print(sorted({'sklearn', 'numpy', 'pyarrow', 'tqdm', 'pandas', 'fastapi'} & set(sys.modules)))"
    )
    done = subprocess.run((sys.executable, "-c", program), cwd=ROOT, capture_output=True, timeout=60)
    assert done.stdout.decode().splitlines()[-1] == "[]"


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="needs a shell")
@pytest.mark.parametrize("command", ["facts --json", "rules", f"check '{SCAM}'"])
def test_a_closed_pipe_is_silent(command: str) -> None:
    line = f"{sys.executable} -W error -m detector {command} | true"
    done = subprocess.run(("/bin/sh", "-c", line), cwd=ROOT, capture_output=True, timeout=60)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_answer() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run((*COMMAND, "check", SCAM), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2
    assert done.stderr == b"postproof: the answer cannot be written: No space left on device\n"


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_full_disk_under_the_output(tmp_path: Path, ending: str) -> None:
    source, output = tmp_path / "in.csv", tmp_path / f"out.{ending}"
    source.write_text("text,id\n" + "".join(f"hello,{os.urandom(200).hex()}\n" for _ in range(500)))
    done = run(
        ["scan", str(source), "--output", str(output)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )
    assert done.returncode == 2
    assert done.stderr.decode() == f"postproof: {output}: cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("ending", "workers", "end", "code", "told"),
    [
        # Ctrl-C reaches every process of the terminal, SIGTERM and SIGKILL the one they were sent to
        ("csv", "1", lambda process: os.killpg(process.pid, signal.SIGINT), 130, STOPPED),
        ("csv", "2", lambda process: os.killpg(process.pid, signal.SIGINT), 130, STOPPED),
        ("jsonl", "1", lambda process: process.terminate(), 130, STOPPED),
        ("csv", "1", lambda process: process.kill(), -signal.SIGKILL, b""),
        ("jsonl", "2", lambda process: os.killpg(process.pid, signal.SIGKILL), -signal.SIGKILL, b""),
        ("parquet", "1", lambda process: process.kill(), -signal.SIGKILL, b""),
    ],
)
def test_an_interrupted_scan_goes_on(
    tmp_path: Path, ending: str, workers: str, end: "Callable[[subprocess.Popen[bytes]], None]", code: int, told: bytes
) -> None:
    source, output, whole = tmp_path / "in.csv", tmp_path / f"out.{ending}", tmp_path / f"whole.{ending}"
    source.write_text("text\n" + "".join(f'"{SCAM} {at}"\n""\n' for at in range(20_000)))
    arguments = ("scan", str(source), "--output", str(output), "--workers", workers)
    scanning = subprocess.Popen(
        (*COMMAND, *arguments),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Tests that run in the background have inherited that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    # Something has been answered, so that every process is at work.
    while not any(path.stat().st_size > 1_000 for path in tmp_path.glob(".postproof-*.checkpoint")):
        assert scanning.poll() is None
        time.sleep(0.02)
    end(scanning)
    out, err = scanning.communicate(timeout=60)
    assert (scanning.returncode, out, err) == (code, b"", told)
    assert not output.exists()
    (kept,) = tmp_path.glob(".postproof-*.checkpoint")
    with kept.open("ab") as file:
        file.write(b'[["smishing", 0.9')  # a line that was not written to its end
    assert run(arguments).stdout.startswith(b"40,000 rows: ")
    scan(open_reader(source), whole)
    assert output.read_bytes() == whole.read_bytes()
    assert sorted(tmp_path.iterdir()) == [source, output, whole]


def on_terminal(arguments: Sequence[str], **environment: str) -> str:
    """What the command writes to a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen(
        (*COMMAND, *arguments),
        cwd=ROOT,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm", "PYTHONUTF8": "1", **environment},
    )
    os.close(theirs)
    pieces = []
    try:
        while piece := os.read(ours, 65_536):
            pieces.append(piece)
    except OSError:  # how Linux tells that the other end is closed
        pass
    os.close(ours)
    assert process.wait(60) == 0
    return b"".join(pieces).decode()


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colour_on_a_terminal(environment: dict[str, str], coloured: bool) -> None:
    shown = on_terminal(["check", SCAM], **environment)
    assert ("\x1b[" in shown) is coloured
    assert ("[[" in shown) is not coloured


def test_progress_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "hello"}\n' * 2_000)
    shown = on_terminal(["scan", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "out.jsonl")])
    assert "/2000 [" in shown
    assert shown.rstrip().endswith("messages a second")


def test_an_ascii_terminal_gets_ascii() -> None:
    done = run(["check", f"{SCAM} ¡ya!"], env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"})
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert b"  smishing  ####" in done.stdout
    assert b"\\xa1ya!" in done.stdout


def test_console_script_and_module_are_the_same() -> None:
    script = shutil.which("postproof")
    if script is None:
        pytest.skip("postproof is not installed")
    done = subprocess.run((script, "facts", "--json"), capture_output=True, timeout=60)
    assert done.stdout == run(["facts", "--json"]).stdout
