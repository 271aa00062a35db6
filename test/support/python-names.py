"""Parses modules, given as a JSON list of texts on standard input, and writes what they call as JSON: dotted names, and the keywords of each."""
import ast
import json
import sys


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def names_of(text):
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return {"error": f"line {error.lineno}: {error.msg}"}
    calls = [[dotted(node.func), [keyword.arg for keyword in node.keywords]] for node in ast.walk(tree) if isinstance(node, ast.Call)]
    attributes = [dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    imports = [f"{node.module}.{name.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names]
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {"calls": calls, "attributes": attributes, "imports": imports, "functions": functions}


json.dump([names_of(text) for text in json.load(sys.stdin)], sys.stdout)
