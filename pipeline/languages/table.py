"""The language table: one row per language that large repositories hold.

A row is data only; :mod:`pipeline.languages.choose` decides which row a file belongs to. Where two
languages share an ending (``.h``, ``.m``, ``.d``) the row listed here is the one assumed until the
content says otherwise.
"""

from __future__ import annotations

from pipeline.languages import Language

_SLASH = ("//",)
_HASH = ("#",)
_DASH = ("--",)
_SEMICOLON = (";",)
_PERCENT = ("%",)
_C_BLOCK = (("/*", "*/"),)
_XML_BLOCK = (("<!--", "-->"),)
_ML_BLOCK = (("(*", "*)"),)
_NONE: tuple[str, ...] = ()
_NO_BLOCK: tuple[tuple[str, str], ...] = ()

# A row should read as a row, not as a column of one-word lines.
# fmt: off
# Columns: name, fence, family, line comments, block comments, endings, file names, interpreters.

_C_FAMILY = (
    Language("C", "c", "code", _SLASH, _C_BLOCK, (".c", ".h"), interpreters=("tcc",),
             module="cfamily"),
    Language(
        "C++", "cpp", "code", _SLASH, _C_BLOCK,
        (".cpp", ".cc", ".cxx", ".c++", ".hpp", ".hh", ".hxx", ".h++", ".inl", ".ipp", ".tpp",
         ".tcc", ".txx", ".cppm", ".ixx"), module="cfamily",
    ),
    Language("CUDA", "cuda", "code", _SLASH, _C_BLOCK, (".cu", ".cuh"), module="cfamily"),
    Language("HIP", "cpp", "code", _SLASH, _C_BLOCK, (".hip",), module="cfamily"),
    Language("Objective-C", "objc", "code", _SLASH, _C_BLOCK, (".m",), module="cfamily"),
    Language(
        "Objective-C++", "objective-c++", "code", _SLASH, _C_BLOCK, (".mm",), module="cfamily",
    ),
    Language("Metal", "metal", "code", _SLASH, _C_BLOCK, (".metal",), module="cfamily"),
    Language("OpenCL", "opencl", "code", _SLASH, _C_BLOCK, (".cl",), module="cfamily"),
    Language(
        "GLSL", "glsl", "code", _SLASH, _C_BLOCK,
        (".glsl", ".glslh", ".vert", ".frag", ".geom", ".comp", ".tesc", ".tese"),
        module="shader",
    ),
    Language(
        "HLSL", "hlsl", "code", _SLASH, _C_BLOCK, (".hlsl", ".hlsli", ".fx"), module="shader",
    ),
    Language("WGSL", "wgsl", "code", _SLASH, _C_BLOCK, (".wgsl",), module="shader"),
    # `#` alone would take `#include` of a preprocessed `.S` for a comment.
    Language(
        "Assembly", "asm", "code", (";", "//", "# ", "@ "), _C_BLOCK,
        (".s", ".asm", ".nasm", ".ptx"), module="assembly",
    ),
    Language("LLVM IR", "llvm", "code", _SEMICOLON, _NO_BLOCK, (".ll",), module="llvm"),
    Language("MLIR", "mlir", "code", _SLASH, _NO_BLOCK, (".mlir",)),
    Language("TableGen", "tablegen", "code", _SLASH, _C_BLOCK, (".td",), module="tablegen"),
    Language("SWIG", "swig", "code", _SLASH, _C_BLOCK, (".swg", ".i"), module="swig"),
    Language("Lex", "lex", "code", _SLASH, _C_BLOCK, (".l", ".lex"), module="yacc"),
    Language("Yacc", "yacc", "code", _SLASH, _C_BLOCK, (".y", ".yy", ".yacc"), module="yacc"),
    Language("ANTLR", "antlr", "code", _SLASH, _C_BLOCK, (".g4",), module="antlr"),
    Language("PEG Grammar", "", "code", _HASH, _NO_BLOCK, (".gram", ".peg"), module="peg"),
    Language("ASDL", "asdl", "code", _DASH, _NO_BLOCK, (".asdl",), module="asdl"),
    Language(
        "DTrace", "dtrace", "code", _NONE, _C_BLOCK, interpreters=("dtrace",), module="dtrace",
    ),
    Language("SystemTap", "", "code", ("//", "#"), _C_BLOCK, (".stp",), interpreters=("stap",)),
    Language("Coccinelle", "smpl", "code", _SLASH, _C_BLOCK, (".cocci",), interpreters=("spatch",),
             module="coccinelle"),
    Language("Windows Resource", "", "code", _SLASH, _C_BLOCK, (".rc", ".rc2")),
)

