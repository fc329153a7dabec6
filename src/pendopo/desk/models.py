"""The desk's tables: who works here, what they hand in, what is done with it, and who did what.

Nothing of it is public. What was published is told by the log alone, and stands here as an id.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pendopo.desk.roles import ALONE_IN, Role

_SHORT, _LINE, _HASH = 64, 300, 64


class People(BaseUserManager["Person"]):
    """Finds people by the name they sign in with."""


class Person(AbstractBaseUser):
    """Someone who works at the desk.

    :param name: signs in with it; small letters, so that a phone need not shift
    :param email_confirmed_at: when its owner said that the address is theirs; None before that,
        and again for another address
    :param totp: the secret of the six digits in base 32; empty where none was set up
    :param totp_used: the last half minute whose digits were used: they count once
    :param changes: what was changed of how they sign in and no letter told them, each ``[act,
        time]``
    """

    name = models.CharField(max_length=_SHORT, unique=True)
    full_name = models.CharField(max_length=_LINE)
    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=_SHORT, blank=True)
    reminded_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    totp = models.CharField(max_length=_SHORT, blank=True)
    totp_used = models.BigIntegerField(default=0)
    changes = models.JSONField(default=list)

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            # By it the office's own sign-in knows whose account it is.
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="one_account_an_address"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.name

    @property
    def confirmed(self) -> bool:
        """Whether letters may go to the e-mail address."""
        return bool(self.email) and self.email_confirmed_at is not None


class Post(models.Model):
    """A role that a person has: for one office or all of them, for some registers or all.

    :param office: as it stands on the pages as publisher; empty for every office
    :param registers: their names; none for every register
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    role = models.CharField(max_length=_SHORT, choices=[(role.value, role.value) for role in Role])
    office = models.CharField(max_length=_LINE, blank=True)
    registers = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["role", "office"]

    def __str__(self) -> str:
        return f"{self.role} · {self.office}"

    def covers(self, register: str, office: str) -> bool:
        """Whether it is for the files of an office in a register."""
        among = self.among()
        return (among is None or register in among) and (not self.office or self.office == office)

    def among(self) -> frozenset[str] | None:
        """Give the registers that it is for; None for every one."""
        own = frozenset(self.registers) if self.registers else None
        alone = ALONE_IN.get(Role(self.role))
        return own if alone is None else alone if own is None else alone & own


