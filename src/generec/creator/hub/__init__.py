"""Videos and pictures drawn by generative models that the operator brings (extra `hub`)."""