_SCRIPTING = (
    Language(
        "Python", "python", "code", _HASH, _NO_BLOCK, (".py", ".pyw", ".py3", ".gyp", ".gypi"),
        ("SConstruct", "SConscript", "wscript"), ("python", "python2", "python3", "pypy", "pypy3"),
        module="python",
    ),
    Language("Python stub", "python", "code", _HASH, _NO_BLOCK, (".pyi",), module="python"),
    Language(
        "Cython", "cython", "code", _HASH, _NO_BLOCK, (".pyx", ".pxd", ".pxi"), module="cython",
    ),
    Language(
        "Ruby", "ruby", "code", _HASH, (("=begin", "=end"),),
        (".rb", ".rake", ".gemspec", ".podspec", ".ru"),
        ("Rakefile", "Gemfile", "Podfile", "Vagrantfile", "Fastfile", "Brewfile", "Dangerfile"),
        ("ruby", "jruby", "rake"), module="ruby",
    ),
    Language(
        "PHP", "php", "code", ("//", "#"), _C_BLOCK, (".php", ".phtml", ".phpt"),
        interpreters=("php",), module="php",
    ),
    Language(
        "Lua", "lua", "code", _DASH, (("--[[", "]]"),), (".lua", ".rockspec"),
        interpreters=("lua", "luajit", "texlua"), module="lua",
    ),
    Language(
        "Perl", "perl", "code", _HASH, (("=pod", "=cut"),), (".pl", ".pm", ".pod", ".plx", ".t"),
        interpreters=("perl", "perl5"), module="perl",
    ),
    Language(
        "R", "r", "code", _HASH, _NO_BLOCK, (".r", ".rmd"), (".Rprofile",), ("Rscript", "r"),
        module="r",
    ),
    Language(
        "Julia", "julia", "code", _HASH, (("#=", "=#"),), (".jl",), interpreters=("julia",),
        module="julia",
    ),
    Language(
        "MATLAB", "matlab", "code", _PERCENT, (("%{", "%}"),), (".mlx",), interpreters=("octave",),
    ),
    Language(
        "Tcl", "tcl", "code", _HASH, _NO_BLOCK, (".tcl", ".tk", ".exp", ".itcl"),
        interpreters=("tclsh", "wish", "expect"),
    ),
    Language(
        "Awk", "awk", "code", _HASH, _NO_BLOCK, (".awk", ".gawk"),
        interpreters=("awk", "gawk", "mawk", "nawk"), module="awk",
    ),
    Language("Sed", "sed", "code", _HASH, _NO_BLOCK, (".sed",), interpreters=("sed", "gsed")),
    Language(
        "Shell", "shell", "code", _HASH, _NO_BLOCK,
        (".sh", ".bash", ".zsh", ".ksh", ".fish", ".csh", ".tcsh", ".bats", ".ebuild"),
        (".bashrc", ".bash_profile", ".bash_aliases", ".profile", ".zshrc", ".zshenv", ".zprofile",
         ".envrc", ".cshrc", ".kshrc", "PKGBUILD", "APKBUILD", "gradlew", "mvnw", "install-sh"),
        ("sh", "bash", "zsh", "ksh", "dash", "ash", "fish", "csh", "tcsh", "bats", "mksh"),
        module="shell",
    ),
    Language(
        "PowerShell", "powershell", "code", _HASH, (("<#", "#>"),), (".ps1", ".psm1", ".psd1"),
        interpreters=("pwsh", "powershell"), module="powershell",
    ),
    Language(
        "Batchfile", "batchfile", "code",
        ("rem ", "REM ", "Rem ", "@rem ", "@REM ", "::"), _NO_BLOCK, (".bat", ".cmd"),
        module="batch",
    ),
    Language("Vim script", "vim", "code", ('"',), _NO_BLOCK, (".vim",), (".vimrc", "vimrc"),
             module="vim"),
    Language(
        "GDB script", "", "code", _HASH, _NO_BLOCK, (".gdb",), (".gdbinit", "gdbinit"), ("gdb",),
    ),
)