class Code(models.Model):
    """A code that is used once: to begin, or to set a new password. Its text is kept nowhere.

    :param digest: SHA-256 of the code, hexadecimal; a code has 80 random bits
    :param sent_to: the e-mail address that it went to, where nobody saw it here: who uses it reads
        what comes there
    :param confirms: whether it confirms that address, and sets no password
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=_HASH, unique=True)
    sent_to = models.EmailField(blank=True)
    confirms = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person.name} {self.made_at:%Y-%m-%d}"


class Passkey(models.Model):
    """A passkey (WebAuthn) on a person's own device.

    :param key_id: the credential's id, base64url
    :param public: its public key as COSE, base64url
    :param signs: how often it has signed, as it says itself; a copy would fall behind
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=_SHORT)
    key_id = models.CharField(max_length=1400, unique=True)
    public = models.TextField()
    signs = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class SignIn(models.Model):
    """One sign-in, until it ends: what its owner sees of it, and can end.

    :param key: SHA-256 of the session's key, so that who reads this table cannot sign in with it
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ins")
    key = models.CharField(max_length=_HASH, unique=True)
    address = models.CharField(max_length=_SHORT, blank=True)
    browser = models.CharField(max_length=_LINE, blank=True)
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-last_at"]

    def __str__(self) -> str:
        return f"{self.person.name} {self.at:%Y-%m-%d %H:%M}"


class Stage(models.TextChoices):
    """How far a submission has come."""

    CHECKING = "checking", _("Being checked")
    MENDING = "mending", _("To be mended")
    READY = "ready", _("Ready to send")
    SENT = "sent", _("Waits for a reviewer")
    RETURNED = "returned", _("Sent back to be changed")
    APPROVED = "approved", _("Let through")
    PUBLISHED = "published", _("Published")
    DROPPED = "dropped", _("Given up")


class Submission(models.Model):
    """A file on its way to the public, with what is said of it and who let it through.

    :param office: who publishes it, as it stands on the pages
    :param said: title, description, note, licence, replaces: what a declaration takes
    :param scope: the codes of what it replaces
    :param personal: column to ``[fate, reason]``
    :param mapping: the name of a saved mapping by which its columns become ours; or empty
    :param schema: the Table Schema of what is said of a dataset's columns; empty for a guess
    :param waved: why it was let through although a rule warns
    :param answer: what the reviewer wrote back
    :param not_before: the day it may be published from; None for at once
    :param reviewed: what was let through, as ``seen.hash_of`` gives it
    :param approval: what the reviewer's own key signed, as ``approving.kept`` writes it; empty
        where nobody signed
    :param begun_at: how many entries the log had when the signer last began to publish it; None
        before it has
    :param begun_as: what the signer then published, as ``seen.hash_of`` gives it
    :param publication: its id in the log
    """

    register = models.CharField(max_length=_SHORT)
    office = models.CharField(max_length=_LINE)
    said = models.JSONField(default=dict)
    scope = models.JSONField(default=dict)
    personal = models.JSONField(default=dict)
    mapping = models.CharField(max_length=_LINE, blank=True)
    schema = models.JSONField(default=dict)
    stage = models.CharField(max_length=16, choices=Stage.choices, default=Stage.CHECKING)
    by = models.ForeignKey(Person, models.PROTECT, related_name="submissions")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    not_before = models.DateField(null=True)
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="reviewed")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_sha256 = models.CharField(max_length=_HASH, blank=True)
    reviewed = models.CharField(max_length=_HASH, blank=True)
    approval = models.JSONField(default=dict)
    waved = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    begun_at = models.BigIntegerField(null=True)
    begun_as = models.CharField(max_length=_HASH, blank=True)
    publication = models.CharField(max_length=_SHORT, blank=True)
    entry = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["-changed_at"]
        indexes: ClassVar = [
            models.Index(fields=["stage", "-changed_at"]),
            models.Index(fields=["office", "-changed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.register})"

    @property
    def title(self) -> str:
        """Its title, or the name of its file."""
        version = self.version
        return str(self.said.get("title") or (version.filename if version else self.pk))

    @property
    def version(self) -> "Version | None":
        """The file as it is now; the earlier ones are kept."""
        return self.versions.order_by("-number").first()


class Version(models.Model):
    """A file as it was handed in, or as mending made it; never changed.

    :param path: where it lies in ``private/desk``
    :param mended: the cells that were changed, where this was made by mending
    :param report: what the check said, as ``report_to_json`` writes it
    :param preview: how it differs from what stands, and where it is shown
    :param drafted: which of its columns are which of ours, as the programme drafts it; of a dataset
        the ``columns`` and their first ``cells``
    :param commented: where the spreadsheet with comments on its cells lies; empty before it does
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=_LINE)
    filename = models.CharField(max_length=_LINE)
    sha256 = models.CharField(max_length=_HASH)
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    mended = models.JSONField(default=list)
    report = models.JSONField(null=True)
    preview = models.JSONField(null=True)
    commented = models.CharField(max_length=_LINE, blank=True)
    drafted = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.filename} {self.number}"


class Work(models.TextChoices):
    """What the worker does."""

    CHECK = "check", _("Checking")
    PREVIEW = "preview", _("Making the preview")
    PUBLISH = "publish", _("Publishing")
    COMMENT = "comment", _("Writing the comments")
    MATCH = "match", _("Looking at the columns")


