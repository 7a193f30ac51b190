from detector.label import Label
from detector.message import Message
from training.campaigns import capped, grouped, unique
from training.example import Example


def _example(text: str, campaign: str = "c", label: Label = Label.OTHER, source: str = "hand-x") -> Example:
    return Example(Message(text), label, campaign, source, "en", "MIT")


LONG = "Your parcel is held at the warehouse because the address is incomplete, please confirm it within 12 hours at "


def test_repeats_are_dropped_and_the_first_is_kept() -> None:
    kept = unique([_example("Your code is 123456"), _example("Your code is 654321"), _example("Lunch at 12?")])
    assert [example.message.text for example in kept] == ["Your code is 123456", "Lunch at 12?"]


def test_twins_under_two_labels_of_one_source_are_dropped() -> None:
    twins = [_example("Your code is 1234", label=Label.OTHER), _example("Your code is 9876", label=Label.SMISHING)]
    assert unique([*twins, _example("Lunch at 12?")]) == [_example("Lunch at 12?")]


def test_between_sources_the_first_label_stands() -> None:
    first = _example("Your code is 1234", source="hand-x")
    assert unique([first, _example("Your code is 9876", label=Label.SMISHING, source="hand-y")]) == [first]


def test_near_duplicates_share_a_campaign() -> None:
    one, other, apart = grouped(
        [
            _example(LONG + "bit.ly/3abc", "one"),
            _example(LONG.replace("Your", "YOUR") + "usps-x.top/1 thanks", "two"),
            _example("Dinner at seven, bring the salad and the big bowl", "three"),
        ]
    )
    assert one.campaign == other.campaign == "hand-x/one"
    assert apart.campaign == "hand-x/three"


def test_named_campaigns_stay_together_however_they_are_worded() -> None:
    one, other = grouped([_example("alpha beta gamma delta"), _example("something else altogether, really")])
    assert one.campaign == other.campaign


def test_a_cap_keeps_the_first_of_each_campaign() -> None:
    rows = [_example(f"message number {word}", campaign) for campaign, word in zip("aaab", "wxyz", strict=True)]
    assert [example.campaign for example in capped(rows, 2)] == ["a", "a", "b"]
