"""Lab 9 accepts other right ways to write what it asks for."""

import pytest
from tests.labs.otherwise import complaints, written_otherwise

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 9)


WRITTEN_BY_HAND = {
    "weighted averages, selections and logarithms of sums": [
        ("    return (values * probs).sum(-1)\n", "    return (values * probs).sum(-1) / probs.sum(-1)\n"),
        ("    others = [axis for axis in range(joint.dim()) if axis not in axes]\n", ""),
        ("    kept = joint.sum(others) if others else joint\n", ""),
        ("    left = sorted(axes)  # how the sum has them\n", ""),
        (
            "    return kept.permute([left.index(axis) for axis in axes])\n",
            "    return torch.einsum(joint, list(range(joint.dim())), list(axes))\n",
        ),
        ("    return part / part.sum()\n", "    return part / marginal(joint, axis)[state]\n"),
        (
            "    return joint.sum(1, keepdim=True) * joint.sum(0)\n",
            "    return torch.outer(joint.sum(1), joint.sum(0))\n",
        ),
        (
            "    return (deviations_x[:, None] * deviations_y * joint).sum()\n",
            "    return x @ joint @ y - (x @ joint.sum(1)) * (y @ joint.sum(0))\n",
        ),
        ("    return joint / evidence\n", "    return torch.nn.functional.normalize(joint, p=1, dim=-1)\n"),
        ("    return density(middles).sum() * width\n", "    return density(middles).mean() * (high - low)\n"),
        (
            "    return torch.bucketize(uniform, ends, right=True).clamp(max=len(probs) - 1)",
            "    return (uniform[..., None] >= ends).sum(-1).clamp(max=len(probs) - 1)",
        ),
        (
            "    return times_log(x, log_p) + times_log(1 - x, log_q)\n",
            "    return torch.where(x == 1, log_p, log_q)\n",
        ),
        (
            "    return -0.5 * z**2 - scale.log() - 0.5 * math.log(2 * math.pi)\n",
            "    return -(z**2) / 2 - (scale * math.sqrt(2 * math.pi)).log()\n",
        ),
        (
            "    return torch.softmax(log_joint, -1)\n",
            "    return (log_joint - log_joint.logsumexp(-1, keepdim=True)).exp()\n",
        ),
        (
            "    return counts / len(x), (belongs.T @ x + 1) / (counts[:, None] + 2)\n",
            "    sizes = torch.bincount(labels, minlength=classes)\n"
            "    ones = torch.stack([x[labels == k].sum(0) for k in range(classes)])\n"
            "    return sizes / len(x), (ones + 1) / (sizes[:, None] + 2)\n",
        ),
    ],
    "loops, differences of pairs, and a posterior that becomes the next prior": [
        (
            "    return (values * probs).sum(-1)\n",
            "    return sum(values[..., k] * probs[..., k] for k in range(probs.shape[-1]))\n",
        ),
        (
            "    return expected_value(deviations**2, probs)\n",
            "    pairs = (values[..., :, None] - values[..., None, :]) ** 2\n"
            "    return 0.5 * (pairs * probs[..., :, None] * probs[..., None, :]).sum((-1, -2))\n",
        ),
        (
            "    kept = joint.sum(others) if others else joint\n",
            "    kept = joint\n    for axis in reversed(others):\n        kept = kept.sum(axis)\n",
        ),
        ("    part = joint.select(axis, state)\n", "    part = joint.movedim(axis, 0)[state]\n"),
        (
            "    joint = likelihood * prior  # (..., H)\n    evidence = joint.sum(-1, keepdim=True)\n",
            "    joint = likelihood * prior\n    evidence = (likelihood @ prior)[..., None]\n",
        ),
        (
            "    middles = low + width * (torch.arange(pieces) + 0.5)\n    return density(middles).sum() * width\n",
            "    return sum(density(torch.tensor(low + width * (piece + 0.5))) * width for piece in range(pieces))\n",
        ),
        ("torch.bucketize(uniform, ends, right=True)", "torch.searchsorted(ends, uniform, right=True)"),
        (
            "    return times_log(x, log_p) + times_log(1 - x, log_q)\n",
            "    return torch.xlogy(x, log_p.exp()) + torch.xlogy(1 - x, log_q.exp())\n",
        ),
        (
            "    return -0.5 * z**2 - scale.log() - 0.5 * math.log(2 * math.pi)\n",
            "    return torch.distributions.Normal(loc, scale).log_prob(x)\n",
        ),
        (
            "    log_joint = log_prior + log_likelihoods.sum(-2)  # (..., H)\n"
            "    return torch.softmax(log_joint, -1)\n",
            "    posterior = log_prior.softmax(-1)\n"
            "    for row in log_likelihoods.unbind(-2):\n"
            "        posterior = posterior * row.exp()\n"
            "        posterior = posterior / posterior.sum(-1, keepdim=True)\n"
            "    return posterior\n",
        ),
        (
            "    belongs = (labels[:, None] == torch.arange(classes)).to(x.dtype)  # (N, H)\n",
            "    belongs = torch.nn.functional.one_hot(labels, classes).to(x.dtype)\n",
        ),
    ],
    "its own words for the same": [
        ("    return (values * probs).sum(-1)\n", "    return torch.linalg.vecdot(values, probs)\n"),
        (
            "    return joint.sum(1, keepdim=True) * joint.sum(0)\n",
            '    return torch.einsum("i,j->ij", joint.sum(1), joint.sum(0))\n',
        ),
        (
            "    return (deviations_x[:, None] * deviations_y * joint).sum()\n",
            "    return deviations_x @ joint @ deviations_y\n",
        ),
        ("    return part / part.sum()\n", "    return torch.exp(part.log() - part.sum().log())\n"),
        ("    return joint / evidence\n", "    return torch.softmax(likelihood.log() + prior.log(), -1)\n"),
        (
            "    return torch.bucketize(uniform, ends, right=True).clamp(max=len(probs) - 1)",
            "    ends[-1] = 1.0\n    return (uniform[..., None] < ends).int().argmax(-1)",
        ),
        (
            "    return torch.softmax(log_joint, -1)\n",
            "    joint = (log_joint - log_joint.max(-1, keepdim=True).values).exp()\n"
            "    return joint / joint.sum(-1, keepdim=True)\n",
        ),
    ],
}


@pytest.mark.parametrize("edits", WRITTEN_BY_HAND.values(), ids=WRITTEN_BY_HAND.keys())
def test_other_right_ways_pass(lab: Lab, edits: list[tuple[str, str]]) -> None:
    assert complaints(lab, written_otherwise(lab, edits)) == []
