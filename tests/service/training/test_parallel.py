"""Work spread over processes."""

import os

from service.training.parallel import each


def test_results_come_in_order_from_other_processes_that_know_what_their_parent_knew() -> None:
    known = ["a", "b", "c"]
    found = each(lambda number: (known[number], os.getpid()), len(known))
    assert [letter for letter, _ in found] == known
    assert os.getpid() not in {process for _, process in found}
