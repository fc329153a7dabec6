"""The program beside each record: it finds what was changed, and says what it left."""

import ast
import base64
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pendopo.exports.archive.verifier import VERIFIER, verifier
from pendopo.standards.tlog.note import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, Verifier
from pendopo.terms.entry import EntryType
from tests.exports.archive.conftest import make
from tests.exports.archive.pythons import pythons, tell_if_alone
from tests.published.verify.conftest import VKEY, Record, fill

WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
# RFC 8032, 7.1: tests 1 to 3.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
            "6bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d"
            "8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6"
            "594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    path = tmp_path_factory.mktemp("program") / VERIFIER
    path.write_bytes(verifier())
    spec = importlib.util.spec_from_file_location("verify_archive", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("archived")
    record = fill(Record(root / "public"))
    make(root / "out", record.public)
    return root / "out"


def wrong(program: ModuleType, folder: Path, key: str = "", *, log_only: bool = False) -> list[str]:
    """What is wrong, by the paths that are named."""
    try:
        archive = program.Archive(str(folder), key, log_only)
    except (OSError, ValueError, LookupError):
        return ["policy.txt"]
    archive.run()
    return [path for path, _what in archive.faults]


def files_of(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_it_is_short_and_old_pythons_read_it() -> None:
    text = verifier().decode()

    assert len(text.splitlines()) <= 200
    tree = ast.parse(text, feature_version=(3, 8))
    imported = {
        name.name.partition(".")[0] if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported <= sys.stdlib_module_names


def test_a_whole_archive_is_as_signed(program: ModuleType, archived: Path) -> None:
    assert wrong(program, archived) == []
    assert wrong(program, archived, VKEY) == []
    assert wrong(program, archived, log_only=True) == []


def test_each_file_that_is_flipped_or_removed_is_noticed(
    program: ModuleType, archived: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "out"
    shutil.copytree(archived, whole)
    unnoticed = []

    for number, path in enumerate(files_of(whole)):
        file = whole / path
        content = file.read_bytes()
        file.unlink()
        if not wrong(program, whole):
            unnoticed.append(f"{path} removed")
        at = number * 7919 % max(1, len(content))
        file.write_bytes(content[:at] + bytes([content[at] ^ 1 << number % 8]) + content[at + 1 :])
        if not wrong(program, whole):
            unnoticed.append(f"{path} flipped at {at}")
        file.write_bytes(content)

    assert unnoticed == []
    assert wrong(program, whole) == []


def test_each_file_of_a_record_without_a_list_is_noticed_too(
    program: ModuleType, tmp_path: Path
) -> None:
    record = fill(Record(tmp_path / "public"))
    unnoticed = []

    for number, path in enumerate(record.files("log", "objects", "pub")):
        file = record.public / path
        content = file.read_bytes()
        at = number * 6661 % len(content)
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        if not wrong(program, record.public):
            unnoticed.append(f"{path} flipped at {at}")
        file.write_bytes(content)

    # Older partial tiles, left behind, hold nothing that is not in the newer ones.
    assert [one for one in unnoticed if ".p/" not in one] == []


def test_a_file_that_nobody_accounts_for_is_named(
    program: ModuleType, archived: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "out"
    shutil.copytree(archived, whole)
    strays = ["objects/aa/" + "a" * 64, "log/tile/0/001", "pub/x/entry.json", "log/else"]
    entry = next((whole / "pub").iterdir())
    strays.append(f"pub/{entry.name}/more.txt")
    for path in strays:
        (whole / path).parent.mkdir(parents=True, exist_ok=True)
        (whole / path).write_text("stray")

    assert sorted(wrong(program, whole)) == sorted(strays)


def test_an_object_without_a_redaction_is_missed_and_one_with_is_not(
    program: ModuleType, tmp_path: Path
) -> None:
    record = fill(Record(tmp_path / "public"))
    assert wrong(program, record.public) == []

    (record.public / record.object(0, "original")).unlink()

    assert set(wrong(program, record.public)) == {record.object(0, "original")}


def test_a_rewritten_past_is_noticed_by_an_earlier_checkpoint(
    program: ModuleType, tmp_path: Path
) -> None:
    record = Record(tmp_path / "public")
    record.publish("first")
    record.seal()
    kept = (record.public / "log/history/1.checkpoint").read_bytes()
    shutil.rmtree(record.public)
    other = Record(tmp_path / "public")
    other.publish("another first")
    other.publish("second")
    other.seal()
    other.write("log/history/1.checkpoint", kept)

    assert wrong(program, other.public) == ["log/history/1.checkpoint"]


def test_a_log_that_was_longer_is_noticed(program: ModuleType, tmp_path: Path) -> None:
    record = fill(Record(tmp_path / "public"))
    size = len(record.entries)
    longer = fill(Record(tmp_path / "longer"))
    longer.bare(EntryType.HEARTBEAT, actor="signer")
    longer.seal()

    record.write(
        f"log/history/{size + 1}.checkpoint",
        (longer.public / f"log/history/{size + 1}.checkpoint").read_bytes(),
    )

    assert wrong(program, record.public) == [f"log/history/{size + 1}.checkpoint"]


def test_full_tiles_and_those_above_them_are_held_to_the_entries(
    program: ModuleType, tmp_path: Path
) -> None:
    record = Record(tmp_path / "public")
    for _ in range(520):
        record.bare(EntryType.HEARTBEAT, actor="signer")
        if len(record.entries) in {100, 300}:
            record.seal()
    record.seal()
    assert wrong(program, record.public) == []

    for path in ("log/tile/0/001", "log/tile/1/000.p/2", "log/tile/0/002.p/8"):
        content = (record.public / path).read_bytes()
        record.write(path, bytes([content[0] ^ 1]) + content[1:])
        assert path in wrong(program, record.public)
        record.write(path, content)


def cosigned(record: Record, policy: str, *, over: bytes = b"") -> Path:
    """Seal a record with the cosignature of a witness, and one that nobody here can check."""
    key = Verifier("w.example", COSIGNATURE_ED25519, WITNESS.public_key().public_bytes_raw())
    other = Verifier("m.example", COSIGNATURE_MLDSA44, b"m" * 1312)
    named = {"log": VKEY, "witness": key.vkey, "other": other.vkey}
    record.write("policy.txt", policy.format(**named).encode())

    def cosign(note: str) -> str:
        text = over or note.rpartition("\n\n")[0].encode() + b"\n"
        time = (5).to_bytes(8, "big")
        line = bytes.fromhex(key.key_id) + time + WITNESS.sign(b"cosignature/v1\ntime 5\n" + text)
        unknown = bytes.fromhex(other.key_id) + time + b"x" * 2420
        return note + "".join(
            f"— {name} {base64.b64encode(data).decode()}\n"
            for name, data in (("w.example", line), ("m.example", unknown))
        )

    record.publish("first")
    record.seal(cosign)
    return record.public


@pytest.mark.parametrize(
    ("policy", "faults"),
    [
        ("log {log}\nwitness w {witness}\nquorum w\n", []),
        ("log {log}\nwitness w {witness}\nwitness m {other}\ngroup g 1 w m\nquorum g\n", []),
        ("log {log}\nwitness w {witness}\nwitness m {other}\ngroup g any w m\nquorum g\n", []),
        (
            "log {log}\nwitness w {witness}\nwitness m {other}\ngroup g all w m\nquorum g\n",
            ["log/checkpoint"],
        ),
        ("# nobody else\n\nlog {log} https://contoh.example\nquorum none\n", []),
    ],
)
def test_the_policys_quorum_must_have_cosigned(
    policy: str, faults: list[str], program: ModuleType, tmp_path: Path
) -> None:
    folder = cosigned(Record(tmp_path / "public"), policy)

    assert wrong(program, folder) == faults


def test_a_witness_that_signed_something_else_is_noticed(
    program: ModuleType, tmp_path: Path
) -> None:
    policy = "log {log}\nwitness w {witness}\nquorum none\n"

    folder = cosigned(Record(tmp_path / "public"), policy, over=b"another\n")

    assert "log/checkpoint" in wrong(program, folder)


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_of_the_standard_are_right_and_others_wrong(
    public: str, message: str, signature: str, program: ModuleType
) -> None:
    key, text, right = map(bytes.fromhex, (public, message, signature))

    assert program.signed(key, text, right)
    assert not program.signed(key, text + b"x", right)
    assert not program.signed(key, text, right[:40] + bytes([right[40] ^ 1]) + right[41:])
    # RFC 8032, 5.1.7: S is below the order, so that a signature has one form.
    s = int.from_bytes(right[32:], "little") + program.L
    assert not program.signed(key, text, right[:32] + s.to_bytes(32, "little"))


def test_many_signatures_of_a_key_are_right_as_another_library_made_them(
    program: ModuleType,
) -> None:
    public = WITNESS.public_key().public_bytes_raw()
    made = [(b"%d" % number, WITNESS.sign(b"%d" % number)) for number in range(200)]

    assert all(program.signed(public, text, signature) for text, signature in made)
    assert not any(program.signed(public, text + b"x", signature) for text, signature in made)
    for length in (0, 31, 32, 63, 65):
        cut = (made[0][1] + b"x")[:length]
        assert not program.signed(public, made[0][0], cut)


@pytest.mark.parametrize("y", [0, 1, 2**255 - 20, 2**255 - 18])
def test_a_key_that_would_sign_everything_is_none(y: int, program: ModuleType) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  one kind for all
        program.signed(y.to_bytes(32, "little"), b"", bytes(64))


def test_it_says_in_two_languages_what_is_wrong_and_what_it_left(
    archived: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "out"
    shutil.copytree(archived, whole)
    environ = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(whole / VERIFIER), *more]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)

    right = run("--key", VKEY)
    (whole / "en" / "index.html").write_text("another page")
    english, indonesian = run(), run("--lang", "id")

    assert (right.returncode, right.stderr) == (0, "")
    assert "as signed: 8 entries" in right.stdout
    assert "1 redacted" in right.stdout
    assert english.returncode == indonesian.returncode == 1
    assert "en/index.html: changed or damaged" in english.stdout
    assert f"not checked: whether {VKEY} is the log's key" in english.stdout
    assert "en/index.html: diubah atau rusak" in indonesian.stdout
    assert "masalah: 1" in indonesian.stdout


@pytest.mark.parametrize(
    ("words", "english", "indonesian"),
    [
        (["{none}"], "{none}: no archive is here; write the folder", "folder yang memuat log/"),
        (["--key", "wrong"], "--key: no log's public key; write it whole", "tulis seutuhnya"),
        (["--key", VKEY[:-1]], "--key: no log's public key", "--key: bukan kunci publik"),
    ],
)
def test_what_was_written_wrong_is_no_damage_of_the_record(
    words: list[str], english: str, indonesian: str, archived: Path, tmp_path: Path
) -> None:
    none = str(tmp_path / "tidak ada")
    command = [sys.executable, "-I", str(archived / VERIFIER)]
    command += [word.format(none=none) for word in words]

    said = {
        language: subprocess.run(
            [*command, "--lang", language], capture_output=True, text=True, check=False
        )
        for language in ("en", "id")
    }

    assert {one.returncode for one in said.values()} == {1}
    assert said["en"].stderr.startswith(english.format(none=none))
    assert indonesian in said["id"].stderr
    assert not any("policy.txt: " in one.stderr.split(";")[0] for one in said.values())


def printed(python: str, folder: Path) -> tuple[int, str, str]:
    """Give the exit code of the program beside a record, what it says, and what it cries."""
    command = [python, "-I", str(folder / VERIFIER), "--lang", "en"]
    environ = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    return done.returncode, done.stdout, done.stderr


def test_each_version_of_python_says_the_same(archived: Path, tmp_path: Path) -> None:
    whole, changed = archived, tmp_path / "out"
    shutil.copytree(whole, changed)
    (changed / "en" / "index.html").write_text("another page")

    right = {version: printed(path, whole) for version, path in pythons().items()}
    wrong_ = {version: printed(path, changed) for version, path in pythons().items()}

    assert {(code, cried) for code, _, cried in right.values()} == {(0, "")}, right
    assert {(code, cried) for code, _, cried in wrong_.values()} == {(1, "")}, wrong_
    assert len({said for _, said, _ in right.values()}) == 1
    assert len({said for _, said, _ in wrong_.values()}) == 1
    tell_if_alone()


def test_it_says_how_many_signatures_with_ml_dsa_it_did_not_check(tmp_path: Path) -> None:
    policy = "log {log}\nwitness w {witness}\nwitness m {other}\nquorum w\n"
    with_one = cosigned(Record(tmp_path / "with"), policy)
    without = fill(Record(tmp_path / "without")).public
    for folder in (with_one, without):
        (folder / VERIFIER).write_bytes(verifier())

    code, said, _ = printed(sys.executable, with_one)
    _, others, _ = printed(sys.executable, without)

    checkpoints = 3  # the newest, the one kept of it, and the one in the receipt
    line = f"not checked: {checkpoints} signatures with ML-DSA, or of unknown witnesses\n"
    assert (code, line in said) == (0, True), said
    assert "ML-DSA" not in others


@pytest.mark.parametrize("beside", ["recorded", "another"])
def test_the_policy_must_be_the_one_that_the_log_records(
    beside: str, program: ModuleType, tmp_path: Path
) -> None:
    record = Record(tmp_path / "public")
    policy = f"log {VKEY}\nquorum none\n".encode()
    record.add(EntryType.WITNESS_CHANGE, [("policy", b"an older one")])
    record.add(EntryType.WITNESS_CHANGE, [("policy", policy)])
    record.seal()
    record.write("policy.txt", policy if beside == "recorded" else policy + b"# other\n")

    assert wrong(program, record.public) == (["policy.txt"] if beside == "another" else [])
