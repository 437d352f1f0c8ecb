"""How good it is: metrics, studies, benchmarks."""
