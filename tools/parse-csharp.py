"""Parses C#: every generated file, and the quick start, whose names must be in the generated code. No compiler: types are not checked.

    python parse-csharp.py GENERATED_DIRECTORY FILE... [--names NAMES FOLDER]

A file may be Markdown: its ```csharp blocks are read. In the *.cs of FOLDER each name of a type must also be in exactly one of the namespaces that the file uses,
and what it takes from a type must be there. NAMES is JSON: namespaces, their types, and the members of each (tools/snippets/languages.ts writes it).
"""
import json
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


plain = lambda name: name.replace("_", "").lower()
# What the base library has of the names that examples use, and what a file declares itself.
SYSTEM = {"Dictionary", "List", "Console", "Program", "String", "Object", "KeyValuePair", "Array", "Math"}


def check_names(name, root, namespaces):
    """Names of types must be found once in the namespaces that the file uses; what the code takes from a type must be in it."""
    usings = {node.text.decode().removeprefix("using").rstrip(";").strip() for node in walk(root) if node.type == "using_directive"}
    declares = {field(node, "name") for node in walk(root) if node.type in ("class_declaration", "variable_declarator", "parameter")}
    used = set()

    def type_of(text, where):
        kind = text.split(".")[-1].split("<")[0]
        if kind in SYSTEM or kind in declares or not kind[:1].isupper():
            return None
        homes = [namespace for namespace in namespaces if kind in namespaces[namespace] and (namespace in usings or text == f"{namespace}.{kind}")]
        if len(homes) != 1:
            problems.append(f"{name}:{where.start_point[0] + 1}: {kind} is " + (f"in {' and '.join(homes)}" if homes else "in no namespace that the file uses"))
            return None
        used.add(kind)
        return homes[0], kind

    def has(home, member):
        namespace, kind = home
        if kind in generated and namespace == "CdkKeysmith":
            return member in generated[kind] or plain(member) in map(plain, namespaces[namespace][kind])
        return plain(member) in map(plain, namespaces[namespace][kind])

    for node in walk(root):
        home, members = None, []
        if node.type == "object_creation_expression":
            home = type_of(field(node, "type"), node)
            initializer = node.child_by_field_name("initializer")
            assignments = [child for child in initializer.children if child.type == "assignment_expression"] if initializer else []
            members = [(field(assignment, "left"), assignment) for assignment in assignments]
        elif node.type == "member_access_expression" and node.child_by_field_name("expression").type == "identifier":
            home = type_of(field(node, "expression"), node)
            members = [(field(node, "name"), node)]
        elif node.type == "array_creation_expression" and node.child_by_field_name("type"):
            type_of(field(node, "type").split("[")[0], node)
        for member, where in members if home else []:
            if not has(home, member):
                problems.append(f"{name}:{where.start_point[0] + 1}: {home[1]} has no {member}")
    return used


arguments = sys.argv[2:]
names, folder = arguments[arguments.index("--names") + 1:] if "--names" in arguments else (None, None)
files = arguments[:arguments.index("--names")] if names else arguments
used = set()
for name in files:
    text = pathlib.Path(name).read_text()
    for code in re.findall(r"^```csharp\n(.*?)^```", text, re.M | re.S) if name.endswith(".md") else [text]:
        used |= check(name, parse(name, code))
if names:
    known = json.loads(pathlib.Path(names).read_text())
    examples = sorted(pathlib.Path(folder).rglob("*.cs"))
    files += examples
    for file in examples:
        used |= check_names(f"{file.parent.name}/{file.name}", parse(file, file.read_text()), known)
print(f"{len(generated)} generated files, {len(used)} types used in {len(files)} files, {len(problems)} problems")
print("\n".join(problems))
sys.exit(1 if problems or not generated or not used else 0)
