"""Parses C#: every generated file, and the quick start, whose names must be in the generated code. No compiler: types are not checked.

    python parse-csharp.py GENERATED_DIRECTORY FILE...

A file may be Markdown: its ```csharp blocks are read.
"""
import pathlib
import re
import sys

import tree_sitter
import tree_sitter_c_sharp

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_c_sharp.language()))
problems = []


def parse(name, text):
    tree = PARSER.parse(text.encode())
    for node in walk(tree.root_node):
        if node.type == "ERROR" or node.is_missing:
            problems.append(f"{name}:{node.start_point[0] + 1}: no C#: {node.text.decode()[:80]!r}")
    return tree.root_node


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


def field(node, name):
    child = node.child_by_field_name(name)
    return child.text.decode() if child else None


def declared(root):
    """Names of types, methods, properties and enum members."""
    kinds = {"class_declaration", "interface_declaration", "enum_declaration", "method_declaration", "property_declaration", "enum_member_declaration"}
    return {field(node, "name") for node in walk(root) if node.type in kinds}


generated = {}
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.cs")):
    generated.setdefault(file.stem, set()).update(declared(parse(file, file.read_text())))


def check(name, root):
    """What the code takes from the package must be there: members of its classes, and properties of its structs."""
    used = set()
    for node in walk(root):
        kind = None
        if node.type == "object_creation_expression":
            kind = field(node, "type")
            initializer = node.child_by_field_name("initializer")
            assignments = [child for child in initializer.children if child.type == "assignment_expression"] if initializer else []
            members = [(field(assignment, "left"), assignment) for assignment in assignments]
        elif node.type == "member_access_expression":
            kind, members = field(node, "expression"), [(field(node, "name"), node)]
        # Names may be written with their namespace.
        if kind and re.fullmatch(r"[\w.]+", kind):
            kind = kind.rsplit(".", 1)[-1]
        if kind in generated:
            used.add(kind)
            for member, where in members:
                if member not in generated[kind]:
                    problems.append(f"{name}:{where.start_point[0] + 1}: {kind} has no {member}")
    return used


used = set()
for name in sys.argv[2:]:
    text = pathlib.Path(name).read_text()
    for code in re.findall(r"^```csharp\n(.*?)^```", text, re.M | re.S) if name.endswith(".md") else [text]:
        used |= check(name, parse(name, code))
print(f"{len(generated)} generated files, {len(used)} types used in {len(sys.argv) - 2} files, {len(problems)} problems")
print("\n".join(problems))
sys.exit(1 if problems or not generated or not used else 0)
