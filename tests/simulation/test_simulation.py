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
        bring_back(made, 5)


def test_an_old_copy_of_the_log_publishes_nothing_else():
    with world(3) as made:
        said = bring_back(made, 2)

    assert any(one.startswith("AheadError") for one in said)


def bring_back(made: World, times: int) -> list[str]:
    """Copy the log, go on, and go on from the copy, with every witness in reach."""
    said = []
    for _ in range(times):
        made.run(10)
        made.copy()
        made.run(10)
        made.network.cut, made.full = set(), set()
        made.publish()
        said.append(made.go_on_from_the_copy())
    return said