class Job(models.Model):
    """Work that the worker does, and how far it has come.

    :param done: of ``total`` bytes or steps of this stage
    :param fault: what went wrong, in words
    :param language: in which the comments on a spreadsheet are written
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="jobs")
    version = models.ForeignKey(Version, models.CASCADE, related_name="jobs")
    work = models.CharField(max_length=16, choices=Work.choices)
    stage = models.CharField(max_length=16, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled = models.BooleanField(default=False)
    fault = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["ended_at", "at"])]

    def __str__(self) -> str:
        return f"{self.work} {self.submission_id}"


class Draft(models.Model):
    """A form that somebody fills in: kept at each step, as it was written, until it is handed in.

    :param key: 128 random bits, hexadecimal: the page it was begun on gives it, so that a form that
        is sent twice begins one draft
    :param form: which form it is (``forms.FORMS``)
    :param content: table to rows; a row is its columns' texts, and beside them ``@row``, its own
        key, and ``@out`` where it was taken out
    :param submission: what was made of it; None before it is handed in
    :param handed: SHA-256 of what was handed in last, hexadecimal
    """

    key = models.CharField(max_length=32, unique=True)
    form = models.CharField(max_length=_SHORT)
    office = models.CharField(max_length=_LINE)
    by = models.ForeignKey(Person, models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=_LINE, blank=True)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="drafts")
    handed = models.CharField(max_length=_HASH, blank=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-changed_at"]
        indexes: ClassVar = [models.Index(fields=["office", "-changed_at"])]

    def __str__(self) -> str:
        return f"{self.form} {self.office}"


class Wish(models.TextChoices):
    """What is wanted of something published."""

    HOLD = "hold", _("Hide it for 72 hours")
    END = "end", _("Give it back")
    REDACT = "redact", _("Take it away for good")


class Withdrawal(models.Model):
    """What somebody wants withdrawn; the signer does it, and looks for itself who wants it.

    :param reason: a code of the country's legal list
    :param said: where it is to go for good, what the public reads and where it can be contested
    :param text: what two officers sign; empty before the worker wrote it
    :param notes: what they signed, each as ``pendopo sign`` wrote it
    :param entry: its place in the log; None before it is there
    :param dropped: whether who wanted it does so no more
    """

    publication = models.CharField(max_length=_SHORT)
    wish = models.CharField(max_length=16, choices=Wish.choices)
    reason = models.CharField(max_length=_SHORT, blank=True)
    said = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="withdrawals")
    made_at = models.DateTimeField()
    entry = models.BigIntegerField(null=True)
    fault = models.TextField(blank=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["publication", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.wish} {self.publication}"


class Upload(models.Model):
    """A file on its way in, piece by piece; its pieces lie in ``private/desk/uploads``.

    :param key: 128 random bits, hexadecimal; the name of the file with what has come
    :param into: the submission whose file it takes the place of; None for a new one
    :param submission: what was made of it; None before it is whole
    """

    key = models.CharField(max_length=32, unique=True)
    by = models.ForeignKey(Person, models.CASCADE, related_name="uploads")
    office = models.CharField(max_length=_LINE)
    register = models.CharField(max_length=_SHORT)
    filename = models.CharField(max_length=_LINE)
    size = models.BigIntegerField()
    made_at = models.DateTimeField()
    into = models.ForeignKey(Submission, models.CASCADE, null=True, related_name="+")
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, related_name="uploads")

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.filename} {self.size}"


class Act(models.Model):
    """What somebody did at the desk. Rows are added and never changed: the database refuses it.

    :param who: the name they sign in with; it outlives the person's account
    :param about: facts, never what a file holds
    :param chain: SHA-256 over the row before and this one, hexadecimal
    """

    at = models.DateTimeField()
    who = models.CharField(max_length=_SHORT)
    what = models.CharField(max_length=_SHORT)
    submission = models.BigIntegerField(null=True)
    about = models.JSONField(default=dict)
    chain = models.CharField(max_length=_HASH)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["who", "-id"]),
            models.Index(fields=["submission", "-id"]),
            models.Index(fields=["chain"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.what}"
