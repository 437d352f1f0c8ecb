"""The checks, the gate that applies them, and the seal that marks what passed."""

from generec.fidelity.checking import check_file, open_checks
from generec.fidelity.gate import Gate, GateConfig, Passage
from generec.fidelity.seal import SealConfig, Sealer
from generec.fidelity.verify import Verification, verify_file, verify_here

__all__ = [
    "Gate",
    "GateConfig",
    "Passage",
    "SealConfig",
    "Sealer",
    "Verification",
    "check_file",
    "open_checks",
    "verify_file",
    "verify_here",
]
