"""Runs every FOLDER/*/app.py in one process, and synthesizes the app that each makes.

    python run-python.py FOLDER
"""
import os
import pathlib
import sys
import tempfile

os.environ["CDK_OUTDIR"] = tempfile.mkdtemp()
os.environ["CDK_VALIDATION"] = "false"
files = sorted(pathlib.Path(sys.argv[1]).glob("*/app.py"))
problems = []
for file in files:
    names = {"__name__": "__main__"}
    try:
        exec(compile(file.read_text(), str(file), "exec"), names)
        made = names.get("app") or (names["stack"].node.root if "stack" in names else None)
        if made is not None:
            made.synth()
    except Exception as error:
        problems.append(f"{file.parent.name}: {type(error).__name__}: {str(error)[:400]}")
print(f"{len(files) - len(problems)} examples run, {len(problems)} do not")
print("\n".join(problems))
sys.exit(1 if problems or not files else 0)
