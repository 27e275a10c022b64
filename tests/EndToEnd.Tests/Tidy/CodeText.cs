namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>C# with every comment, string and character literal blanked, at the same places as before.</summary>
internal sealed class CodeText
{
    private readonly string _source;
    private readonly char[] _code;
    private int _at;

    private CodeText(string source)
    {
        _source = source;
        _code = source.ToCharArray();
    }

    /// <param name="source">The text of a file.</param>
    /// <param name="keepStrings">Blank the comments only.</param>
    public static string Of(string source, bool keepStrings = false)
    {
        CodeText text = new(source);
        while (text._at < source.Length) text.Step();
        if (!keepStrings) return new string(text._code);
        CodeText comments = new(source);
        while (comments._at < source.Length)
        {
            int begin = comments._at;
            bool comment = comments.StartsWith("//") || comments.StartsWith("/*");
            comments.Step();
            if (!comment) source.CopyTo(begin, comments._code, begin, comments._at - begin);
        }

        return new string(comments._code);
    }

    /// <summary>Passes one token that matters: a comment, a literal, or any other character.</summary>
    private void Step()
    {
        if (StartsWith("//")) BlankTo(_source.IndexOf('\n', _at));
        else if (StartsWith("/*")) BlankTo(_source.IndexOf("*/", _at + 2, StringComparison.Ordinal) + 2);
        else if (_source[_at] == '\'') BlankCharacter();
        else if (_source[_at] is '"' or '$' or '@') TryString();
        else _at++;
    }

    private void TryString()
    {
        int begin = _at;
        int quote = _at;
        while (quote < _source.Length && _source[quote] is '$' or '@') quote++;
        if (quote >= _source.Length || _source[quote] != '"')
        {
            _at++; // an identifier such as @class
            return;
        }

        bool interpolated = _source.AsSpan(begin, quote - begin).Contains('$');
        bool verbatim = _source.AsSpan(begin, quote - begin).Contains('@');
        int quotes = 0;
        while (quote + quotes < _source.Length && _source[quote + quotes] == '"') quotes++;
        if (quotes >= 3 && !verbatim)
        {
            string end = new('"', quotes);
            BlankTo(_source.IndexOf(end, quote + quotes, StringComparison.Ordinal) + quotes);
            return;
        }

        BlankTo(quote + 1);
        BlankString(interpolated, verbatim);
    }

    /// <summary>
    /// The rest of a string; the expressions in the holes of an interpolated one are blanked with it.
    /// </summary>
    private void BlankString(bool interpolated, bool verbatim)
    {
        while (_at < _source.Length)
        {
            char c = _source[_at];
            bool twice = _at + 1 < _source.Length && _source[_at + 1] == c;
            if (c == '"' && !(verbatim && twice))
            {
                BlankTo(_at + 1);
                return;
            }

            if (interpolated && c == '{' && !twice) BlankHole();
            else if ((c == '\\' && !verbatim) || (c is '"' or '{' or '}' && twice)) BlankTo(_at + 2);
            else BlankTo(_at + 1);
        }
    }

    private void BlankHole()
    {
        int depth = 0;
        do
        {
            char c = _source[_at];
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            int begin = _at;
            Step();
            BlankFrom(begin);
        }
        while (depth > 0 && _at < _source.Length);
    }

    private void BlankCharacter()
    {
        int end = _at + 1;
        while (end < _source.Length && _source[end] is not ('\'' or '\n')) end += _source[end] == '\\' ? 2 : 1;
        BlankTo(end + 1);
    }

    private void BlankTo(int end)
    {
        int begin = _at;
        _at = end <= begin || end > _source.Length ? _source.Length : end;
        BlankFrom(begin);
    }

    private void BlankFrom(int begin)
    {
        for (int i = begin; i < _at; i++)
        {
            if (_code[i] != '\n') _code[i] = ' ';
        }
    }

    private bool StartsWith(string token) => string.CompareOrdinal(_source, _at, token, 0, token.Length) == 0;
}