_COMPILED = (
    Language(
        "Rust", "rust", "code", _SLASH, _C_BLOCK, (".rs",), interpreters=("rust-script",),
        module="rust",
    ),
    Language("Go", "go", "code", _SLASH, _C_BLOCK, (".go",), module="go"),
    Language("Go Module", "go-mod", "build", _SLASH, _NO_BLOCK, (), ("go.mod", "go.work"),
             module="gomod"),
    Language("Java", "java", "code", _SLASH, _C_BLOCK, (".java", ".jav"), module="java"),
    Language(
        "Kotlin", "kotlin", "code", _SLASH, _C_BLOCK, (".kt", ".kts"), interpreters=("kotlin",),
        module="kotlin",
    ),
    Language(
        "Scala", "scala", "code", _SLASH, _C_BLOCK, (".scala", ".sbt", ".sc"),
        interpreters=("scala",), module="scala",
    ),
    Language("C#", "csharp", "code", _SLASH, _C_BLOCK, (".cs", ".csx"), module="csharp"),
    Language("F#", "fsharp", "code", _SLASH, _ML_BLOCK, (".fs", ".fsi", ".fsx")),
    Language("Visual Basic", "vbnet", "code", ("'",), _NO_BLOCK, (".vb", ".vbs", ".bas")),
    Language(
        "Swift", "swift", "code", _SLASH, _C_BLOCK, (".swift",), interpreters=("swift",),
        module="swift",
    ),
    Language("Zig", "zig", "code", _SLASH, _NO_BLOCK, (".zig", ".zon"), module="zig"),
    Language("D", "d", "code", _SLASH, (("/*", "*/"), ("/+", "+/")), (".d", ".di")),
    Language("Dart", "dart", "code", _SLASH, _C_BLOCK, (".dart",), interpreters=("dart",)),
    Language("Nim", "nim", "code", _HASH, (("#[", "]#"),), (".nim", ".nims", ".nimble")),
    Language(
        "Fortran", "fortran", "code", ("!",), _NO_BLOCK,
        (".f", ".f77", ".f90", ".f95", ".f03", ".f08", ".for", ".ftn", ".fpp"), module="fortran",
    ),
    Language("Ada", "ada", "code", _DASH, _NO_BLOCK, (".adb", ".ads", ".ada")),
    Language(
        "Pascal", "pascal", "code", _SLASH, (("{", "}"), ("(*", "*)")),
        (".pas", ".pp", ".dpr", ".lpr"),
    ),
    Language("Verilog", "verilog", "code", _SLASH, _C_BLOCK, (".v", ".vh"), module="verilog"),
    Language("SystemVerilog", "systemverilog", "code", _SLASH, _C_BLOCK, (".sv", ".svh"),
             module="verilog"),
    Language("VHDL", "vhdl", "code", _DASH, _C_BLOCK, (".vhd", ".vhdl"), module="vhdl"),
    Language("WebAssembly", "wasm", "code", (";;",), (("(;", ";)"),), (".wat", ".wast")),
    Language("COBOL", "cobol", "code", ("*>",), _NO_BLOCK, (".cob", ".cbl", ".cpy")),
)

