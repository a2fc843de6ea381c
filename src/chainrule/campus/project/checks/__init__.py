"""What a machine can see of a hand-in: the commit of a repository, and the ZIP beside it. Nothing in it is ever run.

Who calls it: the site's `milestones` app, in the job that fetches a repository. It may know `repositories` by its model
and `project.milestones`. It must not know Django, a file, the network or a clock, and it must not decide points.
"""

from chainrule.campus.project.checks.colab import badge, colab
from chainrule.campus.project.checks.every import check
from chainrule.campus.project.checks.notebook import main_notebook
from chainrule.campus.project.checks.verdict import Outcome, Verdict

__all__ = ["Outcome", "Verdict", "badge", "check", "colab", "main_notebook"]
