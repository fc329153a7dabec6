"""Verify this archive with Python 3.8 or newer and nothing else: python3 verify_archive.py --help
Periksa arsip ini hanya dengan Python 3.8 atau lebih baru: python3 verify_archive.py --lang id
Sources: RFC 6962, RFC 8032, C2SP tlog-tiles, signed-note, tlog-cosignature, tlog-policy, tlog-proof."""
import argparse, datetime, json, os, re, sys
from base64 import b64decode, b64encode
from collections import defaultdict
from functools import lru_cache, reduce
from hashlib import sha256, sha512
from itertools import accumulate
TEXTS = {  # English, Indonesian
    "gone": ("missing, and no hold or redaction explains it", "tidak ada, dan tidak ada penahanan atau penarikan yang menjelaskannya"),
    "bad": ("changed or damaged", "diubah atau rusak"), "stray": ("not accounted for by the log", "tidak dikenal buku catatan"),
    "sign": ("not signed by the log over these entries", "tidak ditandatangani buku catatan atas entri ini"),
    "quorum": ("not cosigned as policy.txt asks", "tidak ditandatangani saksi seperti diminta policy.txt"),
    "key": ("whether %s is the log's key: compare it elsewhere", "apakah %s kunci buku catatan: bandingkan di tempat lain"),
    "unknown": ("%s signatures with ML-DSA, or of unknown witnesses", "%s tanda tangan dengan ML-DSA, atau dari saksi tak dikenal"),
    "list": ("whether the files beside the log are those of its maker: nobody signs %s", "apakah berkas di samping buku catatan dari pembuatnya: tidak ada yang menandatangani %s"),
    "none": ("no archive is here; write the folder that holds log/", "tidak ada arsip di sini; tulis folder yang memuat log/"), "form": ("no log's public key; write it whole, as in policy.txt: NAME+ID+KEY", "bukan kunci publik buku catatan; tulis seutuhnya, seperti di policy.txt: NAMA+ID+KUNCI"), "some": ("everything beside %s", "semua selain %s"), "not": ("not checked: %s", "tidak diperiksa: %s"), "no": ("problems: %d", "masalah: %d"),
    "ok": ("as signed: %d entries, %d objects, %d redacted, %d checkpoints, %d files of the list", "sesuai tanda tangan: %d entri, %d objek, %d ditarik, %d titik periksa, %d berkas daftar")}
LIST, FILES, NEVER, EVER, day = ".pendopo-archive", {"entry.json", "receipt.tlog-proof", "salts.json"}, "0001-01-01", "9999-12-31", datetime.datetime.fromisoformat
SAYS = {("redaction", "redacts"): EVER, ("hold", "holds"): "", ("hold-lapsed", "holds"): NEVER}  # since when an absence is explained
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # RFC 8032, 5.1
D, BASE = -121665 * pow(121666, P - 2, P) % P, bytes([0x58, *[0x66] * 30, 0xE6])  # the base point, the other way
def must(right):
    if not right: raise ValueError
def add(p, q):  # RFC 8032, 5.1.4
    a, b, c, d = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P, 2 * D * p[3] * q[3] % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P
def double(p, times): return reduce(lambda p, _: add(p, p), range(times), p)
def table(point):  # many signatures are of one key: at [i][n] is the point by n * 256**i
    return [list(accumulate([one] * 255, add, initial=(0, 1, 1, 0))) for one in accumulate([8] * 31, double, initial=point)]