_FUNCTIONAL = (
    Language(
        "Haskell", "haskell", "code", _DASH, (("{-", "-}"),), (".hs", ".lhs", ".hsc", ".cabal"),
        interpreters=("runhaskell", "runghc", "stack"), module="haskell",
    ),
    Language(
        "OCaml", "ocaml", "code", _NONE, _ML_BLOCK, (".ml", ".mli", ".mll", ".mly"),
        module="ocaml",
    ),
    Language("Standard ML", "sml", "code", _NONE, _ML_BLOCK, (".sml", ".sig")),
    Language(
        "Emacs Lisp", "elisp", "code", _SEMICOLON, _NO_BLOCK, (".el",), (".emacs",), ("emacs",),
        module="lisp",
    ),
    Language(
        "Lisp", "lisp", "code", _SEMICOLON, (("#|", "|#"),), (".lisp", ".lsp", ".asd"),
        interpreters=("sbcl", "clisp"), module="lisp",
    ),
    Language(
        "Scheme", "scheme", "code", _SEMICOLON, (("#|", "|#"),), (".scm", ".ss", ".rkt", ".sld"),
        interpreters=("guile", "racket", "csi"), module="lisp",
    ),
    Language(
        "Clojure", "clojure", "code", _SEMICOLON, _NO_BLOCK, (".clj", ".cljs", ".cljc", ".edn"),
        interpreters=("clojure", "bb"), module="lisp",
    ),
    Language(
        "Erlang", "erlang", "code", _PERCENT, _NO_BLOCK, (".erl", ".hrl", ".escript"),
        ("rebar.config",), ("escript",), module="erlang",
    ),
    Language(
        "Elixir", "elixir", "code", _HASH, _NO_BLOCK, (".ex", ".exs", ".heex"), ("mix.lock",),
        ("elixir",), module="elixir",
    ),
    Language("Lean", "lean", "code", _DASH, (("/-", "-/"),), (".lean",)),
    Language(
        "Prolog", "prolog", "code", _PERCENT, _C_BLOCK, (".pro", ".prolog"),
        interpreters=("swipl",),
    ),
    Language("Nix", "nix", "code", _HASH, _C_BLOCK, (".nix",), module="nix"),
)

_WEB = (
    Language(
        "JavaScript", "javascript", "code", _SLASH, _C_BLOCK, (".js", ".mjs", ".cjs", ".es6"),
        ("Jakefile",), ("node", "nodejs", "deno", "bun"), module="javascript",
    ),
    Language("JSX", "jsx", "code", _SLASH, _C_BLOCK, (".jsx",), module="javascript"),
    Language(
        "TypeScript", "typescript", "code", _SLASH, _C_BLOCK, (".ts", ".mts", ".cts"),
        interpreters=("ts-node", "tsx"), module="javascript",
    ),
    Language("TSX", "tsx", "code", _SLASH, _C_BLOCK, (".tsx",), module="javascript"),
    Language("CoffeeScript", "coffeescript", "code", _HASH, (("###", "###"),), (".coffee",)),
    Language("Vue", "vue", "code", _SLASH, _XML_BLOCK, (".vue",), module="component"),
    Language("Svelte", "svelte", "code", _SLASH, _XML_BLOCK, (".svelte",), module="component"),
    Language("CSS", "css", "code", _NONE, _C_BLOCK, (".css",), module="css"),
    Language("SCSS", "scss", "code", _SLASH, _C_BLOCK, (".scss", ".sass"), module="css"),
    Language("Less", "less", "code", _SLASH, _C_BLOCK, (".less",), module="css"),
    Language(
        "Jinja", "jinja", "code", _NONE, (("{#", "#}"),), (".jinja", ".jinja2", ".j2"),
        module="jinja",
    ),
    Language(
        "Handlebars", "handlebars", "code", _NONE, (("{{!", "}}"),), (".hbs", ".mustache"),
        module="handlebars",
    ),
    Language("SQL", "sql", "code", _DASH, _C_BLOCK, (".sql", ".ddl", ".psql"), module="sql"),
    Language(
        "GraphQL", "graphql", "code", _HASH, _NO_BLOCK, (".graphql", ".gql", ".graphqls"),
        module="graphql",
    ),
    Language(
        "Protocol Buffers", "protobuf", "code", _SLASH, _C_BLOCK, (".proto",), module="protobuf",
    ),
    Language("Thrift", "thrift", "code", ("//", "#"), _C_BLOCK, (".thrift",), module="thrift"),
    Language(
        "FlatBuffers", "flatbuffers", "code", _SLASH, _C_BLOCK, (".fbs",), module="flatbuffers",
    ),
    Language("Cap'n Proto", "capnp", "code", _HASH, _NO_BLOCK, (".capnp",), module="capnp"),
    Language(
        "Device Tree", "dts", "code", _SLASH, _C_BLOCK, (".dts", ".dtsi", ".dtso", ".overlay"),
        module="devicetree",
    ),
    Language("ACPI Source", "asl", "code", _SLASH, _C_BLOCK, (".asl", ".dsl")),
)

