"""Fairness: audits over what was shown, and alarms where what AI made crowds people's work out."""

from generec.fidelity.fairness.audit import Audit, audited

__all__ = ["Audit", "audited"]