@lru_cache(64)
def minus(public):  # RFC 8032, 5.1.3: the table of a key's point, the other way
    y = int.from_bytes(public, "little") % 2**255
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    root = pow(x2, (P + 3) // 8, P)
    [x] = [x for one in (root, root * pow(2, (P - 1) // 4, P) % P) for x in (one, P - one) if x * x % P == x2 and x & 1 != public[31] >> 7]
    return must(y < P and double((x, y, 1, x * y % P), 3)[0]) or table((x, y, 1, x * y % P))  # a key of small order signs all
@lru_cache(4096)  # a commit's receipts have one checkpoint
def signed(public, message, signature):  # RFC 8032, 5.1.7
    h = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % L
    x, y, z, _ = reduce(add, (row[n] for row, n in zip(minus(public) + minus(BASE), h.to_bytes(32, "little") + signature[32:64])))
    found = y * pow(z, P - 2, P) % P | (x * pow(z, P - 2, P) % P & 1) << 255
    return len(signature) == 64 and int.from_bytes(signature[32:], "little") < L and found.to_bytes(32, "little") == signature[:32]
def plain(text): return must(b64encode(b64decode(text, validate=True)).decode() == text) or b64decode(text)  # in its one form
def vkey(text):  # C2SP signed-note: (name, id), kind, public key
    name, ident, data = text.split("+", 2)
    return must(sha256(name.encode() + b"\n" + plain(data)).hexdigest()[:8] == ident) or ((name, ident), plain(data)[0], plain(data)[1:])
def commitment(salt, content):  # of hexadecimal digits in their one form
    return must(bytes.fromhex(salt + content).hex() == salt + content and len(salt) == len(content) == 64) or sha256(b"pendopo/object/v1\0" + bytes.fromhex(salt + content)).hexdigest()
def node(left, right): return sha256(b"\1" + left + right).digest()
def climb(leaf, index, size, way):  # RFC 6962, 2.1.1: the root, from a leaf and the hashes beside its way
    half, *above = 1 << (size - 1).bit_length() >> 1, *way[-1:]
    if size == 1: return must(not above) or leaf
    return node(climb(leaf, index, half, way[:-1]), *above) if index < half else node(*above, climb(leaf, index - half, size - half, way[:-1]))
def place(level, n, width):  # C2SP tlog-tiles
    return "log/tile/%s/%s%s" % (level, re.sub(r"(\d{3})(?=\d)", r"x\1/", str(n).zfill(-(-len(str(n)) // 3) * 3)), "" if width == 256 else ".p/%d" % width)
def cut(data):  # the entries of a bundle, each behind its length in two bytes
    at = 0
    while at < len(data):
        at, start = at + 2 + int.from_bytes(data[at : at + 2], "big"), at + 2
        must(at <= len(data))
        yield data[start:at]
class Archive:
    def __init__(self, folder, key, log_only):
        self.folder, self.log_only, self.faults, self.missing, self.tiles = folder, log_only, [], [], {}
        self.size, self.listed, self.unknown, self.held, self.policy, said, self.time = 0, 0, 0, {}, "", defaultdict(list), NEVER
        self.claims, self.excused, self.ids, self.crossed = defaultdict(dict), {}, set(), set()
        for verb, *words in filter(None, map(str.split, self.read("policy.txt").decode().split("\n"))): said[verb].append(words)
        self.key, (self.log, _, self.public) = key or said["log"][0][0], vkey(key or said["log"][0][0])
        self.keys = {vkey(words[1])[0]: (words[0], *vkey(words[1])[1:]) for words in said["witness"]}
        turns, self.faults = self.hold("log/checkpoint", "bad", self.chain) or [], []  # what is wrong there is told later
        self.turns = [(-1, "", turns[0][1] if turns else self.public.hex(), ""), *turns]
        for key in (turn[2] for turn in self.turns):  # a witness's name holds no newline
            self.keys[self.log[0], sha256(self.log[0].encode() + b"\n\1" + bytes.fromhex(key)).hexdigest()[:8]] = "\n" + key, 1, bytes.fromhex(key)
        self.groups, [[self.quorum]] = {name: words for name, *words in said["group"]}, said["quorum"]
    def hold(self, path, what, check, *given):  # what is gone or wrong is told; it ends nothing
        if path.startswith("log/tile/"): self.tiles[path.partition(".p/")[0]] = path
        try: return check(path, *given)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            self.faults.append((path, "gone" if isinstance(error, FileNotFoundError) else what))
    def read(self, path):
        with open(self.folder + "/" + path, "rb") as file: return file.read()
    def chain(self, path):  # of the log's keys: an entry names the one that takes over from the one before
        size, turns = int(self.read(path).split(b"\n")[1]), []
        for n in range(-(-size // 256)):
            for at, raw in enumerate(cut(self.read(place("entries", n, min(256, size - n * 256)))), 256 * n):
                scope = json.loads(raw)["scope"] if raw.endswith(b',"type":"key-rotation","v":1}') else {}
                if scope and (not turns or turns[-1][2] == scope["old"]): turns.append((at, scope["old"], scope["new"], scope["until"]))
        return turns
    def due(self):  # the log's keys that sign at this size: after a rotation both, for a while
        _, old, new, until = [turn for turn in self.turns if turn[0] < self.size][-1]
        return {"\n" + new, "\n" + (old if self.time[:10] <= until else new)}
    def content(self, path, size, digest):  # without a digest, its salt redacted, the size is all to hold it to
        found = sha256()
        with open(self.folder + "/" + path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""): found.update(block)
            return must(file.tell() == size and digest in (None, found.hexdigest())) is None
    def enough(self, name, names):  # C2SP tlog-policy
        least, *members = self.groups.get(name, [int(name != "none")])
        return name in names or sum(self.enough(one, names) for one in members) >= int({"any": 1, "all": len(members)}.get(least, least))
    def note(self, path, data=None):  # C2SP signed-note and tlog-cosignature: size, root, and who signed it
        text, _, tail = (data or self.read(path)).decode().rpartition("\n\n")
        (origin, size, top), message, names = text.split("\n"), (text + "\n").encode(), set()
        for dash, name, raw in (line.split(" ") for line in tail[:-1].split("\n")):
            ident, raw = (name, plain(raw)[:4].hex()), plain(raw)[4:]
            witness, kind, public = self.keys.get(ident, ("", 0, b""))
            at = b"cosignature/v1\ntime %d\n" % int.from_bytes(raw[:8], "big") if kind == 4 else b""
            must(dash == "\u2014" and (kind not in (1, 4) or signed(public, at + message, raw[8 * (kind == 4) :])))
            names, self.unknown = names | ({witness} if kind in (1, 4) else set()), self.unknown + (kind not in (1, 4))
        must(any(name[0] == "\n" for name in names) and origin == self.log[0] and size == str(int(size)) and tail[-1] == "\n" and (path[:12] != "log/history/" or path[12:] == size + ".checkpoint"))
        self.claims[int(size)].setdefault((plain(top), frozenset(names)), path)
        return int(size), plain(top), names
    def tree(self, size):  # from the entries; tiles, checkpoints and folders are held to it
        peaks, rows, self.tiles["log/checkpoint"] = [], defaultdict(list), "log/checkpoint"
        for n in range(-(-size // 256)):
            path = place("entries", n, min(256, size - n * 256))
            for raw in self.hold(path, "bad", lambda path: list(cut(self.read(path)))) or ():
                one, level = sha256(b"\0" + raw).digest(), 0
                rows[0].append(self.hold(path, "bad", self.entry, raw, one) or one)
                while self.size >> level & 1:
                    one, level = node(peaks.pop(), one), level + 1
                    if level % 8 == 0: rows[level // 8].append(one)
                self.size += peaks.append(one) is None
                for (top, names), signer in self.claims.pop(self.size, {}).items():
                    one = peaks[-1]
                    for peak in peaks[-2::-1]: one = node(peak, one)
                    self.faults += [(signer, "sign")] * (one != top or not self.due() <= names)
                    self.crossed |= {turn for turn in self.turns[1:] if one == top and turn[0] < self.size and "\n" + turn[1] in names}
            for level, row in rows.items():
                if len(row) == 256 or row and self.size == size:
                    path, rows[level] = place(level, (self.size - 1 >> 8 * level) // 256, len(row)), []
                    self.hold(path, "bad", self.content, 32 * len(row), sha256(b"".join(row)).hexdigest())
        self.faults += [(path, "sign") for n, tops in self.claims.items() for (top, _), path in tops.items() if n or top != sha256().digest()]
        self.faults += [("log/checkpoint", "sign")] * (self.public.hex() not in [turn[2] for turn in self.turns] or {*self.turns[1:]} != self.crossed)
    def entry(self, _, raw, leaf):
        said = json.loads(raw)
        folder, objects, self.time = "pub/%s/" % said["id"], said["objects"], said["time"][:19]
        self.excused.update((one["c"], SAYS[said["type"], one["role"]] or self.time) for one in objects if (said["type"], one["role"]) in SAYS and self.excused.get(one["c"]) != EVER)
        self.policy = next(("objects/%s/%s" % (one["c"][:2], one["c"]) for one in objects if said["type"] == "witness-change" and one["role"] == "policy"), self.policy)
        if not self.log_only and ((objects := [one for one in objects if one["role"] not in ("redacts", "holds")]) or said["type"] in ("publication", "measurement")):
            self.ids.add(said["id"]), self.hold(folder + "entry.json", "bad", self.content, len(raw), sha256(raw).hexdigest())
            for name, check, given in (("receipt.tlog-proof", self.receipt, leaf), ("salts.json", self.salts, objects)): self.hold(folder + name, "bad", check, given)
    def receipt(self, path, leaf):  # C2SP tlog-proof
        head, _, note = self.read(path).partition(b"\n\n")
        (size, top, _), (start, index, *way) = self.note(path, note), head.decode().split("\n")
        must((start, index, top) == ("c2sp.org/tlog-proof@v1", "index %d" % self.size, climb(leaf, self.size, size, [plain(one) for one in way])))
        self.hold("log/history/%d.checkpoint" % size, "sign", self.read)
    def salts(self, path, objects):
        said, opened = json.loads(self.read(path)), {}
        for one in objects:
            found, where = {}, "objects/%s/%s" % (one["c"][:2], one["c"])
            if said["objects"] and said["objects"][0]["c"] == one["c"]:
                found = opened[one["role"]] = said["objects"].pop(0)
                must(commitment(found["salt"], found["sha256"]) == one["c"] and found["role"] == one["role"])
            self.missing += [(path, one["c"])] * (not found)  # a redaction destroys the salt
            if not os.path.exists(self.folder + "/" + where): self.missing.append((where, one["c"]))
            elif one["c"] not in self.held:
                self.held[one["c"]] = self.hold(where, "bad", self.content, one["n"], found.get("sha256"))
            for table in json.loads(self.read(where))["tables"] if one["role"] == "metadata" and self.held.get(one["c"]) else ():
                salt = opened.get("table:" + table["name"])
                must(not salt or commitment(salt["salt"], salt["digest"]) == table["digest_c"])
        must(said == {"objects": [], "v": 1})
    def list(self, path):  # what was placed beside the record, and the record's own small files
        *lines, end, _ = self.read(path).split(b"\n")
        for self.listed, said in enumerate(filter(lambda said: said.get("sha256"), map(json.loads, filter(None, lines))), 1):
            self.hold(said["path"], "bad", self.content, said["size"], said["sha256"])
        must(json.loads(end) == {"end": sha256(b"\n".join(lines) + b"\n").hexdigest()})
    def strays(self):
        for folder, _, names in (found for top in ("log", "objects", "pub") for found in os.walk(self.folder + "/" + top)):
            for path in (os.path.relpath(os.path.join(folder, name), self.folder).replace(os.sep, "/") for name in names):
                (top, *rest), now = path.split("/"), self.tiles.get(path.partition(".p/")[0], "")
                ours = path == now or path.startswith("log/history/") and path.endswith(".checkpoint")
                ours = ours or top == "objects" and rest[0] == rest[-1][:2] and rest[1:] == rest[-1:] and rest[-1] in self.held
                ours = ours or top == "pub" and rest[0] in self.ids and "".join(rest[1:]) in FILES
                ours = ours or now and ".p/" in path and self.read(now).startswith(self.read(path))  # beginnings may be left
                self.faults += [(path, "stray")] * (not ours)
    def run(self):
        history = self.hold("log/history", "gone", lambda path: sorted(os.listdir(self.folder + "/" + path))) or []
        for name in history: self.hold("log/history/" + name, "sign", self.note)
        size, _, names = self.hold("log/checkpoint", "sign", self.note) or (0, b"", set())
        self.faults += [("log/checkpoint", "quorum")] * (not self.enough(self.quorum, names))
        self.faults += self.tree(size) or [(path, "gone") for path, c in self.missing if (day(self.time) - day(self.excused.get(c, NEVER))).days >= 4]  # 72 hours, and a day
        if not self.log_only: self.strays(), self.policy and self.hold("policy.txt", "bad", lambda path: must(self.read(path) == self.read(self.policy)))
        if not self.log_only and {LIST, "index.html"} & {*os.listdir(self.folder)}: self.hold(LIST, "bad", self.list)
        return size, len(self.held), [*self.excused.values()].count(EVER), len(history), self.listed
if __name__ == "__main__":
    (asked := argparse.ArgumentParser(description=__doc__)).add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    asked.add_argument("--key", help="the log's key from another hand / kunci buku catatan dari tangan lain")
    asked.add_argument("--log-only", action="store_true", help="without objects and pages / tanpa objek dan halaman")
    asked.add_argument("--lang", choices=("en", "id"), default="id" if os.environ.get("LANG", "")[:2] == "id" else "en")
    asked, word = asked.parse_args(), lambda what: TEXTS[what][asked.lang == "id"]
    at, what = asked.folder, "none"
    try: must(os.path.isdir(os.path.join(at, "log"))); at, what = "--key", "form"; asked.key and vkey(asked.key); at, what = "policy.txt", "bad"; archive = Archive(asked.folder, asked.key, asked.log_only)
    except (OSError, ValueError, LookupError): sys.exit("%s: %s" % (at, word(what)))
    counts, faults = archive.run(), dict.fromkeys(archive.faults)
    for path, what in faults: print("%s: %s" % (path, word(what)))
    left = [("key", archive.key)] * (not asked.key) + [("list", "policy.txt")] * (not archive.policy and any(one[0][0] != "\n" for one in archive.keys.values())) + [("unknown", archive.unknown)] * bool(archive.unknown)
    for what, value in left + [("some", "log/") if asked.log_only else ("list", LIST)]: print(word("not") % (word(what) % value))
    sys.exit(print(word("no") % len(faults) if faults else word("ok") % counts) or bool(faults))