_BUILD = (
    Language(
        "CMake", "cmake", "build", _HASH, (("#[[", "]]"),), (".cmake",), ("CMakeLists.txt",),
        ("cmake",), module="cmake",
    ),
    Language(
        "Starlark", "starlark", "build", _HASH, _NO_BLOCK,
        (".bzl", ".bazel", ".star", ".sky", ".build", ".buck"),
        ("BUILD", "WORKSPACE", "BUCK", "TARGETS", "PACKAGE", "Tiltfile"), module="starlark",
    ),
    Language(
        "Make", "makefile", "build", _HASH, _NO_BLOCK, (".mk", ".mak", ".make", ".am", ".gmk"),
        ("Makefile", "makefile", "GNUmakefile", "Kbuild", "Makefile.am", "Build"),
        ("make", "gmake"), module="make",
    ),
    Language(
        "Ninja", "ninja", "build", _HASH, _NO_BLOCK, (".ninja",), module="ninja",
    ),
    Language(
        "Just", "just", "build", _HASH, _NO_BLOCK, (".just",), ("justfile", "Justfile"), ("just",),
        module="just",
    ),
    Language(
        "Dockerfile", "dockerfile", "build", _HASH, _NO_BLOCK, (".dockerfile", ".containerfile"),
        ("Dockerfile", "Containerfile"), module="dockerfile",
    ),
    Language("Kconfig", "kconfig", "build", _HASH, _NO_BLOCK, (".kconfig",), ("Kconfig",),
             module="kconfig"),
    Language(
        "Gradle", "groovy", "build", _SLASH, _C_BLOCK, (".gradle",), module="gradle",
    ),
    Language(
        "Groovy", "groovy", "code", _SLASH, _C_BLOCK, (".groovy", ".gvy", ".gsh"), ("Jenkinsfile",),
        ("groovy",),
    ),
    Language("Meson", "meson", "build", _HASH, _NO_BLOCK, (), (
        "meson.build", "meson_options.txt", "meson.options",
    ), module="meson"),
    Language(
        "Autoconf", "m4", "build", ("dnl", "#"), _NO_BLOCK, (".m4", ".ac"),
        ("configure.ac", "configure.in", "aclocal.m4"), module="autoconf",
    ),
    Language("Linker Script", "linker-script", "build", _NONE, _C_BLOCK, (".ld", ".lds", ".icf")),
    Language("RPM Spec", "spec", "build", _HASH, _NO_BLOCK, (".spec",)),
    Language("HCL", "hcl", "build", ("#", "//"), _C_BLOCK, (".tf", ".tfvars", ".hcl", ".nomad"),
             module="hcl"),
    Language(
        "Pip requirements", "pip-requirements", "build", _HASH, _NO_BLOCK, (),
        ("requirements.txt", "constraints.txt"), module="requirements",
    ),
)

