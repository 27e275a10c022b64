using System.Text.RegularExpressions;

namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>Finds the types and the members with bodies of a C# text by its braces; no compiler needed.</summary>
internal sealed partial class CodeBlocks
{
    private readonly string _code;
    private readonly Stack<(BlockKind Kind, int HeaderAt, string Header, int OuterParens)> _open = new();
    private int _headerAt;
    private int _parens;

    private CodeBlocks(string code)
    {
        _code = code;
    }

    private enum BlockKind
    {
        Namespace,
        Type,
        Member,
        Other,
    }

    /// <summary>Types outside of other types.</summary>
    public List<(string Name, bool IsPublic)> TopTypes { get; } = [];

    /// <summary>Every type's name, nested ones too.</summary>
    public List<string> TypeNames { get; } = [];

    /// <summary>
    /// Methods, constructors, operators and properties with a body: header, first line, number of lines.
    /// </summary>
    public List<(string Header, int Line, int Lines)> Members { get; } = [];

    public static CodeBlocks Of(string source)
    {
        CodeBlocks blocks = new(CodeText.Of(source));
        for (int i = 0; i < blocks._code.Length; i++) blocks.Pass(i);
        return blocks;
    }

    private void Pass(int i)
    {
        switch (_code[i])
        {
            case '(' or '[':
                _parens++;
                break;
            case ')' or ']':
                _parens--;
                break;
            case ';' when _parens == 0:
                if (Outer is BlockKind.Namespace or BlockKind.Type) NoteType(_code[_headerAt..i]);
                _headerAt = i + 1;
                break;
            case '{':
                Open(i);
                break;
            case '}' when _open.Count > 0:
                Close(i);
                break;
        }
    }

    private BlockKind Outer => _open.Count == 0 ? BlockKind.Namespace : _open.Peek().Kind;

    private void Open(int i)
    {
        string header = _code[_headerAt..i];
        BlockKind kind = KindOf(header);
        if (kind == BlockKind.Type) NoteType(header);
        int begin = _headerAt + (header.Length - header.TrimStart().Length);
        _open.Push((kind, begin, header, _parens));
        _parens = 0;
        _headerAt = i + 1;
    }

    private void Close(int i)
    {
        (BlockKind kind, int headerAt, string header, int outerParens) = _open.Pop();
        _parens = outerParens;
        _headerAt = i + 1;
        if (kind != BlockKind.Member) return;
        int line = _code.AsSpan(0, headerAt).Count('\n') + 1;
        int lines = _code.AsSpan(headerAt, i - headerAt).Count('\n') + 1;
        Members.Add((Spaces().Replace(header.Trim(), " "), line, lines));
    }

    private BlockKind KindOf(string header)
    {
        if (_parens > 0 || Outer is BlockKind.Member or BlockKind.Other) return BlockKind.Other;
        if (NamespaceHeader().IsMatch(header)) return BlockKind.Namespace;
        if (TypeHeader().IsMatch(header)) return BlockKind.Type;
        // "= new() {" and "= {" are tables, and a table may be as long as it is.
        string outside = Parenthesized().Replace(header, "");
        bool isTable = Assignment().IsMatch(outside) && !outside.Contains("operator", StringComparison.Ordinal);
        return isTable ? BlockKind.Other : BlockKind.Member;
    }

    private void NoteType(string header)
    {
        Match type = TypeHeader().Match(header);
        if (!type.Success) return;
        string name = type.Groups["name"].Value;
        TypeNames.Add(name);
        bool isPublic = PublicWord().IsMatch(header[..type.Index]);
        if (Outer == BlockKind.Namespace) TopTypes.Add((name, isPublic));
    }

    [GeneratedRegex(@"^\s*namespace\s")]
    private static partial Regex NamespaceHeader();

    [GeneratedRegex(@"\b(class|struct|interface|enum|record(\s+(class|struct))?)\s+(?<name>[A-Z_]\w*)")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"\([^()]*(\([^()]*\)[^()]*)*\)|\[[^\[\]]*\]")]
    private static partial Regex Parenthesized();

    [GeneratedRegex(@"(?<![=!<>])=(?![=>])")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\bpublic\b")]
    private static partial Regex PublicWord();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
