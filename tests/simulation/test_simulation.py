"""Whatever the net, the clocks and the disks do: no past is rewritten, nothing promised lost."""

import pytest

from pendopo.store.log import Cosigned
from tests.simulation.world import World, world

STEPS, CAMPAIGN_STEPS, CAMPAIGN_SEEDS = 100, 5_000, 20


def run(seed: int, steps: int) -> list[str]:
    with world(seed) as made:
        made.run(steps)
        assert made.roots, "nothing was ever published"
        assert len(made.acknowledged) > steps // 10
        return made.trace


def test_nothing_that_happens_rewrites_the_past_and_one_seed_is_one_run():
    first, second = run(1, STEPS), run(1, STEPS)

    assert first == second
    assert len(first) == STEPS
    assert run(2, 20) != first[:20]


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(CAMPAIGN_SEEDS))
def test_a_hundred_thousand_steps_rewrite_nothing(seed):
    assert len(run(seed, CAMPAIGN_STEPS)) == CAMPAIGN_STEPS


def test_a_log_that_publishes_without_its_witnesses_is_caught(monkeypatch):
    real = World._writer

    def careless(self, at, error):
        monkeypatch.setattr(
            "tests.simulation.world.Witnessing.cosign", lambda _self, note, _asking: Cosigned(note)
        )
        return real(self, at, error)

    monkeypatch.setattr(World, "_writer", careless)

    with pytest.raises(AssertionError, match="published without its witnesses"):
        run(1, STEPS)


def test_a_witness_that_signs_before_it_keeps_is_caught(monkeypatch):
    monkeypatch.setattr("pendopo.peers.witness._keep", lambda *_: None)

    with pytest.raises((AssertionError, ValueError), match=r"unpack|signed before"):
        run(1, STEPS)


def test_a_witness_that_checks_no_proof_is_caught(monkeypatch):
    monkeypatch.setattr("pendopo.peers.witness._hold_to_latest", lambda *_: None)

    with (
        world(3) as made,
        pytest.raises(
            AssertionError, match=r"two roots|another past|another one|taken back|beside"
        ),
    ):
        bring_back(made, 5, asks=False)  # else it would not come to the witnesses


def test_an_old_copy_of_the_log_signs_nothing():
    with world(3) as made:
        said = bring_back(made, 2)

    assert [one.partition(" ")[0] for one in said] == ["HaltedError"] * 2


def test_where_nobody_was_asked_its_witnesses_stop_an_old_copy():
    with world(3) as made:
        said = bring_back(made, 2, asks=False)

    assert any(one.startswith("AheadError") for one in said)


def test_a_start_that_asks_nobody_is_caught(monkeypatch):
    monkeypatch.setattr("pendopo.programme.peering.Peering.before_signing", lambda *_: None)

    with world(3) as made, pytest.raises(AssertionError, match="an old copy has signed"):
        bring_back(made, 2)


def bring_back(made: World, times: int, *, asks: bool = True) -> list[str]:
    """Copy the log, go on, and go on from the copy, with every witness in reach."""
    said, made.asks = [], asks
    for _ in range(times):
        made.run(10)
        made.copy()
        made.run(10)
        made.network.cut, made.full = set(), set()
        made.publish()
        said.append(made.go_on_from_the_copy())
    return said