_DATA = (
    Language(
        "YAML", "yaml", "data", _HASH, _NO_BLOCK, (".yaml", ".yml", ".cff"),
        (".clang-format", ".clang-tidy", ".clangd", ".yamllint", ".gemrc", "pixi.lock"),
        module="yaml",
    ),
    Language(
        "TOML", "toml", "data", _HASH, _NO_BLOCK, (".toml",),
        ("Pipfile", "Cargo.lock", "poetry.lock", "uv.lock", "pdm.lock"), module="toml",
    ),
    Language(
        "JSON", "json", "data", _NONE, _NO_BLOCK,
        (".json", ".geojson", ".webmanifest", ".har", ".avsc", ".gltf", ".xcstrings"),
        ("Pipfile.lock", "composer.lock", "flake.lock", ".watchmanconfig", "deno.lock"),
        module="json",
    ),
    Language(
        "JSON with comments", "jsonc", "data", _SLASH, _C_BLOCK,
        (".jsonc", ".json5", ".code-workspace", ".code-snippets", ".sublime-settings"),
        ("tsconfig.json", "jsconfig.json", "devcontainer.json", "tslint.json", ".eslintrc",
         ".eslintrc.json", ".babelrc", ".swcrc", ".jshintrc"),
        module="json",
    ),
    Language(
        "JSON Lines", "json", "data", _NONE, _NO_BLOCK, (".jsonl", ".ndjson"), module="jsonlines",
    ),
    Language(
        "INI", "ini", "data", ("#", ";"), _NO_BLOCK,
        (".ini", ".cfg", ".conf", ".cnf", ".desktop", ".service", ".socket", ".timer", ".mount",
         ".pc", ".prefs"),
        (".editorconfig", ".flake8", ".pylintrc", "pylintrc", ".coveragerc", ".npmrc", ".pypirc",
         ".hgrc", ".style.yapf", ".isort.cfg", ".wgetrc", "setup.cfg"),
        module="ini",
    ),
    Language(
        "Properties", "properties", "data", ("#", "!"), _NO_BLOCK, (".properties", ".env"),
        (".env",), module="ini",
    ),
    Language(
        "Kernel Configuration", "ini", "data", _HASH, _NO_BLOCK, (".config",), (".config",),
        module="ini",
    ),
    Language(
        "Git Config", "ini", "data", ("#", ";"), _NO_BLOCK, (),
        (".gitmodules", ".gitconfig", ".lfsconfig", ".gitreview"), module="ini",
    ),
    Language(
        "Ignore List", "gitignore", "data", _HASH, _NO_BLOCK, (".gitignore",),
        (".gitignore", ".dockerignore", ".npmignore", ".eslintignore", ".prettierignore",
         ".hgignore", ".bazelignore", ".ignore", ".rgignore", ".gcloudignore", ".helmignore",
         ".clang-format-ignore", ".git-blame-ignore-revs", ".stylelintignore", ".vscodeignore",
         ".get_maintainer.ignore"),
        module="ignorelist",
    ),
    Language(
        "Git Attributes", "gitattributes", "data", _HASH, _NO_BLOCK, (), (".gitattributes",),
    ),
    Language("Mailmap", "", "data", _HASH, _NO_BLOCK, (), (".mailmap",)),
    Language("CODEOWNERS", "codeowners", "data", _HASH, _NO_BLOCK, (), ("CODEOWNERS", "OWNERS"),
             module="codeowners"),
    Language(
        "Tool Options", "", "data", _HASH, _NO_BLOCK, (".bazelrc",),
        (".bazelrc", ".buckconfig", ".ctags", ".ackrc", ".curlrc", ".inputrc", ".cmake-format",
         ".nvmrc", ".python-version", ".ruby-version", ".tool-versions", ".cocciconfig",
         ".lldbinit"),
    ),
    Language(
        "XML", "xml", "data", _NONE, _XML_BLOCK,
        (".xml", ".svg", ".plist", ".xsd", ".xsl", ".xslt", ".dtd", ".rng", ".vcxproj", ".csproj",
         ".vbproj", ".fsproj", ".wixproj", ".pyproj", ".proj", ".props", ".targets", ".filters",
         ".wxs", ".wxl", ".wxi", ".nuspec", ".resx", ".manifest", ".pom", ".xaml", ".ui", ".glade",
         ".xcscheme", ".xcworkspacedata", ".storyboard", ".xib", ".entitlements", ".rss", ".atom",
         ".kml", ".tmlanguage", ".iml", ".slnx", ".natvis", ".gpx", ".wsdl", ".wxl_template"),
        module="xml",
    ),
    Language("CSV", "csv", "data", _NONE, _NO_BLOCK, (".csv",), module="csv"),
    Language("TSV", "tsv", "data", _NONE, _NO_BLOCK, (".tsv", ".tab"), module="csv"),
    Language("Diff", "diff", "data", _NONE, _NO_BLOCK, (".diff", ".patch", ".rej"), module="diff"),
    Language("Graphviz", "dot", "data", ("//", "#"), _C_BLOCK, (".dot", ".gv")),
    Language("Gettext", "po", "data", _HASH, _NO_BLOCK, (".po", ".pot"), module="gettext"),
    Language("BibTeX", "bibtex", "data", _PERCENT, _NO_BLOCK, (".bib",), module="bibtex"),
    Language(
        "Checksums", "", "data", _HASH, _NO_BLOCK, (".sha256", ".sha512", ".md5"), ("go.sum",),
    ),
)

