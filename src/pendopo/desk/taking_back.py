"""Withdrawal through the desk: one officer hides for 72 hours, two sign that something goes.

The pages write down what is wanted; the signer, which alone writes the log, looks for itself who
wants it. What goes for good it takes only from what two officers of different units signed with
keys of their own, on their own devices: no row of a table stands for that.
"""

import logging
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from pendopo.desk import hall
from pendopo.desk.audit import record
from pendopo.desk.forgetting import forget
from pendopo.desk.models import Wish, Withdrawal
from pendopo.desk.signer import FELL_OVER, SignerError, ask
from pendopo.desk.wishes import told
from pendopo.programme.withdrawable import WithdrawalError
from pendopo.programme.withdrawing import Request as Asked
from pendopo.standards.statement import StatementError

_log = logging.getLogger(__name__)
_AGAIN: Final = timedelta(seconds=30)
_LATER: Final = timedelta(minutes=5)
_DONE: Final = {Wish.HOLD: "held", Wish.END: "given-back", Wish.REDACT: "redacted"}


def order_withdrawal(wanted: Withdrawal) -> None:
    """Have the worker ask the signer for it; of what goes for good, first write what is signed."""
    step = write if wanted.wish == Wish.REDACT and not wanted.text else carry
    step.enqueue(wanted.pk)


@task()
def write(number: int) -> None:
    """Write what two officers sign; who it is about is looked for in it, which the pages do not."""
    wanted = Withdrawal.objects.filter(pk=number, text="", dropped=False).first()
    if wanted is None:
        return
    ids, said = (wanted.publication,), wanted.said
    try:
        asked = Asked(ids, wanted.reason, said.get("says", ""), appeal=said.get("appeal", ""))
        text = hall.own().withdrawing.draft(asked, timezone.now()).text()
    except (WithdrawalError, StatementError) as error:
        Withdrawal.objects.filter(pk=number).update(fault=told(error), dropped=True)
        return
    except Exception:  # noqa: BLE001  who wants it is told, whatever it is
        _log.exception("the text of withdrawal %s was not written", number)
        Withdrawal.objects.filter(pk=number).update(fault=FELL_OVER, dropped=True)
        return
    Withdrawal.objects.filter(pk=number).update(text=text)


@task()
def carry(number: int) -> None:
    """Ask the signer; once more later while the log is busy."""
    wanted = Withdrawal.objects.filter(pk=number, entry=None, dropped=False).first()
    if wanted is None:
        return
    try:
        answer = ask(hall.own(), {"withdraw": number})
    except SignerError as error:
        with transaction.atomic():
            Withdrawal.objects.filter(pk=number).update(fault=str(error))
            if error.again:
                carry.using(run_after=timezone.now() + _AGAIN).enqueue(number)
        return
    except Exception:  # noqa: BLE001  who wants it is told, whatever it is
        _log.exception("withdrawal %s was not carried", number)
        Withdrawal.objects.filter(pk=number).update(fault=FELL_OVER)
        return
    with transaction.atomic():
        Withdrawal.objects.filter(pk=number).update(entry=answer["index"], fault="")
        record("worker", _DONE[Wish(wanted.wish)], publication=wanted.publication)
        if wanted.wish == Wish.REDACT:
            forget_redacted.enqueue(answer["index"])


@task()
def forget_redacted(entry: int) -> None:
    """Forget what the desk wrote down of what was taken away; later where witnesses still lack."""
    opened = hall.own()
    forget(opened)
    if entry >= opened.state().size:
        forget_redacted.using(run_after=timezone.now() + _LATER).enqueue(entry)
