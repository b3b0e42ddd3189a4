"""The weighted mean of two runs of the same model.  Usage: average.py OUT_DIR SHARE OTHER_DIR

OUT_DIR's weights become (1 - SHARE) of their own and SHARE of OTHER_DIR's.  Right only where one run was
resumed from the other: the mean of a run and its continuation errs less than either."""
import sys
from pathlib import Path

from safetensors.numpy import load_file

from train import save

out, share, other = Path(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])
own, theirs = (load_file(str(d / "model.safetensors")) for d in (out, other))
save(out, {name: ((1 - share) * x + share * theirs[name]).astype("float32") for name, x in own.items()})