_PROSE = (
    Language(
        "Markdown", "markdown", "prose", _NONE, _XML_BLOCK,
        (".md", ".markdown", ".mkd", ".mdx", ".mdown", ".qmd"), module="markdown",
    ),
    Language(
        "reStructuredText", "rst", "prose", _NONE, _NO_BLOCK, (".rst", ".rest"), module="rst",
    ),
    Language(
        "AsciiDoc", "asciidoc", "prose", _SLASH, (("////", "////"),), (".adoc", ".asciidoc"),
        module="asciidoc",
    ),
    Language("Org", "org", "prose", ("# ",), _NO_BLOCK, (".org",), module="org"),
    Language(
        "TeX", "tex", "prose", _PERCENT, _NO_BLOCK,
        (".tex", ".sty", ".ltx", ".dtx", ".texi", ".texinfo"), module="tex",
    ),
    Language(
        "HTML", "html", "prose", _NONE, _XML_BLOCK, (".html", ".htm", ".xhtml", ".shtml"),
        module="html",
    ),
    Language("Jupyter Notebook", "json", "prose", _NONE, _NO_BLOCK, (".ipynb",), module="notebook"),
    Language(
        "Roff", "roff", "prose", ('.\\"', "'\\\""), _NO_BLOCK,
        (".roff", ".man", ".mdoc", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9"),
        module="roff",
    ),
    Language("PlantUML", "plantuml", "prose", ("'",), (("/'", "'/"),), (".puml", ".plantuml")),
    Language("Mermaid", "mermaid", "prose", ("%%",), _NO_BLOCK, (".mmd", ".mermaid")),
    Language(
        "Text", "", "prose", _NONE, _NO_BLOCK, (".txt", ".text"),
        ("README", "LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "PATENTS", "AUTHORS",
         "CONTRIBUTORS", "CREDITS", "MAINTAINERS", "THANKS", "ACKS", "CHANGELOG", "CHANGES",
         "HISTORY", "NEWS", "TODO", "INSTALL", "VERSION", "ReadMe", "Readme", "readme"),
    ),
)

# fmt: on

#: Every language, the more specific families first.
LANGUAGES: tuple[Language, ...] = (
    *_C_FAMILY,
    *_SCRIPTING,
    *_COMPILED,
    *_FUNCTIONAL,
    *_WEB,
    *_BUILD,
    *_DATA,
    *_PROSE,
)


_BY_NAME: dict[str, Language] = {language.name: language for language in LANGUAGES}


def by_name(name: str) -> Language | None:
    """The row called ``name``, or None."""
    return _BY_NAME.get(name)


def add(rows: tuple[Language, ...]) -> None:
    """Take these languages beside :data:`LANGUAGES`, instead of those of an earlier call."""
    _BY_NAME.clear()
    _BY_NAME.update((language.name, language) for language in (*LANGUAGES, *rows))
