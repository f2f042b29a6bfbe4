"""Reads Markdown pages as far as their tests need it: fenced blocks, links, headings."""

import re
import subprocess

RUN = "<!-- run -->"    # above a block of commands
SAYS = "<!-- says -->"  # above lines that the commands before print
# [words](target) and ![words](target "title"); a target holds no blank.
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
IMAGE_TAG = re.compile(r"<img\b[^>]*\bsrc=\"([^\"]+)\"")


def pages_of(root):
    """Every Markdown file that is part of the project, also those not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], cwd=root,
        capture_output=True, text=True)
    if listed.returncode == 0:
        paths = [root / name for name in listed.stdout.split("\0") if name]
    else:  # an archive without git
        paths = [path for path in root.rglob("*.md")
                 if not any(part.startswith((".", "build")) for part in path.relative_to(root).parts)]
    return sorted({path for path in paths if path.exists()})


def blocks_of(text):
    """(language, mark or None, text, line) of each fenced block. An open fence is an error."""
    blocks, mark, lines = [], None, text.splitlines()
    i = 0
    while i < len(lines):
        line = lines[i].strip()
        if line.startswith("```"):
            start = i + 1
            i = start
            while i < len(lines) and lines[i].strip() != "```":
                i += 1
            if i == len(lines):
                raise ValueError(f"the block of line {start} has no end")
            blocks.append((line[3:].strip(), mark, "\n".join(lines[start:i]) + "\n", start))
            mark = None
        elif line in (RUN, SAYS):
            mark = line
        elif line:
            if mark:
                raise ValueError(f"line {i + 1}: {mark} must stand right above a block")
        i += 1
    if mark:
        raise ValueError(f"{mark} at the end, above nothing")
    return blocks


def prose_of(text):
    """The page without its code, where brackets are not links."""
    kept, inside = [], False
    for line in text.splitlines():
        if line.strip().startswith("```"):
            inside = not inside
        elif not inside:
            kept.append(re.sub(r"`[^`]*`", "", line))
    return "\n".join(kept)


def links_of(text):
    """Targets of links and pictures, without those to other sites."""
    prose = prose_of(text)
    return [target for target in LINK.findall(prose) + IMAGE_TAG.findall(prose)
            if not re.match(r"[a-z][a-z0-9+.-]*:", target)]


def anchors_of(text):
    """The names by which headings can be linked, as GitHub makes them."""
    seen, inside = {}, False
    for line in text.splitlines():
        if line.strip().startswith("```"):
            inside = not inside
        heading = re.match(r"#{1,6}\s+(.*?)\s*#*$", line)
        if heading and not inside:
            words = re.sub(r"[^\w\- ]", "", heading.group(1).lower()).replace(" ", "-")
            seen[words] = seen.get(words, -1) + 1
            yield words if seen[words] == 0 else f"{words}-{seen[words]}"
